import type { StampedFact } from '../../shared/facts';
import type { NodeId } from '../../shared/ids';
import { connected, type CircumstancesLog } from './circumstances';
import { SteadyWatch, type SteadyObservation, type Surroundings } from './steadyWatch';

/** All that is known of a span in which a cluster was observed. Times are on the facts' axis. */
export interface Observed extends Pick<Surroundings, 'causeOf' | 'causeOfGivingUp'> {
  readonly servers: readonly NodeId[];
  /** In any order, from a time on when all is known of how things stood. */
  readonly facts: readonly StampedFact[];
  readonly circumstances: CircumstancesLog;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Lets a `SteadyWatch` see, in the order of its times, what was told in any order. */
export function replaySteadily(observed: Observed): {
  readonly observation: SteadyObservation;
  /** Who leads at the end, null when nobody is followed, and the highest term. */
  readonly ledBy: { readonly leader: NodeId | null; readonly term: number };
} {
  const { servers, facts, circumstances, fromMs, untilMs, causeOf, causeOfGivingUp } = observed;
  let now = circumstances.at(-Infinity);
  const watch = new SteadyWatch(servers, {
    lives: (node) => now.up.has(node),
    connected: (a, b) => connected(now, a, b),
    causeOf,
    causeOfGivingUp,
  });
  watch.begin(fromMs);
  const changes = circumstances.changes.slice(1);
  const changeUntil = (atMs: number): void => {
    for (let next = changes[0]; next !== undefined && next.fromMs <= atMs; next = changes[0]) {
      for (const node of now.up) if (!next.up.has(node)) watch.crashed(node, next.fromMs);
      now = next;
      changes.shift();
    }
  };
  for (const fact of facts.toSorted((a, b) => a.atMs - b.atMs)) {
    if (fact.atMs >= untilMs) break;
    changeUntil(fact.atMs);
    watch.observe(fact);
  }
  changeUntil(untilMs);
  return {
    observation: watch.end(untilMs),
    ledBy: { leader: watch.followed?.leader ?? null, term: watch.term },
  };
}
