import type { ExperimentKind } from '../../../shared/experimentKinds';
import type { FinishedTrial } from '../../trial/record';
import type { Scene } from '../scene';
import { coldStart } from './coldStart';
import { leaderCrash } from './leaderCrash';
import { leaderPartition } from './leaderPartition';
import { leaderPause } from './leaderPause';
import { observation } from './observation';
import { rejoinAfterPartition } from './rejoinAfterPartition';

/** Plays one trial of each kind of experiment, from a cluster at rest to whatever ends it. */
export const KINDS: Readonly<Record<ExperimentKind, (scene: Scene) => Promise<FinishedTrial>>> = {
  'leader-crash': leaderCrash,
  'cold-start': coldStart,
  'leader-partition': leaderPartition,
  'leader-pause': leaderPause,
  'rejoin-after-partition': rejoinAfterPartition,
  steady: observation,
  workload: observation,
};
