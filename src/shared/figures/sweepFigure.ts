import { columnOf, type CsvValue } from '../csv';
import type { SweepCell } from '../sweep/api';
import { panelsOf, type Arrangement } from '../sweep/arrangement';
import type { KneeLook } from '../sweep/kneeLook';
import { lineView } from '../sweep/lineView';
import { placeOf, scaleOf, ticksOf, type Scale } from '../sweep/mapScale';
import type { Measure } from '../sweep/measures';
import { tickWords } from '../sweep/measureWords';
import { axisLook, axisTitle, readingsOf, type AxisLook } from '../sweep/readings';
import type { Sweep } from '../sweep/sweep';
import type { CellFill, FigureCell } from './cells';
import type { KeyEntry } from './key';
import type { Layer } from './layers';
import { inkOnMap, mapColour } from './mapColours';
import { mapFigure } from './mapFigure';
import type { Picture } from './picture';
import { plotSvg } from './plot';

/** One number of every cell of a sweep. */
export interface SweepFigure {
  readonly sweep: Pick<Sweep, 'axes'>;
  /** By their numbers; null for those without trials. */
  readonly cells: readonly (SweepCell | null)[];
  readonly arrangement: Arrangement;
  readonly measure: Measure;
  readonly knee: KneeLook;
  readonly heading?: Picture['heading'];
}

/** A map over two settings, small maps for a third, and a line over one. */
export function sweepFigure(figure: SweepFigure): string {
  return figure.arrangement.rows === null ? sweepLine(figure) : sweepMap(figure, figure.arrangement.rows);
}

const NOT_KNOWN: CellFill = { kind: 'hatch', hatch: 'slanted', colour: 'axis' };
const KEY_COLOURS = 6;

function sweepMap({ sweep, cells, arrangement, measure, knee, heading }: SweepFigure, rows: number): string {
  const axes = sweep.axes.map(axisLook);
  const readings = readingsOf(axes, cells, measure);
  const scale = scaleOf(
    readings.flatMap(({ value }) => value ?? []),
    measure.unit,
  );
  const cellAt = (number: number, x: number, y: number): FigureCell => {
    const { value = null, short = '', failed = false } = readings[number] ?? {};
    const sure = knee.cells.get(number);
    const frame = sure === undefined ? {} : ({ frame: sure ? 'sure' : 'unsure' } as const);
    if (value === null)
      return { x, y, fill: NOT_KNOWN, text: short, ink: failed ? 'warm' : 'soft', crossed: failed, ...frame };
    const place = placeOf(scale, value);
    const fill = { kind: 'colour', colour: mapColour(place) } as const;
    return { x, y, fill, text: short, ink: inkOnMap(place), ...frame };
  };
  const panelAxis = arrangement.panels === null ? undefined : axes[arrangement.panels];
  return mapFigure({
    ...(heading === undefined ? {} : { heading }),
    description: `${measure.name} over ${axes.map(axisTitle).join(' and ')}.`,
    columns: lookOf(axes[arrangement.columns]),
    rows: lookOf(axes[rows]),
    panels: panelsOf(axes, arrangement).map((panel) => ({
      title:
        panel.value === null || panelAxis === undefined
          ? null
          : `${axisTitle(panelAxis)}: ${panelAxis.values[panel.value] ?? ''}`,
      cells: panel.cells.flatMap((row, y) => row.map((number, x) => cellAt(number, x, y))),
    })),
    key: [
      ...keyOf(scale, measure),
      ...(readings.some(({ value }) => value === null)
        ? [{ name: 'n/a', mark: 'fill', fill: NOT_KNOWN } as const]
        : []),
      ...(readings.some(({ failed }) => failed)
        ? [{ name: 'failed', mark: 'cross', colour: 'warm' } as const]
        : []),
    ],
  });
}

function lookOf(axis: AxisLook | undefined): { readonly label: string; readonly values: readonly string[] } {
  return axis === undefined ? { label: '', values: [''] } : { label: axisTitle(axis), values: axis.values };
}

/** Some round values with their colours, the ends of the scale among them. */
function keyOf(scale: Scale, measure: Measure): KeyEntry[] {
  const all = ticksOf(scale);
  const every = Math.max(1, Math.ceil((all.length - 1) / (KEY_COLOURS - 1)));
  return all
    .filter((_, i) => (all.length - 1 - i) % every === 0)
    .map((value) => ({
      name: tickWords(measure, value),
      mark: 'fill',
      fill: { kind: 'colour', colour: mapColour(placeOf(scale, value)) },
    }));
}

const LINE_SIZE = { width: 720, height: 320 };

function sweepLine({ sweep, cells, arrangement, measure, knee, heading }: SweepFigure): string {
  const axis = sweep.axes.map(axisLook)[arrangement.columns] ?? { label: '', unit: null, values: [] };
  const view = lineView(axis, cells, measure);
  const { at, minX, maxX, top, points, stretches, failed } = view;
  const banded = stretches.some(({ high }) => high.length > 0);
  const knees = points.filter(({ cell }) => knee.cells.has(cell));
  const layers: Layer[] = [
    ...stretches.flatMap(({ points, low, high }): Layer[] => [
      ...(high.length === 0 ? [] : [{ kind: 'band', low, high, colour: 'accent' } as const]),
      { kind: 'line', points, colour: 'accent' },
    ]),
    { kind: 'dots', points, shape: 'dot', colour: 'accent', hollow: true, size: 3 },
    { kind: 'dots', points: failed, shape: 'cross', colour: 'warm', size: 4.5 },
    { kind: 'dots', points: knees, shape: 'square', colour: 'ink', hollow: true, size: 4.5 },
  ];
  return plotSvg({
    ...LINE_SIZE,
    ...(heading === undefined ? {} : { heading }),
    description: `${measure.name} over ${axisTitle(axis)}.`,
    x: { label: axisTitle(axis), min: minX, max: maxX, at, tick: (value) => view.labelAt(value) ?? '' },
    y: { label: measure.name, min: 0, max: top, tick: (value) => tickWords(measure, value) },
    layers,
    key: [
      { name: measure.name, mark: 'line', colour: 'accent', dot: 'dot' },
      ...(banded ? [{ name: '95% interval', mark: 'area', colour: 'accent' } as const] : []),
      ...(failed.length === 0 ? [] : [{ name: 'failed', mark: 'cross', colour: 'warm' } as const]),
      ...(knees.length === 0 ? [] : [{ name: 'knee', mark: 'square', colour: 'ink', hollow: true } as const]),
    ],
  });
}

/** What is drawn, cell by cell: its place on each axis, and the value with its interval. */
export function sweepPoints({ sweep, cells, measure, knee }: SweepFigure): {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly CsvValue[])[];
} {
  const unit = { share: '', count: '', ms: '_ms', perHour: '_per_hour', perSecond: '_per_second' }[
    measure.unit
  ];
  return {
    columns: [
      ...sweep.axes.map(({ parameter }) => columnOf(parameter)),
      'trials',
      `${columnOf(measure.id)}${unit}`,
      'low_95',
      'high_95',
      'knee',
    ],
    rows: cells.flatMap((cell, number) => {
      if (cell === null) return [];
      const reading = measure.read(cell.summary);
      const numbers = [reading?.value ?? null, reading?.low ?? null, reading?.high ?? null];
      return [[...cell.values, cell.summary.trials, ...numbers, knee.cells.has(number)]];
    }),
  };
}
