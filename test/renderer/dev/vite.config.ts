import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** The window on a fake lab, for looking at it: `npx vite test/renderer/dev`. Not shipped. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue()],
  build: { outDir: '../../../out/dev', emptyOutDir: true, minify: false },
});
