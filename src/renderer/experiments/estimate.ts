import type { Sweep } from '../../shared/sweep/sweep';
import { timeLeft } from '../format';
import type { SweepView } from './sweepView';

/** An election with its recovery, ms, where nothing better is known: of real nodes, and of five simulated ones. */
const USUAL_TRIAL_MS = { processes: 900, simulation: 0.06 } as const;

/**
 * How long so many trials may take, ms: at the pace of the last sweep of that engine in this window, else at a usual one.
 * An election among n servers sends n² messages. Null when it cannot be told.
 */
export function estimateMs(sweep: Sweep, trials: number, last: SweepView | null): number | null {
  const { engine, outageMs, observeMs, cluster } = sweep.base;
  const lastingMs = (outageMs ?? 0) + (observeMs ?? 0);
  const perTrial =
    last?.trialsPerSecond != null && last.trialsPerSecond > 0 && last.sweep.base.engine === engine
      ? (1000 / last.trialsPerSecond) * (workOf(sweep) / workOf(last.sweep))
      : engine === 'simulation'
        ? (USUAL_TRIAL_MS.simulation * (1 + lastingMs / cluster.heartbeatMs / 3) * workOf(sweep)) / 25
        : USUAL_TRIAL_MS.processes + lastingMs;
  const ms = trials * perTrial;
  return Number.isFinite(ms) ? ms : null;
}

/** The same in words, empty when it cannot be told. Of cells that end by precision the most trials are counted. */
export function estimateInWords(sweep: Sweep, trials: number, last: SweepView | null): string {
  const ms = estimateMs(sweep, trials, last);
  if (ms === null) return '';
  return `${'trials' in sweep.stop ? 'about' : 'at most about'} ${timeLeft(ms)}`;
}

/** Messages of an election, as a measure of work: the square of the number of servers, over all cells. */
function workOf({ base, axes }: Sweep): number {
  const varied = axes.find(({ parameter }) => parameter === 'nodes')?.values.map(Number) ?? [
    base.cluster.nodes,
  ];
  return varied.reduce((sum, nodes) => sum + nodes ** 2, 0) / varied.length;
}
