import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** The window on a fake lab, for looking at it: `npx vite test/renderer/dev`. Not shipped. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue()],
  // The fake compares runs with the lab's own code, which is of Node.
  resolve: { alias: { 'node:util': fileURLToPath(new URL('./nodeUtil.ts', import.meta.url)) } },
  build: { outDir: '../../../out/dev', emptyOutDir: true, minify: false },
});
