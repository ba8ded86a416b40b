import { basename, dirname, resolve } from 'node:path';
import { childSpawner } from '../../lab/childSpawner';
import { runSweep } from '../../lab/sweep/runSweep';
import { sweepsFolderFor } from '../../lab/sweep/sweepFiles';
import { SweepLog } from '../../lab/sweep/sweepLog';
import { crowdedRemark } from '../../shared/concurrency';
import { LabError } from '../../shared/errors';
import { mostClientLoad } from '../../shared/sweep/grid';
import { defaultRunsFolder, writableFolder } from '../folders';
import { VERSION } from '../version';
import { note, print, type CliContext } from './context';
import { readSweepDescription } from './experimentFile';
import { readSwitch, readText, type Flags } from './flags';
import { EXIT_INTERRUPTED, onInterrupt } from './interrupt';
import { ProgressDisplay } from './progress';
import { progressInWords, sweepAsJson, sweepAsLines, sweepAsMap } from './sweepReport';
import { sweepFromFlags } from './sweepSettings';

const REDRAW_MS = 200;

/** `sweep`: what the flags or a file describe, or what is left of an earlier one. */
export async function sweep(context: CliContext, file: string | undefined, flags: Flags): Promise<number> {
  const asJson = readSwitch(flags, 'json');
  const log = await openSweep(file, flags);
  const crowded = crowdedRemark(log.sweep.base, mostClientLoad(log.sweep));
  if (crowded !== null) note(crowded);
  const stop = new AbortController();
  const takeOff = onInterrupt(() => {
    stop.abort();
  });
  const display = new ProgressDisplay(process.stderr);
  const show = (): void => {
    const { progress } = log;
    const { trialsDone: done, trialsTotal: total } = progress;
    display.showShare({ done, total }, () => progressInWords(progress));
  };
  const redraw = setInterval(show, REDRAW_MS);
  try {
    await runSweep(log, {
      signal: stop.signal,
      spawner: childSpawner(context.nodeEntry),
      onEvent: ({ text }) => {
        display.say(text);
      },
    });
    display.end();
    print(report(log, asJson));
    if (log.isComplete) return 0;
    const { trialsDone, trialsTotal } = log.progress;
    note(
      `Stopped: ${trialsDone} of ${trialsTotal} trials are kept. To go on: raft-lab sweep --resume ${log.folder}`,
    );
    return EXIT_INTERRUPTED;
  } finally {
    clearInterval(redraw);
    display.end();
    takeOff();
  }
}

async function openSweep(file: string | undefined, flags: Flags): Promise<SweepLog> {
  const resume = readText(flags, 'resume');
  const described = flags['vary'] !== undefined;
  if ([resume, file, described ? '' : undefined].filter((given) => given !== undefined).length > 1) {
    throw new LabError('bad-argument', 'sweep takes one of these: a file, --vary, or --resume.');
  }
  if (resume !== undefined) {
    const folder = resolve(resume);
    return SweepLog.resume(dirname(folder), basename(folder));
  }
  const wanted = file === undefined ? sweepFromFlags(flags) : await readSweepDescription(file);
  const folder = readText(flags, 'out') ?? sweepsFolderFor(defaultRunsFolder());
  return SweepLog.create(await writableFolder(folder), wanted, VERSION);
}

function report(log: SweepLog, asJson: boolean): string {
  if (asJson) return sweepAsJson(log.data, log.folder);
  const { isTTY, columns } = process.stdout;
  return isTTY ? sweepAsMap(log.data, log.folder, columns) : sweepAsLines(log.data);
}
