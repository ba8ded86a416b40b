import type { Advice, AdvicePoint, GoalName } from '../advice';
import type { CellFill } from './cells';
import { mapFigure } from './mapFigure';

/** Why a setting is out of the question; `time`: not enough between heartbeats. */
export type Miss = GoalName | 'time';
export type MissOf = (point: AdvicePoint) => Miss | null;

/** What the hatches of a map stand for. */
export const HATCHED = [
  { miss: 'p99DowntimeMs', words: 'too long a downtime' },
  { miss: 'spuriousPerDay', words: 'too many spurious elections' },
  { miss: 'splitVotes', words: 'too many split votes' },
  { miss: 'heartbeatsPerSecond', words: 'too many heartbeats, or too little time between them' },
] as const satisfies readonly { readonly miss: Miss; readonly words: string }[];

const MET: CellFill = { kind: 'colour', colour: 'good', opacity: 0.6 };
const MISSED: Readonly<Record<Miss, CellFill>> = {
  p99DowntimeMs: { kind: 'hatch', hatch: 'upright', colour: 'node5' },
  spuriousPerDay: { kind: 'hatch', hatch: 'slanted', colour: 'node4' },
  splitVotes: { kind: 'hatch', hatch: 'level', colour: 'node1' },
  heartbeatsPerSecond: { kind: 'hatch', hatch: 'dotted', colour: 'grey' },
  time: { kind: 'hatch', hatch: 'dotted', colour: 'grey' },
};

/** Every setting that was looked at, and where the recommendation lies among them. */
export function adviceFigure(
  { map, recommended }: Pick<Advice, 'map' | 'recommended'>,
  missOf: MissOf,
): string {
  const { minsMs, widthsMs, cells } = map;
  const range = `${recommended.minMs}–${recommended.maxMs} ms`;
  return mapFigure({
    heading: {
      title: 'All settings',
      about: `Recommended: ${range} with a heartbeat of ${Number(recommended.heartbeatMs.toPrecision(3))} ms`,
    },
    description: `Which election timeouts meet all goals; recommended is ${range}.`,
    columns: { label: 'minimum timeout, ms', values: minsMs.map(String) },
    rows: { label: 'width of the range, ms', values: widthsMs.map(String) },
    panels: [
      {
        title: null,
        cells: cells.flatMap((points, y) =>
          points.map((point, x) => {
            const miss = missOf(point);
            return { x, y, fill: miss === null ? MET : MISSED[miss] };
          }),
        ),
        over: [
          {
            kind: 'dots',
            points: [
              {
                x: along(minsMs, recommended.minMs),
                y: along(widthsMs, recommended.maxMs - recommended.minMs),
              },
            ],
            shape: 'dot',
            colour: 'ink',
            hollow: true,
            size: 6,
          },
        ],
      },
    ],
    key: [
      { name: 'all goals met', mark: 'fill', fill: MET },
      ...HATCHED.map(({ miss, words }) => ({ name: words, mark: 'fill', fill: MISSED[miss] }) as const),
      { name: 'recommended', colour: 'ink', mark: 'dot', hollow: true },
    ],
  });
}

/** Where a value lies among some that ascend, which it need not be one of: along the logarithm between neighbours. */
export function along(values: readonly number[], value: number): number {
  const after = values.findIndex((one) => one >= value);
  const upper = values[after];
  const lower = values[after - 1];
  if (upper === undefined) return values.length - 1;
  if (lower === undefined) return 0;
  return after - 1 + Math.log(value / lower) / Math.log(upper / lower);
}
