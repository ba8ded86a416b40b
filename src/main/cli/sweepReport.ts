import colors from 'picocolors';
import type { RunSummary } from '../../shared/runStatistics';
import type { SweepCell, SweepData, SweepProgress } from '../../shared/sweep/api';
import { cellAt, gridSize, placesOf } from '../../shared/sweep/grid';
import {
  kneesOf,
  USUAL_SPLIT_VOTES,
  USUAL_SPURIOUS_ELECTIONS,
  type KneeCriterion,
} from '../../shared/sweep/knee';
import { headlinesOf, type Measure, type MeasureId } from '../../shared/sweep/measures';
import { flagOf, SWEEP_PARAMETERS, type SweepParameterId } from '../../shared/sweep/parameters';
import type { SweepAxis } from '../../shared/sweep/sweep';
import { duration } from './progress';
import { summaryAsJson } from './report';
import { UNKNOWN } from './rows';
import { inFull, inShort, numberOf, titleOfMeasure } from './measureWords';

const CELL_WIDTH = 9;
/** Axes on which there is a knee to look for, the likeliest first. */
const TIMEOUT_AXES: readonly SweepParameterId[] = [
  'electionTimeout',
  'timeoutWidth',
  'electionTimeoutMax',
  'electionTimeoutMin',
];

/** What to keep rare, of the kinds that have it. */
const WISHES: readonly {
  readonly id: MeasureId;
  readonly criterion: KneeCriterion;
  readonly words: string;
}[] = [
  { id: 'split', criterion: USUAL_SPLIT_VOTES, words: 'Split votes stay at 1% or less' },
  {
    id: 'spurious',
    criterion: USUAL_SPURIOUS_ELECTIONS,
    words: 'Spurious elections stay at one an hour or fewer',
  },
];

