import colors from 'picocolors';
import type { Engine } from '../../shared/experiment';
import {
  FIGURE_16_ENOUGH_TRIALS,
  figure16Tolerance,
  type Figure16Comparison,
  type Figure16Differences,
  THESIS_WAN_TOLERANCE,
  type ThesisWanComparison,
} from '../../shared/reference';
import { dkwHalfWidth } from '../../lab/statistics/ecdf';
import type { DowntimeStatistics } from '../../shared/figure16';

/** What is said of a whole reproduction. */
export interface Reproduction {
  /** Null when it was not brought to its end, or has nothing that is judged. */
  readonly reproduced: boolean | null;
  readonly trials: number;
  readonly seed: number;
  /** Where the runs and the CSV are. */
  readonly folder: string;
}

const SHOWN = ['min', 'p10', 'p50', 'p90', 'p95', 'p99', 'max', 'mean'] as const;
const WIDTH = 9;
const LINE_WIDTH = 10;
const WHO_WIDTH = 6;

/** Published and own quantiles, line under line. */
export function figure16AsText(
  comparisons: readonly Figure16Comparison[],
  { engine, trials, seed, reproduced, folder }: Reproduction & { readonly engine: Engine },
): string {
  const head =
    ' '.repeat(LINE_WIDTH + WHO_WIDTH) +
    SHOWN.map((name) => name.padStart(WIDTH)).join('') +
    'median'.padStart(WIDTH) +
    'distance'.padStart(WIDTH + 1);
  const lines = [
    '',
    `${colors.bold('Raft paper, Figure 16')}: downtime, ms  ${colors.dim(`${engine === 'processes' ? 'real nodes' : 'simulated'} · ${trials} trials a line · seed ${seed}`)}`,
    '',
    `  ${colors.dim(head)}`,
    ...comparisons.flatMap(figure16Lines),
    '',
    verdict(
      reproduced,
      'medians within 5% (150–151: 15%) and shares within 0.08 of the published ones; 150–150 is not judged',
    ),
    ...(trials < FIGURE_16_ENOUGH_TRIALS
      ? [
          `With ${trials} trials chance alone moves a share by up to ${dkwHalfWidth(trials).toFixed(2)}: a reproduction takes ${FIGURE_16_ENOUGH_TRIALS} or more.`,
        ]
      : []),
    '',
    keptIn(folder),
  ];
  return `${lines.join('\n')}\n`;
}

function figure16Lines(comparison: Figure16Comparison): string[] {
  const { line, ours, within } = comparison;
  const name = `${line.minMs}–${line.maxMs}`.padEnd(LINE_WIDTH);
  const compared = differences(comparison);
  return [
    `  ${colors.bold(name)}${colors.dim('paper'.padEnd(WHO_WIDTH) + statisticsRow(line.published))}`,
    `  ${' '.repeat(LINE_WIDTH)}${'ours'.padEnd(WHO_WIDTH)}${statisticsRow(ours)}${compared}  ${mark(within)}`,
    ...contaminationLine(comparison),
  ];
}

function differences({ medianDifference, distance }: Figure16Differences): string {
  return percentDifference(medianDifference).padStart(WIDTH) + distance.toFixed(3).padStart(WIDTH + 1);
}

/** Results are told of all trials and of the clean ones alone. */
function contaminationLine({ trials, clean }: Figure16Comparison): string[] {
  if (clean === null) return [];
  const words = `${' '.repeat(WHO_WIDTH)}${clean.trials} clean of ${trials}`.padEnd(
    WHO_WIDTH + SHOWN.length * WIDTH,
  );
  const alone = clean.differences === null ? '' : differences(clean.differences);
  return [`  ${' '.repeat(LINE_WIDTH)}${colors.dim(words + alone)}`];
}

function statisticsRow(statistics: DowntimeStatistics): string {
  return SHOWN.map((name) => milliseconds(statistics[name]).padStart(WIDTH)).join('');
}

function milliseconds(ms: number): string {
  return ms.toFixed(ms < 1000 ? 1 : 0);
}

export function figure16AsJson(
  comparisons: readonly Figure16Comparison[],
  { reproduced, trials, seed, folder }: Reproduction,
): string {
  const lines = comparisons.map(
    ({ line, engine, trials: done, ours, medianDifference, distance, within, clean }) => ({
      engine,
      electionTimeoutMinMs: line.minMs,
      electionTimeoutMaxMs: line.maxMs,
      publishedTrials: line.trials,
      published: line.published,
      trials: done,
      ours,
      medianDifference,
      distance,
      tolerance: figure16Tolerance(line),
      within,
      clean,
    }),
  );
  return json({ reproduced, trials, seed, lines, folder });
}

export function thesisWanAsText(
  comparisons: readonly ThesisWanComparison[],
  { trials, seed, reproduced, folder }: Reproduction,
): string {
  const row = (cells: readonly string[]): string => {
    const [first = '', ...rest] = cells;
    return `  ${first.padEnd(16)}${rest.map((cell) => cell.padStart(12)).join('')}`;
  };
  const lines = [
    '',
    `${colors.bold("Ongaro's thesis, wide area")}: mean time to elect, ms  ${colors.dim(`simulated · ${trials} elections a setting · seed ${seed}`)}`,
    '',
    colors.dim(row(['failed of 5', 'thesis', 'ours', '95% from', 'to', 'difference'])),
    ...comparisons.map(({ failed, publishedMeanMs, simulated, meanDifference, within }) => {
      const { mean, low, high } = simulated;
      const cells = [publishedMeanMs.toFixed(0), mean.toFixed(1), low.toFixed(1), high.toFixed(1)];
      return `${row([failed === 0 ? 'none' : String(failed), ...cells, percentDifference(meanDifference)])}  ${mark(within)}`;
    }),
    '',
    verdict(reproduced, `means within ${THESIS_WAN_TOLERANCE * 100}% of the published ones`),
    '',
    keptIn(folder),
  ];
  return `${lines.join('\n')}\n`;
}

export function thesisWanAsJson(
  comparisons: readonly ThesisWanComparison[],
  { reproduced, trials, seed, folder }: Reproduction,
): string {
  const settings = comparisons.map((comparison) => ({ ...comparison, tolerance: THESIS_WAN_TOLERANCE }));
  return json({ reproduced, trials, seed, settings, folder });
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function percentDifference(ratio: number): string {
  return `${ratio < 0 ? '−' : '+'}${Math.abs(ratio * 100).toFixed(1)}%`;
}

function mark(within: boolean | null): string {
  if (within === null) return colors.dim('not judged');
  return within ? colors.green('within') : colors.red('outside');
}

function verdict(reproduced: boolean | null, meaning: string): string {
  if (reproduced === null)
    return `${colors.bold('Not judged')}. ${colors.dim(`It takes all that was asked for, with ${meaning}.`)}`;
  const word = reproduced ? colors.green('Reproduced') : colors.red('Not reproduced');
  return `${colors.bold(word)}. ${colors.dim(`It takes ${meaning}.`)}`;
}

function keptIn(folder: string): string {
  return `Kept in ${colors.underline(folder)}`;
}
