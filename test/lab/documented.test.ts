import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { TERMS_HEADER } from '../../src/lab/runs/termsCsv';
import { TRIALS_HEADER } from '../../src/lab/runs/trialsCsv';
import { formatCells } from '../../src/lab/sweep/cellsCsv';
import { summarise } from '../../src/lab/trial/summary';
import { experimentSchema } from '../../src/shared/experiment';

const page = readFileSync(new URL('../../docs/files.md', import.meta.url), 'utf8');
const section = (title: string): string => page.split(/^## /m).find((text) => text.startsWith(title)) ?? '';
const cells = formatCells(
  [],
  [
    {
      cell: 0,
      runId: 'cell-0000',
      state: 'done',
      values: [],
      experiment: experimentSchema.parse({}),
      summary: summarise([], null),
    },
  ],
);

it.each([
  ['trials.csv', TRIALS_HEADER],
  ['terms.csv', TERMS_HEADER],
  ['cells.csv', cells.split('\r\n')[0] ?? ''],
])('docs/files.md names every column of %s, and no other', (file, header) => {
  const columns = header.trim().split(',');
  const table = section(file)
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const named = table.flatMap((line) =>
    [...(line.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  const causes = [...section(file).matchAll(/`(spurious_(?!elections|per_hour)\w+)`/g)].map(
    ([, name]) => name,
  );
  expect([...new Set([...named, ...causes])].sort()).toEqual([...columns].sort());
});
