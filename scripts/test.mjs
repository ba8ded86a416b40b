import { ensureChromium } from './lib/chromium.mjs';
import { hasDesktop } from './lib/desktop.mjs';
import { findElectron } from './lib/electron.mjs';
import { main, ROOT, say } from './lib/project.mjs';
import { run } from './lib/run.mjs';
import { setUp } from './lib/setup.mjs';
import { runVitest, sum, tallyLine } from './lib/tally.mjs';

/** @typedef {import('./lib/tally.mjs').Tally} Tally */

const CHECKS = /** @type {const} */ ([
  ['types', 'node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit'],
  ['lint', 'node_modules/eslint/bin/eslint.js', '.'],
  ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
]);

await main(async () => {
  const only = process.argv.slice(2);
  await setUp({ build: false });
  const checks = only.length === 0 ? await runChecks() : [];
  const build = await buildStep();
  const tests = build.failed === 0 ? await runTests(only) : { passed: 0, failed: 0 };
  const total = sum([...checks, build, tests]);
  await sayWhatWasNotRun();
  process.stdout.write(`${tallyLine(total)}\n`);
  if (total.failed > 0) process.exitCode = 1;
});

/** Each check counts as one; what it has to say is shown when it fails. */
async function runChecks() {
  /** @type {Tally[]} */
  const tallies = [];
  for (const [name, ...command] of CHECKS) {
    let log = '';
    const code = await run(process.execPath, command, { onOutput: (text) => (log += text) });
    say(code === 0 ? `${name}: passed` : `${log}\n${name}: failed`);
    tallies.push(count(code === 0));
  }
  return tallies;
}

async function buildStep() {
  try {
    await setUp();
    say('build: passed');
    return count(true);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\nbuild: failed`);
    return count(false);
  }
}

/** All of vitest, or the files named on the command line. @param {readonly string[]} only */
async function runTests(only) {
  try {
    const chromium = await ensureChromium();
    return await runVitest(only, { ...process.env, CHROMIUM_PATH: chromium });
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return count(false);
  }
}

/** The one test that needs what not every machine can have (vitest.config.ts leaves it out by the same rule). */
async function sayWhatWasNotRun() {
  if ((await findElectron(ROOT)) === null) process.stdout.write('not run: no Electron binary here\n');
  else if (!hasDesktop()) process.stdout.write('not run: Electron is here, but no display for its window\n');
}

/** @param {boolean} passed @returns {Tally} */
function count(passed) {
  return passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}
