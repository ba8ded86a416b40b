import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT } from './project.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {readonly string[]} failures what failed and why, a line each
 */

/**
 * The part of vitest's JSON report that is read here.
 * @typedef {{ name: string, status: string, message: string, assertionResults: readonly TestResult[] }} FileResult
 * @typedef {{ status: string, ancestorTitles: readonly string[], title: string,
 *   failureMessages: readonly string[] }} TestResult
 */

/** @param {readonly Tally[]} tallies @returns {Tally} */
export function sum(tallies) {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failures: tallies.flatMap(({ failures }) => failures),
  };
}

/** The end of every test command: each failure once more, and the tally as the last line. @param {Tally} tally */
export function tallyLines({ passed, failures }) {
  const again = failures.map((failure) => `failed: ${failure}\n`).join('');
  return `${again}${passed} passed, ${failures.length} failed\n`;
}

/**
 * Counts vitest's JSON report. A file that failed without a failing test (it could not be loaded, or prepared) counts
 * as one failure, and so does a run that failed without either (an unhandled error, nothing found to run) and one that
 * left no report.
 *
 * @param {string | null} report the JSON text, null when there is none
 * @param {number} exitCode
 * @returns {Tally}
 */
export function countReport(report, exitCode) {
  if (report === null) return { passed: 0, failures: [`vitest left no report (exit code ${exitCode})`] };
  /** @type {{ numPassedTests: number, testResults: readonly FileResult[] }} */
  const { numPassedTests, testResults } = JSON.parse(report);
  const failures = testResults.flatMap(failuresIn);
  if (failures.length === 0 && exitCode !== 0) {
    failures.push(`no test, but vitest ended with exit code ${exitCode}: its output above says why`);
  }
  return { passed: numPassedTests, failures };
}

/** @param {FileResult} result */
function failuresIn({ name, status, message, assertionResults }) {
  const file = relative(ROOT, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0 && status === 'failed') {
    return [`${file}: ${firstLine(message) || 'before or after its tests; the output above says why'}`];
  }
  return failed.map(
    ({ ancestorTitles, title, failureMessages }) =>
      `${[file, ...ancestorTitles, title].join(' > ')}: ${firstLine(failureMessages[0] ?? '')}`,
  );
}

/** @param {string} text */
function firstLine(text) {
  return text.trim().split('\n', 1)[0] ?? '';
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
