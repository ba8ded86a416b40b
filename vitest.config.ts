import { availableParallelism } from 'node:os';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { hasDesktop } from './scripts/lib/desktop.mjs';
import { findElectron } from './scripts/lib/electron.mjs';
import { ROOT } from './scripts/lib/project.mjs';

/** What needs Electron's binary and a display; where they are not, npm test says that it was not run. */
const electronOnly =
  (await findElectron(ROOT)) !== null && hasDesktop() ? [] : ['test/e2e/electronSmoke.test.ts'];

/**
 * None of these tests is about wall time: a busy machine may take long over them. A limit only ends what hangs: first a
 * wait within a test, which can say what it waited for, then the test.
 */
const UNHURRIED = { testTimeout: 240_000, hookTimeout: 240_000, expect: { poll: { timeout: 60_000 } } };

/**
 * Four projects: `unit` needs nothing but Node; `window` mounts components under happy-dom; `processes` forks real
 * nodes; `e2e` drives the built window in a real Chromium. The last two measure real time, so they wait for the others,
 * and their files run one after another.
 */
export default defineConfig({
  test: {
    // Vitest would leave one processor to itself: half of a small machine.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{shared,node,lab,main,conformance,scripts}/**/*.test.ts'],
          ...UNHURRIED,
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'window',
          include: ['test/renderer/**/*.test.ts'],
          environment: 'happy-dom',
          ...UNHURRIED,
        },
      },
      {
        test: {
          name: 'processes',
          include: ['test/processes/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          fileParallelism: false,
          ...UNHURRIED,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: electronOnly,
          sequence: { groupOrder: 2 },
          fileParallelism: false,
          ...UNHURRIED,
        },
      },
    ],
  },
});
