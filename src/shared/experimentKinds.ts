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
  /** An election is part of every trial, so that a split-vote rate means something. */
  readonly elects: boolean;
}

export const KIND_TRAITS: Readonly<Record<ExperimentKind, KindTraits>> = {
  'leader-crash': { outage: false, observes: false, struck: true, elects: true },
  'cold-start': { outage: false, observes: false, struck: false, elects: true },
  'leader-partition': { outage: true, observes: false, struck: true, elects: true },
  'leader-pause': { outage: true, observes: false, struck: true, elects: true },
  'rejoin-after-partition': { outage: true, observes: false, struck: true, elects: false },
  steady: { outage: false, observes: true, struck: false, elects: false },
  workload: { outage: false, observes: true, struck: false, elects: false },
};

export interface KindWords {
  readonly title: string;
  /** What is done in a trial and what is measured, in one line. */
  readonly about: string;
  /** What one trial is called, and many. */
  readonly trial: readonly [one: string, many: string];
}

export const KIND_WORDS: Readonly<Record<ExperimentKind, KindWords>> = {
  'leader-crash': {
    title: 'Leader crash',
    about: 'The leader is killed or paused; timed until all follow another one.',
    trial: ['leader crash', 'leader crashes'],
  },
  'cold-start': {
    title: 'Cold start',
    about: 'All servers start at once; timed until all follow one leader.',
    trial: ['cold start', 'cold starts'],
  },
  'leader-partition': {
    title: 'Leader partition',
    about: 'The leader is cut off for a while and comes back; timed until the others follow another.',
    trial: ['partition of the leader', 'partitions of the leader'],
  },
  'leader-pause': {
    title: 'Leader pause',
    about: 'The leader’s process stands still for a while; timed until the others follow another.',
    trial: ['pause of the leader', 'pauses of the leader'],
  },
  'rejoin-after-partition': {
    title: 'Rejoin',
    about: 'A follower is cut off and comes back: by how much its term has grown, and whom that deposes.',
    trial: ['rejoin after a partition', 'rejoins after a partition'],
  },
  steady: {
    title: 'Steady',
    about: 'Nothing is done: elections that begin all the same are spurious, and counted per hour.',
    trial: ['observation of a steady cluster', 'observations of a steady cluster'],
  },
  workload: {
    title: 'Workload',
    about: 'Clients write: commit latency, throughput, and the longest time without an acknowledgement.',
    trial: ['observation under load', 'observations under load'],
  },
};

/** What a run is called: that which nobody named, and which has its kind for a name, has the kind's title. */
export function titleOfRun(name: string, kind: ExperimentKind): string {
  return name === kind ? KIND_WORDS[kind].title : name;
}

/** Why trials of a kind have no split-vote rate; null where they have one. */
export function whyNoSplitRate(kind: ExperimentKind): string | null {
  if (KIND_TRAITS[kind].elects) return null;
  const many = KIND_WORDS[kind].trial[1];
  return `The split-vote rate is of trials with a disturbance that needs an election: ${many} need none.`;
}

/** The kinds with a trait, as a list in words: "leader-pause and leader-partition". */
export function kindsWith(trait: keyof KindTraits): string {
  const kinds = EXPERIMENT_KINDS.filter((kind) => KIND_TRAITS[kind][trait]);
  return `${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1) ?? ''}`;
}
