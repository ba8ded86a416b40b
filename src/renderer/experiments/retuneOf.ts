import type { Experiment } from '../../shared/experiment';
import type { Retune } from '../../shared/settings';
import { TUNABLE } from '../tuning/draft';

/** What a live cluster can take over from an experiment. A simulation says nothing about the clients' load. */
export function retuneOf({ cluster, engine }: Experiment): Retune {
  const taken = TUNABLE.filter((key) => key !== 'clientLoadPerSecond' || engine === 'processes');
  return Object.fromEntries(taken.map((key) => [key, cluster[key]]));
}
