import { join } from 'node:path';
import { writeComparison } from '../../lab/reproduce/comparisonFile';
import { reproduceFigure16 } from '../../lab/reproduce/figure16';
import { reproduceThesisWan } from '../../lab/reproduce/thesisWan';
import { makeRunFolder } from '../../lab/runs/folder';
import { LabError } from '../../shared/errors';
import { FIGURE_16_LINES } from '../../shared/figure16';
import { THESIS_WAN_SETTINGS } from '../../shared/reference';
import { figure16Rows, thesisWanRows } from '../../shared/referenceRows';
import { engineSchema, MAX_TRIALS } from '../../shared/experiment';
import { defaultRunsFolder, writableFolder } from '../folders';
import { VERSION } from '../version';
import { note, print } from './context';
import { readChoice, readInteger, readSwitch, readText, type Flags } from './flags';
import { EXIT_INTERRUPTED, onInterrupt } from './interrupt';
import { ProgressDisplay } from './progress';
import {
  figure16AsJson,
  figure16AsText,
  thesisWanAsJson,
  thesisWanAsText,
  type Reproduction,
} from './reproductionReport';
import { readSeed } from './settings';

const EXIT_OTHERWISE = 1;

/** `reproduce`: published experiments beside ours. The exit code is 0 when ours comes to the same. */
export async function reproduce(what: string, flags: Flags): Promise<number> {
  if (what !== 'fig16' && what !== 'thesis-wan') {
    throw new LabError('bad-argument', `reproduce takes fig16 or thesis-wan; "${what}" is not one.`);
  }
  if (readChoice(flags, 'engine', engineSchema.options) === 'processes') {
    throw new LabError(
      'bad-argument',
      `reproduce ${what} needs --engine simulation: ${WHY_SIMULATED[what]}.`,
    );
  }
  const trials = readInteger(flags, 'trials', { min: 2, max: MAX_TRIALS });
  const seed = readSeed(flags) ?? 1;
  const asJson = readSwitch(flags, 'json');
  const runsFolder = await writableFolder(readText(flags, 'out') ?? defaultRunsFolder());

  const stop = new AbortController();
  const takeOff = onInterrupt(() => {
    stop.abort();
  });
  try {
    const { folder } = await makeRunFolder(runsFolder, new Date(), `reproduce-${what}`);
    const job = { seed, signal: stop.signal, folder, asJson };
    const reproduced =
      what === 'fig16'
        ? await figure16({ ...job, trials: trials ?? 1000 })
        : await thesisWan({ ...job, trials: trials ?? 10_000 });
    if (!stop.signal.aborted) return reproduced === true ? 0 : EXIT_OTHERWISE;
    note('Stopped: only what was completed is compared.');
    return EXIT_INTERRUPTED;
  } finally {
    takeOff();
  }
}

const WHY_SIMULATED = {
  fig16:
    'its unequal logs and slow disks cannot be given to real nodes; raft-lab measure --election-timeout 150-300 has real ones',
  'thesis-wan': 'it has no crash, only timers that all start together, which real nodes do not do',
} as const;

interface Job {
  readonly trials: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly folder: string;
  readonly asJson: boolean;
}

async function figure16({ trials, seed, signal, folder, asJson }: Job): Promise<Reproduction['reproduced']> {
  const display = new ProgressDisplay(process.stderr);
  const comparisons = await reproduceFigure16({
    trials,
    seed,
    signal,
    folder,
    version: VERSION,
    onProgress: (progress) => {
      // In a pipe, ten lines for each of ten lines would say little.
      if (process.stderr.isTTY) display.show(progress);
    },
  }).finally(() => {
    display.end();
  });
  await writeComparison(join(folder, 'figure-16.csv'), figure16Rows(comparisons));
  const reproduction: Reproduction = {
    reproduced:
      comparisons.length === FIGURE_16_LINES.length
        ? comparisons.every(({ within }) => within !== false)
        : null,
    trials,
    seed,
    folder,
  };
  print(asJson ? figure16AsJson(comparisons, reproduction) : figure16AsText(comparisons, reproduction));
  return reproduction.reproduced;
}

async function thesisWan({ trials, seed, signal, folder, asJson }: Job): Promise<Reproduction['reproduced']> {
  const comparisons = await reproduceThesisWan({ trials, seed, signal });
  await writeComparison(join(folder, 'thesis-wan.csv'), thesisWanRows(comparisons));
  const reproduction: Reproduction = {
    reproduced:
      comparisons.length === THESIS_WAN_SETTINGS.length ? comparisons.every(({ within }) => within) : null,
    trials,
    seed,
    folder,
  };
  print(asJson ? thesisWanAsJson(comparisons, reproduction) : thesisWanAsText(comparisons, reproduction));
  return reproduction.reproduced;
}
