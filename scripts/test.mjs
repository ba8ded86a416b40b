import { ensureChromium } from './lib/chromium.mjs';
import { hasDesktop } from './lib/desktop.mjs';
import { findElectron } from './lib/electron.mjs';
import { main, ROOT, say } from './lib/project.mjs';
import { run } from './lib/run.mjs';
import { setUp } from './lib/setup.mjs';
import { runVitest, sum, tallyLines } from './lib/tally.mjs';

/** @typedef {import('./lib/tally.mjs').Tally} Tally */

/** All at the same time, the build beside them: each keeps no more than one processor busy. */
const CHECKS = /** @type {const} */ ([
  ['types', 'node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit'],
  ['lint', 'node_modules/eslint/bin/eslint.js', '.'],
  ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
]);

await main(async () => {
  const only = process.argv.slice(2);
  await setUp({ build: false });
  const [checks, build] = await Promise.all([only.length === 0 ? runChecks() : [], buildStep()]);
  const tests = build.failures.length === 0 ? await runTests(only) : sum([]);
  const total = sum([...checks, build, tests]);
  await sayWhatWasNotRun();
  process.stdout.write(tallyLines(total));
  if (total.failures.length > 0) process.exitCode = 1;
});

/** Each check counts as one; what it has to say is shown when it fails. */
function runChecks() {
  return Promise.all(
    CHECKS.map(async ([name, ...command]) => {
      let log = '';
      const code = await run(process.execPath, command, { onOutput: (text) => (log += text) });
      say(code === 0 ? `${name}: passed` : `${log}\n${name}: failed`);
      return count(name, code === 0);
    }),
  );
}

async function buildStep() {
  try {
    await setUp();
    say('build: passed');
    return count('build', true);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\nbuild: failed`);
    return count('build', false);
  }
}

/** All of vitest, or the files named on the command line. @param {readonly string[]} only */
async function runTests(only) {
  try {
    const chromium = await ensureChromium();
    return await runVitest(only, { ...process.env, CHROMIUM_PATH: chromium });
  } catch (error) {
    return { passed: 0, failures: [error instanceof Error ? error.message : String(error)] };
  }
}

/** The one test that needs what not every machine can have (vitest.config.ts leaves it out by the same rule). */
async function sayWhatWasNotRun() {
  if ((await findElectron(ROOT)) === null) process.stdout.write('not run: no Electron binary here\n');
  else if (!hasDesktop()) process.stdout.write('not run: Electron is here, but no display for its window\n');
}

/** @param {string} name @param {boolean} passed @returns {Tally} */
function count(name, passed) {
  return passed ? { passed: 1, failures: [] } : { passed: 0, failures: [`${name} (its output is above)`] };
}
