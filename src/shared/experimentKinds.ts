import { z } from 'zod';

export const EXPERIMENT_KINDS = [
  'leader-crash',
  'cold-start',
  'leader-partition',
  'leader-pause',
  'rejoin-after-partition',
  'steady',
  'workload',
] as const;

/**
 * What is done to the cluster in a trial:
 * - `leader-crash`: the leader is killed (or paused, see `crash`) until another one is recognised.
 * - `cold-start`: all servers, with what they have on disk, are started at once.
 * - `leader-partition`: the leader is cut off from all others for `outageMs`.
 * - `leader-pause`: the leader's process stands still for `outageMs`.
 * - `rejoin-after-partition`: a follower is cut off for `outageMs` and comes back.
 * - `steady`: nothing, for `observeMs`; elections that begin all the same are spurious.
 * - `workload`: the same with clients, whose commands are measured.
 */
export const experimentKindSchema = z.enum(EXPERIMENT_KINDS);
export type ExperimentKind = z.infer<typeof experimentKindSchema>;

/** What a kind's trials are made of. */
export interface KindTraits {
  /** Something lasts for `outageMs`. */
  readonly outage: boolean;
  /** Watched for `observeMs`, instead of until recovery. */
  readonly observes: boolean;
  /** Comes at a moment of the heartbeat interval, so that a synchronised heartbeat and an offset mean something. */
  readonly struck: boolean;
}

export const KIND_TRAITS: Readonly<Record<ExperimentKind, KindTraits>> = {
  'leader-crash': { outage: false, observes: false, struck: true },
  'cold-start': { outage: false, observes: false, struck: false },
  'leader-partition': { outage: true, observes: false, struck: true },
  'leader-pause': { outage: true, observes: false, struck: true },
  'rejoin-after-partition': { outage: true, observes: false, struck: true },
  steady: { outage: false, observes: true, struck: false },
  workload: { outage: false, observes: true, struck: false },
};

/** The kinds with a trait, as a list in words: "leader-pause and leader-partition". */
export function kindsWith(trait: keyof KindTraits): string {
  const kinds = EXPERIMENT_KINDS.filter((kind) => KIND_TRAITS[kind][trait]);
  return `${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1) ?? ''}`;
}
