import { join } from 'node:path';
import { writeComparison } from '../../lab/reproduce/comparisonFile';
import { childSpawner } from '../../lab/childSpawner';
import { reproduceFigure16 } from '../../lab/reproduce/runFigure16';
import { reproduceThesisWan } from '../../lab/reproduce/thesisWan';
import { makeRunFolder } from '../../lab/runs/folder';
import { LabError } from '../../shared/errors';
import { FIGURE_16_LINES, type Figure16Line } from '../../shared/figure16';
import { FIGURE_16_RANDOMISED, THESIS_WAN_SETTINGS, type Figure16Progress } from '../../shared/reference';
import { figure16Rows, thesisWanRows } from '../../shared/referenceRows';
import { engineSchema, MAX_TRIALS, type Engine, type Experiment } from '../../shared/experiment';
import { defaultRunsFolder, writableFolder } from '../folders';
import { VERSION } from '../version';
import { note, print, type CliContext } from './context';
import { readChoice, readInteger, readSwitch, readText, type Flags } from './flags';
import { EXIT_INTERRUPTED, onInterrupt } from './interrupt';
import { duration, ProgressDisplay } from './progress';
import {
  figure16AsJson,
  figure16AsText,
  thesisWanAsJson,
  thesisWanAsText,
  type Reproduction,
} from './reproductionReport';
import { readConcurrency, readSeed } from './settings';

const EXIT_OTHERWISE = 1;

/** `reproduce`: published experiments beside ours. The exit code is 0 when ours comes to the same. */
export async function reproduce(context: CliContext, what: string, flags: Flags): Promise<number> {
  if (what !== 'fig16' && what !== 'thesis-wan') {
    throw new LabError('bad-argument', `reproduce takes fig16 or thesis-wan; "${what}" is not one.`);
  }
  const engine = readChoice(flags, 'engine', engineSchema.options) ?? 'simulation';
  if (what === 'thesis-wan') requireNoneOf(flags, engine);
  const lines = readLines(flags, engine);
  const concurrency = readConcurrency(flags);
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
        ? await figure16({ ...job, context, engine, lines, concurrency, trials: trials ?? 1000 })
        : await thesisWan({ ...job, trials: trials ?? 10_000 });
    if (!stop.signal.aborted) return reproduced === true ? 0 : EXIT_OTHERWISE;
    note('Stopped: only what was completed is compared.');
    return EXIT_INTERRUPTED;
  } finally {
    takeOff();
  }
}

/** What only Figure 16 has. */
function requireNoneOf(flags: Flags, engine: Engine): void {
  if (engine === 'processes') {
    throw new LabError(
      'bad-argument',
      'reproduce thesis-wan needs --engine simulation: it has no crash, only timers that all start together, which real nodes do not do.',
    );
  }
  for (const flag of ['lines', 'concurrency']) {
    if (readText(flags, flag) === undefined) continue;
    throw new LabError('bad-argument', `--${flag} belongs to reproduce fig16: thesis-wan has none.`);
  }
}

/** Lines of the figure, in its order. Those without randomness take real nodes an hour, and are left out unless named. */
function readLines(flags: Flags, engine: Engine): readonly Figure16Line[] {
  const text = readText(flags, 'lines');
  if (text === undefined) return engine === 'processes' ? FIGURE_16_RANDOMISED : FIGURE_16_LINES;
  const wanted = text.split(',').map((name) => name.trim().replace('–', '-'));
  const nameOf = ({ minMs, maxMs }: Figure16Line): string => `${minMs}-${maxMs}`;
  const names = FIGURE_16_LINES.map(nameOf);
  const stranger = wanted.find((name) => !names.includes(name));
  if (stranger !== undefined) {
    throw new LabError('bad-argument', `--lines takes some of ${names.join(',')}; "${stranger}" is not one.`);
  }
  return FIGURE_16_LINES.filter((line) => wanted.includes(nameOf(line)));
}

interface Job {
  readonly trials: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly folder: string;
  readonly asJson: boolean;
}

interface Figure16Job extends Job {
  readonly context: CliContext;
  readonly engine: Engine;
  readonly lines: readonly Figure16Line[];
  readonly concurrency: Experiment['concurrency'] | undefined;
}

async function figure16(job: Figure16Job): Promise<Reproduction['reproduced']> {
  const { engine, lines, concurrency, trials, seed, signal, folder, asJson, context } = job;
  const display = new ProgressDisplay(process.stderr);
  const problems: string[] = [];
  const comparisons = await reproduceFigure16({
    lines,
    engine,
    ...(concurrency !== undefined && { concurrency }),
    spawner: childSpawner(context.nodeEntry),
    trials,
    seed,
    signal,
    folder,
    version: VERSION,
    onProgress: (progress) => {
      const { finished, done, total } = progress;
      display.showShare({ done: finished * total + done, total: lines.length * total }, () =>
        progressInWords(progress, engine),
      );
    },
    onProblem: (problem) => {
      problems.push(problem);
      display.say(problem);
    },
    onEvent: ({ text }) => {
      display.say(text);
    },
  }).finally(() => {
    display.end();
  });
  await writeComparison(join(folder, 'figure-16.csv'), figure16Rows(comparisons));
  const isWhole = comparisons.length === lines.length && problems.length === 0 && !signal.aborted;
  const judged = comparisons.flatMap(({ within }) => within ?? []);
  const reproduction = {
    engine,
    reproduced: isWhole && judged.length > 0 ? judged.every(Boolean) : null,
    trials,
    seed,
    folder,
  };
  print(asJson ? figure16AsJson(comparisons, reproduction) : figure16AsText(comparisons, reproduction));
  return reproduction.reproduced;
}

function progressInWords(progress: Figure16Progress, engine: Engine): string {
  const { line, finished, lines, done, total, contaminated, remainingMs } = progress;
  return [
    `${line.minMs}–${line.maxMs} ms (${finished + 1} of ${lines})`,
    `${done}/${total}`,
    ...(engine === 'processes' ? [`${contaminated} contaminated`] : []),
    ...(remainingMs === null ? [] : [`${duration(remainingMs)} left`]),
  ].join(' · ');
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
