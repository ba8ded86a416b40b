import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.mjs';

/** @typedef {{ passed: number, failed: number }} Tally */

/** @param {readonly Tally[]} tallies @returns {Tally} */
export function sum(tallies) {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.reduce((total, { failed }) => total + failed, 0),
  };
}

/** The last line of every test command. @param {Tally} tally */
export function tallyLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}

/**
 * Counts vitest's JSON report. A file that could not even be loaded counts as one failure, and so does a run that failed
 * without a failing test (an unhandled error, nothing found to run) and one that left no report.
 *
 * @param {string | null} report the JSON text, null when there is none
 * @param {number} exitCode
 * @returns {Tally}
 */
export function countReport(report, exitCode) {
  if (report === null) return { passed: 0, failed: 1 };
  /** @type {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, assertionResults: unknown[] }[] }} */
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(report);
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const failed = numFailedTests + unloaded;
  return { passed: numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

/** Runs vitest with its own output shown, and counts. @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] */
export async function runVitest(args, env = process.env) {
  const folder = await mkdtemp(join(tmpdir(), 'raft-lab-tests-'));
  const reportPath = join(folder, 'report.json');
  try {
    const code = await run(
      process.execPath,
      [
        'node_modules/vitest/vitest.mjs',
        'run',
        ...args,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${reportPath}`,
      ],
      { env },
    );
    return countReport(await readFile(reportPath, 'utf8').catch(() => null), code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
