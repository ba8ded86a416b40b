/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  /** What is to be reached; null for a line that is only told. */
  readonly target: string | null;
  readonly reached: boolean | null;
}

export function told(what: string, measured: string): Figure {
  return { what, measured, target: null, reached: null };
}

export function atMost(what: string, value: number, limit: number, unit: string): Figure {
  return {
    what,
    measured: inShort(value, unit),
    target: `≤ ${limit} ${unit}`,
    reached: value <= limit,
  };
}

export function atLeast(what: string, value: number, limit: number, unit: string): Figure {
  return {
    what,
    measured: inShort(value, unit),
    target: `≥ ${limit} ${unit}`,
    reached: value >= limit,
  };
}

function inShort(value: number, unit: string): string {
  return `${Number(value.toPrecision(3))} ${unit}`;
}

/** The q-quantile (nearest rank) of unsorted values; NaN of none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

/** A markdown table, readable as it is in a terminal. */
export function table(figures: readonly Figure[]): string {
  const rows = [
    ['figure', 'measured', 'to reach', ''],
    ...figures.map(({ what, measured, target, reached }) => [
      what,
      measured,
      target ?? '',
      reached === null ? '' : reached ? 'reached' : 'missed',
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(Math.max(3, width))).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)].join('\n');
}
