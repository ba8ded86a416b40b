import { expect, it } from 'vitest';
import { formatCells, type CellRow } from '../../../src/lab/sweep/cellsCsv';
import { summarise } from '../../../src/lab/trial/summary';
import { experimentSchema } from '../../../src/shared/experiment';
import type { ExperimentKind } from '../../../src/shared/experimentKinds';
import { trialWith } from '../trial/trials';

const cell = (kind: ExperimentKind): CellRow => ({
  cell: 0,
  runId: 'cell-0000',
  state: 'done',
  values: [kind],
  experiment: experimentSchema.parse({ kind }),
  summary: summarise([trialWith({ trial: 0, kind })], null),
});

it('the split-vote rates of trials that need no election are empty fields, not 0', () => {
  const csv = formatCells(
    [{ parameter: 'kind', values: ['leader-crash', 'steady'] }],
    [cell('leader-crash'), cell('steady')],
  );
  const [header = [], ...rows] = csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  const of = (row: number, column: string): string | undefined => rows[row]?.[header.indexOf(column)];
  const rates = header.filter(
    (column) => column.includes('split_vote_rate') || column.startsWith('first_term'),
  );
  expect(rates).toHaveLength(7);
  for (const column of rates) {
    expect(of(0, column), column).not.toBe('');
    expect(of(1, column), column).toBe('');
  }
  expect(of(1, 'trials')).toBe('1');
});
