import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { build, type Plugin } from 'vite';

const NODE_TARGET = 'node20';

const NODE_FILES = [
  ['node.cjs', 'src/node/boot.ts'],
  ['raftNode.cjs', 'src/node/index.ts'],
] as const;

/**
 * The forked Raft node, what it runs first and its program, in files that share no chunk with the others: what the lab
 * alone needs of their common modules would be loaded with each node (measured: 90 instead of 107 ms of processor time
 * from fork to ready). As CommonJS, which a process loads in 10 ms less.
 */
function raftNode(): Plugin {
  return {
    name: 'raft-node',
    apply: 'build',
    async closeBundle() {
      for (const [name, entry] of NODE_FILES) {
        await build({
          configFile: false,
          logLevel: 'warn',
          ssr: { noExternal: true },
          build: {
            ssr: entry,
            target: NODE_TARGET,
            sourcemap: true,
            outDir: 'out/main',
            emptyOutDir: false,
            rolldownOptions: { output: { format: 'cjs', entryFileNames: name } },
          },
        });
      }
    },
  };
}

/**
 * Three entries for the main side, besides the nodes: the Electron app, the terminal (with the browser host) and the
 * thread that simulates. All are bundled whole. The targets are what may run them beside Electron: Node 20, and the
 * browsers of the browser host.
 */
export default defineConfig({
  main: {
    plugins: [raftNode()],
    build: {
      target: NODE_TARGET,
      sourcemap: true,
      externalizeDeps: false,
      rolldownOptions: {
        // It ships a script of its own beside its code, so it stays where it is.
        external: ['open'],
        input: {
          index: 'src/main/index.ts',
          cli: 'src/main/cli.ts',
          worker: 'src/lab/worker.ts',
        },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    plugins: [vue()],
    build: {
      target: 'es2022',
      minify: true,
      // Nothing is put into data: addresses, which the page's policy forbids.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2000,
    },
  },
});
