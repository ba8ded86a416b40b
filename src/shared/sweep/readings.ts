import { SWEEP_PARAMETERS } from './parameters';
import type { SweepCell } from './api';
import { valuesOf } from './grid';
import type { SweepAxis } from './sweep';
import { plural, UNKNOWN } from '../format';
import type { Measure } from './measures';
import { cellWords, readingWords } from './measureWords';

/** What a cell that failed before its first trial shows. */
const FAILED = 'fail';

/** Such a cell has nothing to show but that. */
export function failedUntried({ state, summary }: SweepCell): boolean {
  return state === 'failed' && summary.trials === 0;
}

/** An axis as it is shown. */
export interface AxisLook {
  readonly label: string;
  /** Null where the values carry their own or need none. */
  readonly unit: string | null;
  readonly values: readonly string[];
}

/** What one cell shows. */
export interface CellReading {
  /** Null where it is not known. */
  readonly value: number | null;
  /** It has no value and will have none: its settings allow no trial. */
  readonly failed: boolean;
  /** As it is written into the cell. */
  readonly short: string;
  /** All of it in a sentence, for a screen reader. */
  readonly words: string;
}

export function axisLook({ parameter, values }: Pick<SweepAxis, 'parameter' | 'values'>): AxisLook {
  const { label, unit } = SWEEP_PARAMETERS[parameter];
  const shown = values.map((value) => valueWords(parameter, value));
  return { label, unit: shown.some((value) => value.endsWith('%')) ? null : unit, values: shown };
}

/** A value as people say it: a share in percent, a range with a dash. */
function valueWords(parameter: SweepAxis['parameter'], value: string): string {
  if (parameter === 'loss') return `${Number((Number(value) * 100).toPrecision(6))}%`;
  return parameter === 'electionTimeout' ? value.replace('-', '–') : value;
}

/** "Latency, ms". */
export function axisTitle({ label, unit }: AxisLook): string {
  return unit === null ? label : `${label}, ${unit}`;
}

/** The cell's place on each axis: "Latency 15 ms". */
export function settingsOf(axes: readonly AxisLook[], cell: number): readonly (readonly [string, string])[] {
  return valuesOf(axes, cell).map((value, i) => {
    const { label = '', unit = null } = axes[i] ?? {};
    return [label, unit === null ? value : `${value} ${unit}`] as const;
  });
}

/** What each cell shows of a measure, by its number. */
export function readingsOf(
  axes: readonly AxisLook[],
  cells: readonly (SweepCell | null)[],
  measure: Measure,
): readonly CellReading[] {
  return cells.map((cell, number) => {
    const where = settingsOf(axes, number)
      .map((pair) => pair.join(' '))
      .join(', ');
    if (cell !== null && failedUntried(cell))
      return {
        value: null,
        failed: true,
        short: FAILED,
        words: `${where}: failed. ${cell.problem ?? ''}`.trimEnd(),
      };
    if (cell === null || cell.summary.trials === 0)
      return { value: null, failed: false, short: '', words: `${where}: no trials yet` };
    const reading = measure.read(cell.summary);
    return {
      value: reading?.value ?? null,
      failed: false,
      short: reading === null ? UNKNOWN : cellWords(measure, reading),
      words: `${where}: ${measure.name} ${readingWords(measure, reading)}, ${plural(cell.summary.trials, 'trial')}`,
    };
  });
}
