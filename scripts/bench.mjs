import { join } from 'node:path';
import { ensureChromium } from './lib/chromium.mjs';
import { main, ROOT } from './lib/project.mjs';
import { setUp } from './lib/setup.mjs';

await main(async () => {
  await setUp();
  process.env['CHROMIUM_PATH'] = await ensureChromium();
  const { build } = await import('vite');
  const outDir = join(ROOT, 'out/bench');
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: { ssr: 'bench/index.ts', outDir, target: 'node20', emptyOutDir: true },
  });
  await import(new URL('../out/bench/index.js', import.meta.url).href);
});
