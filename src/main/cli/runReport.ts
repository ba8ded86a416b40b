import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { computePrediction } from '../../lab/prediction';
import { comparisonReportPage, readComparisonReport } from '../../lab/report/comparisonReport';
import { reportPage } from '../../lab/report/page';
import { readRunReport } from '../../lab/report/runReport';
import { readSweepReport, sweepReportPage } from '../../lab/report/sweepReport';
import { LabError, messageOf } from '../../shared/errors';
import { VERSION } from '../version';
import { comparisonFromFlags } from './comparisonRequest';
import { print } from './context';
import { readSwitch, readText, type Flags } from './flags';
import { findKept, runsTogether, type Kept } from './kept';
import { openBrowser } from './openBrowser';

interface Report {
  readonly page: string;
  /** Where it is written unless somebody says otherwise. */
  readonly path: string;
}

/** `report`: a run, several compared, or a sweep, as one page of HTML. */
export async function report(names: readonly string[], flags: Flags): Promise<number> {
  const found = await Promise.all(names.map((name) => findKept(name)));
  const [first] = found;
  if (first === undefined) {
    throw new LabError(
      'bad-argument',
      'Say of what: raft-lab report takes runs, or a sweep, by folder or id.',
    );
  }
  const { page, path } =
    found.length === 1 ? await reportOfOne(first, flags) : await comparisonReport(found, flags);
  const out = resolve(readText(flags, 'out') ?? path);
  await writeFile(out, page).catch((error: unknown) => {
    throw new LabError('bad-argument', `The report cannot be written to ${out}: ${messageOf(error)}.`, {
      cause: error,
    });
  });
  print(out);
  if (readSwitch(flags, 'open')) await openBrowser(out);
  return 0;
}

async function reportOfOne({ kind, folder }: Kept, flags: Flags): Promise<Report> {
  if (readText(flags, 'baseline') !== undefined || readSwitch(flags, 'clean')) {
    throw new LabError('bad-argument', '--baseline and --clean belong to the report of several runs.');
  }
  return await (kind === 'run' ? runReport(folder) : sweepReport(folder));
}

async function runReport(folder: string): Promise<Report> {
  const page = reportPage(await readRunReport(dirname(folder), basename(folder), computePrediction));
  return { page, path: join(folder, 'report.html') };
}

async function sweepReport(folder: string): Promise<Report> {
  const page = sweepReportPage(await readSweepReport(dirname(folder), basename(folder)));
  return { page, path: join(folder, 'report.html') };
}

async function comparisonReport(found: readonly Kept[], flags: Flags): Promise<Report> {
  const { runsFolder, runIds } = runsTogether(found);
  const by = { madeAt: new Date().toISOString(), version: VERSION };
  const page = comparisonReportPage(
    await readComparisonReport(runsFolder, comparisonFromFlags(runIds, flags), by),
  );
  return { page, path: 'comparison.html' };
}