export function progressInWords(progress: Omit<SweepProgress, 'changed'>): string {
  const { trialsDone, trialsTotal, cellsDone, cells, trialsPerSecond, remainingMs } = progress;
  return [
    `${trialsDone}/${trialsTotal}`,
    `${cellsDone} of ${cells} cells`,
    trialsPerSecond === null ? '' : `${trialsPerSecond.toFixed(trialsPerSecond < 100 ? 1 : 0)} trials/s`,
    remainingMs === null ? '' : `${duration(remainingMs)} left`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

export function sweepAsJson({ sweepId, sweep, complete, cells }: SweepData, folder: string): string {
  const told = cells.map(({ cell, values, state, problem, summary }) => ({
    cell,
    values: Object.fromEntries(sweep.axes.map(({ parameter }, axis) => [parameter, values[axis]])),
    state,
    problem,
    ...summaryAsJson(summary),
  }));
  return JSON.stringify({ sweepId, complete, folder, axes: sweep.axes, cells: told }, null, 2);
}

/** One plain line a cell, for a pipe. */
export function sweepAsLines({ sweep, cells }: SweepData): string {
  const measures = headlinesOf(sweep);
  return cells.map((cell) => lineOf(sweep.axes, measures, cell)).join('\n');
}

function lineOf(axes: readonly SweepAxis[], measures: readonly Measure[], cell: SweepCell): string {
  const { values, summary, problem } = cell;
  const where = axes.map(({ parameter }, axis) => `${flagOf(parameter)}=${values[axis] ?? ''}`).join(' ');
  if (problem !== null) return `${where}  ${problem}`;
  const told = measures.map(
    (measure) => `${titleOfMeasure(measure)} ${inFull(measure, measure.read(summary))}`,
  );
  return [`${where}  trials ${summary.trials}`, ...told].join('  ');
}

/** Rates and downtimes as tables for people: the first axis down, the last across, one pair for each of the others. */
export function sweepAsMap(data: SweepData, folder: string, columns: number): string {
  const { axes } = data.sweep;
  const [rows, ...others] = axes;
  const across = others.at(-1);
  if (rows === undefined) return '';
  const wide = across === undefined ? 0 : widthOf(rows, across);
  const body =
    across === undefined
      ? list(data, rows)
      : wide > columns
        ? [sweepAsLines(data)]
        : maps(data, rows, across);
  const failed = data.cells.filter(({ problem }) => problem !== null);
  const lines = [
    '',
    `${colors.bold(`${data.cells.length} cells`)}  ${colors.dim(`${data.trialsDone} trials · ${data.sweep.base.engine} · seed ${data.sweep.base.seed}`)}`,
    '',
    ...body,
    ...knees(data),
    ...(failed.length === 0
      ? []
      : [`${failed.length} cells could have no trials: ${failed[0]?.problem ?? ''}`, '']),
    `Kept in ${colors.underline(folder)}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Of a single axis: its values down, what was measured across. */
function list({ sweep, cells }: SweepData, axis: SweepAxis): string[] {
  const [first, ...others] = headlinesOf(sweep);
  if (first === undefined) return [];
  const heads = ['trials', first.short, '95% from', 'to', ...others.map(({ short }) => short)];
  const inColumns = (texts: readonly string[]) =>
    texts.map((text, i) => text.padStart(Math.max(CELL_WIDTH, (heads[i] ?? '').length + 2))).join('');
  const width = labelWidth(axis);
  return [
    colors.dim(`  ${titleOf(axis).padEnd(width)}${inColumns(heads)}`),
    ...cells.map(({ values, summary }) => {
      const reading = first.read(summary);
      const shown = [
        String(summary.trials),
        inShort(first, reading),
        ...[reading?.low ?? null, reading?.high ?? null].map((bound) => numberOf(first, bound)),
        ...others.map((measure) => inShort(measure, measure.read(summary))),
      ];
      return `  ${(values[0] ?? '').padEnd(width)}${inColumns(shown)}`;
    }),
    '',
  ];
}

function maps(data: SweepData, rows: SweepAxis, across: SweepAxis): string[] {
  const { axes } = data.sweep;
  const between = axes.slice(1, -1);
  return Array.from({ length: gridSize(between) }, (_, nth) => {
    const places = placesOf(between, nth);
    const summaryAt = (row: number, column: number): RunSummary | undefined =>
      data.cells[cellAt(axes, [row, ...places, column])]?.summary;
    const given = between.map((axis, i) => inWords(axis, places[i] ?? 0));
    return [
      ...(given.length === 0 ? [] : [colors.bold(`  ${given.join(', ')}`), '']),
      ...headlinesOf(data.sweep).flatMap((measure) =>
        table(titleOfMeasure(measure), rows, across, (row, column) => {
          const summary = summaryAt(row, column);
          return summary === undefined ? UNKNOWN : inShort(measure, measure.read(summary));
        }),
      ),
    ];
  }).flat();
}

function table(
  title: string,
  rows: SweepAxis,
  across: SweepAxis,
  shown: (row: number, column: number) => string,
): string[] {
  const width = labelWidth(rows);
  const cellWidth = columnWidth(across);
  return [
    `  ${colors.bold(title)}  ${colors.dim(`down: ${titleOf(rows)} · across: ${titleOf(across)}`)}`,
    colors.dim(`  ${' '.repeat(width)}${across.values.map((value) => value.padStart(cellWidth)).join('')}`),
    ...rows.values.map((value, row) => {
      const cells = across.values.map((_, column) => shown(row, column).padStart(cellWidth));
      return `  ${value.padEnd(width)}${cells.join('')}`;
    }),
    '',
  ];
}

/** From which timeout on what is unwanted stays rare, for each combination of the other axes. */
function knees({ sweep, cells }: SweepData): string[] {
  const { axes } = sweep;
  const along = TIMEOUT_AXES.map((id) => axes.findIndex(({ parameter }) => parameter === id)).find(
    (axis) => axis >= 0,
  );
  const axis = along === undefined ? undefined : axes[along];
  const wish = WISHES.find(({ id }) => headlinesOf(sweep).some((measure) => measure.id === id));
  if (along === undefined || axis === undefined || wish === undefined) return [];
  const found = kneesOf(axes, cells, along, wish.criterion).map(({ places, certain }) => {
    const others = axes.flatMap((other, i) => (i === along ? [] : [inWords(other, places[i] ?? 0)]));
    const place = places[along] ?? null;
    const from = place === null ? 'at none of these' : `from ${axis.values[place] ?? ''} on`;
    const chance = place === null || certain ? '' : colors.dim(' (their intervals reach above that)');
    return `    ${[others.join(', '), from].filter((part) => part !== '').join(': ')}${chance}`;
  });
  return [`  ${colors.bold(wish.words)}  ${colors.dim(titleOf(axis))}`, ...found, ''];
}

/** `Latency 5 ms`. */
function inWords({ parameter, values }: SweepAxis, place: number): string {
  const { label, unit } = SWEEP_PARAMETERS[parameter];
  return [label, values[place], unit].filter((part) => part !== null && part !== undefined).join(' ');
}

function titleOf({ parameter }: SweepAxis): string {
  const { label, unit } = SWEEP_PARAMETERS[parameter];
  return unit === null ? label : `${label}, ${unit}`;
}

function labelWidth(axis: SweepAxis): number {
  return Math.max(titleOf(axis).length, ...axis.values.map(({ length }) => length)) + 1;
}

function columnWidth({ values }: SweepAxis): number {
  return Math.max(CELL_WIDTH, ...values.map(({ length }) => length + 1));
}

function widthOf(rows: SweepAxis, across: SweepAxis): number {
  return labelWidth(rows) + across.values.length * columnWidth(across) + 2;
}
