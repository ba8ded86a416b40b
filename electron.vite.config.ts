import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';

/**
 * Four entries for the main side: the Electron app, the forked Raft node, the terminal and the browser host.
 * The node entry is bundled whole, so that forking one costs as little start-up as possible.
 */
export default defineConfig({
  main: {
    build: {
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          node: 'src/node/index.ts',
          cli: 'src/main/cli.ts',
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
    build: { sourcemap: false },
  },
});
