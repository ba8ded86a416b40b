import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { build, type Plugin } from 'vite';

const NODE_TARGET = 'node20';

/**
 * The forked Raft node in one file that shares no chunk with the others: what the lab alone needs of their common
 * modules would be loaded with each node (measured: 90 instead of 107 ms of processor time from fork to ready).
 */
function raftNode(): Plugin {
  return {
    name: 'raft-node',
    apply: 'build',
    async closeBundle() {
      await build({
        configFile: false,
        logLevel: 'warn',
        ssr: { noExternal: true },
        build: {
          ssr: 'src/node/index.ts',
          target: NODE_TARGET,
          sourcemap: true,
          outDir: 'out/main',
          emptyOutDir: false,
          rolldownOptions: { output: { format: 'cjs', entryFileNames: 'node.cjs' } },
        },
      });
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
