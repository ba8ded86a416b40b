import { access, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { computePrediction } from '../../lab/prediction';
import { reportPage } from '../../lab/report/page';
import { readRunReport } from '../../lab/report/runReport';
import { RUN_FILES } from '../../lab/runs/folder';
import { LabError, messageOf } from '../../shared/errors';
import { defaultRunsFolder } from '../folders';
import { print } from './context';
import { readSwitch, readText, type Flags } from './flags';
import { openBrowser } from './openBrowser';

/** `report`: a run as one page of HTML. */
export async function report(run: string, flags: Flags): Promise<number> {
  const folder = await folderOf(run);
  const page = reportPage(await readRunReport(dirname(folder), basename(folder), computePrediction));
  const out = resolve(readText(flags, 'out') ?? join(folder, 'report.html'));
  await writeFile(out, page).catch((error: unknown) => {
    throw new LabError('bad-argument', `The report cannot be written to ${out}: ${messageOf(error)}.`, {
      cause: error,
    });
  });
  print(out);
  if (readSwitch(flags, 'open')) await openBrowser(out);
  return 0;
}

/** A run is named by its folder, wherever that is, or by its id among the runs. */
async function folderOf(run: string): Promise<string> {
  for (const folder of [resolve(run), join(defaultRunsFolder(), run)]) {
    const isRun = await access(join(folder, RUN_FILES.experiment)).then(
      () => true,
      () => false,
    );
    if (isRun) return folder;
  }
  throw new LabError(
    'bad-argument',
    `There is no run "${run}", neither as a folder nor in ${defaultRunsFolder()}: raft-lab report takes a run's folder (it has ${RUN_FILES.experiment} in it) or its id.`,
  );
}
