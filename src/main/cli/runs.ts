import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import colors from 'picocolors';
import { compareRuns } from '../../lab/compare/compareRuns';
import { importRun } from '../../lab/runs/importRun';
import { listRuns, runInfo } from '../../lab/runs/library';
import type { RunInfo } from '../../shared/runs/run';
import { KIND_TRAITS } from '../../shared/experimentKinds';
import { LabError, messageOf } from '../../shared/errors';
import type { Comparison, Estimate } from '../../shared/runs/api';
import { searchRuns } from '../../shared/runs/search';
import { defaultRunsFolder, writableFolder } from '../folders';
import { VERSION } from '../version';
import { comparisonFromFlags, requireSeveral } from './comparisonRequest';
import { note, print } from './context';
import { findKept, runsTogether } from './kept';
import { settingsLine } from './report';
import { readSwitch, readText, type Flags } from './flags';
import { spuriousRate } from './kindReport';
import { decimal, headLine, percent, proportion, row, UNKNOWN } from './rows';

/** `runs`: what is kept, or what of it the words find. */
export async function runs(words: readonly string[], flags: Flags): Promise<number> {
  const asJson = readSwitch(flags, 'json');
  const found = searchRuns(await listRuns(folderOf(flags)), words.join(' '));
  if (asJson) print(JSON.stringify(found, null, 2));
  else if (found.length === 0)
    note(`No run in ${folderOf(flags)}${words.length === 0 ? '' : ' has these words'}.`);
  else print(found.map(runLine).join('\n'));
  return 0;
}

/** `compare`: runs, named by folder or id, against the first of them. */
export async function compare(names: readonly string[], flags: Flags): Promise<number> {
  const asJson = readSwitch(flags, 'json');
  requireSeveral(names);
  const found = await Promise.all(names.map((name) => findKept(name, folderOf(flags))));
  const { runsFolder, runIds } = runsTogether(found);
  const comparison = await compareRuns(runsFolder, comparisonFromFlags(runIds, flags));
  print(asJson ? JSON.stringify(comparison, null, 2) : comparisonAsText(comparison));
  return 0;
}

/** `import`: a run of a trials CSV. */
export async function importFile(path: string, flags: Flags): Promise<number> {
  const asJson = readSwitch(flags, 'json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new LabError('bad-file', `The file cannot be read: ${messageOf(error)}.`, { cause: error });
  });
  const folder = await writableFolder(folderOf(flags));
  const runId = await importRun(folder, { fileName: path, text }, { version: VERSION });
  const info = await runInfo(folder, runId);
  print(asJson ? JSON.stringify(info, null, 2) : runLine(info));
  return 0;
}

function folderOf(flags: Flags): string {
  return resolve(readText(flags, 'runs') ?? defaultRunsFolder());
}

/** A run in three lines. */
export function runLine(info: RunInfo): string {
  const { runId, imported, summary, experiment } = info;
  const { splitVoteRate, trials } = summary ?? {};
  const p50Ms = summary?.downtimeMs.p50 ?? null;
  const split =
    splitVoteRate?.value == null || !KIND_TRAITS[experiment.kind].elects
      ? UNKNOWN
      : `${percent(splitVoteRate.value)} (${percent(splitVoteRate.low)} to ${percent(splitVoteRate.high)})`;
  return [
    `${headLine(info, imported === null ? [] : ['imported'])}  ${colors.dim(settingsLine(experiment))}`,
    `  ${colors.dim(runId)}`,
    `  ${trials ?? UNKNOWN} trials · split votes ${split} · downtime p50 ${p50Ms === null ? UNKNOWN : `${decimal(p50Ms, 1)} ms`}`,
  ].join('\n');
}

function comparisonAsText({ runs: compared, settings, differences, baseline }: Comparison): string {
  const letter = (i: number) => String.fromCharCode(65 + i);
  const lines = compared.map(
    ({ name, runId }, i) =>
      `  ${letter(i)}  ${colors.bold(name)}${runId === baseline ? ' (baseline)' : ''}  ${colors.dim(runId)}`,
  );
  const section = (title: string, cells: readonly string[]) => [
    '',
    `  ${title}`,
    ...cells.map((cell, i) => row(`  ${letter(i)}`, cell)),
  ];
  const sections = [
    ...settings.flatMap(({ name, values }) =>
      section(
        name,
        values.map((value) => value ?? UNKNOWN),
      ),
    ),
    ...(settings.length === 0 ? ['', '  The same settings.'] : []),
    ...section(
      'Split-vote rate',
      compared.map((run) => proportion(run.splitVoteRate)),
    ),
    ...(compared.every(({ spurious }) => spurious === null)
      ? []
      : section(
          'Spurious elections',
          compared.map(({ spurious }) => spuriousRate(spurious)),
        )),
    ...section(
      'Downtime p50, ms',
      compared.map((run) => estimate(run.downtimeMs.p50)),
    ),
    ...section(
      'Downtime p99, ms',
      compared.map((run) => estimate(run.downtimeMs.p99)),
    ),
  ];
  const letterOf = (id: string) => letter(compared.findIndex(({ runId }) => runId === id));
  const words = differences.flatMap((one) => [
    '',
    `  ${letterOf(one.runId)} against ${letterOf(baseline)}`,
    ...one.words.map((sentence) => `    ${sentence}`),
  ]);
  return ['', ...lines, ...sections, ...words, ''].join('\n');
}

function estimate({ value, low, high }: Estimate): string {
  return `${decimal(value, 1).padEnd(8)} ${colors.dim(`95% ${decimal(low, 1)} to ${decimal(high, 1)}`)}`;
}
