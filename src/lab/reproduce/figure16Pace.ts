import type { Figure16Line } from '../../shared/figure16';

/** How long Figure 16 takes on real nodes, and how many clusters bear to run side by side. */

/** One trial, besides its downtime: a process is made, the cluster settles, the logs become unequal, ms (measured). */
const OVERHEAD_MS = 300;
/** Clusters that a processor bears where the mean downtime is at least so long, ms: they mostly wait for timeouts. */
const CLUSTERS_PER_CORE = [
  { fromMs: 10_000, clusters: 4 },
  { fromMs: 1_000, clusters: 3 },
  { fromMs: 300, clusters: 1.5 },
];
/** The experiment's own bound. */
const MOST_CLUSTERS = 16;
/** Of shorter timeouts an election begins wherever a process is started beside them, ms. */
const STARTLED_MS = 25;

/**
 * One cluster a processor: more distort the lines that do not mostly wait (measured on two processors: at 150–300 ms
 * three take 0.8 times as long as two, with medians 5% longer; at 150–155 ms as well, with the same medians), and two at
 * 12–24 ms startle each other (twice the time).
 */
export function clustersFor({ minMs, published }: Figure16Line, cores: number): number {
  if (minMs < STARTLED_MS) return 1;
  const perCore = CLUSTERS_PER_CORE.find(({ fromMs }) => published.mean >= fromMs)?.clusters ?? 1;
  return Math.min(MOST_CLUSTERS, Math.floor(cores * perCore));
}

/** One line on so many clusters, ms: a guess, as good as the published mean and `OVERHEAD_MS` are. */
export function expectedMs({ published }: Figure16Line, trials: number, clusters: number): number {
  return (trials * (published.mean + OVERHEAD_MS)) / clusters;
}

/**
 * How long the rest will take, if it goes as what is done went: null before anything is.
 *
 * @param expected for each line, ms
 * @param finished so many lines are done, and `share` of the next one
 */
export function remainingMs(
  expected: readonly number[],
  {
    finished,
    share,
    elapsedMs,
  }: { readonly finished: number; readonly share: number; readonly elapsedMs: number },
): number | null {
  const total = expected.reduce((sum, ms) => sum + ms, 0);
  const done =
    expected.slice(0, finished).reduce((sum, ms) => sum + ms, 0) + share * (expected[finished] ?? 0);
  return done === 0 ? null : (elapsedMs / done) * (total - done);
}
