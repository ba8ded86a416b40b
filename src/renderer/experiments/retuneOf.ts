import type { Experiment } from '../../shared/experiment';
import type { Retune } from '../../shared/settings';
import { TUNABLE } from '../tuning/draft';

/** What a live cluster can take over from an experiment. A simulation without clients says nothing about a load. */
export function retuneOf({ cluster, engine }: Experiment): Retune {
  const loaded = engine === 'processes' || cluster.clientLoadPerSecond > 0;
  const taken = TUNABLE.filter((key) => key !== 'clientLoadPerSecond' || loaded);
  return Object.fromEntries(taken.map((key) => [key, cluster[key]]));
}
