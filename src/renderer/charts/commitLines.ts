import { nodeLetter, type NodeId } from '../../shared/ids';
import { dashOf } from '../colours';
import type { LiveBuffers } from '../live/liveBuffers';
import { minMaxBuckets, type Point } from './bucket';
import { lagOf } from './lag';

/** How far each node has committed, how fast, how far behind the foremost it is, or how long a command waits. */
export type CommitMode = 'index' | 'rate' | 'lag' | 'latency';

export const COMMIT_MODES: readonly {
  readonly value: CommitMode;
  readonly name: string;
  /** On an axis. */
  readonly label: string;
  /** Of a CSV. */
  readonly column: string;
}[] = [
  { value: 'index', name: 'index', label: 'commit index', column: 'commit_index' },
  { value: 'rate', name: 'rate', label: 'commits per second', column: 'commits_per_second' },
  { value: 'lag', name: 'lag', label: 'entries behind the foremost', column: 'lag_entries' },
  { value: 'latency', name: 'latency', label: 'commit latency, ms', column: 'commit_latency_ms' },
];

export interface CommitLine {
  readonly name: string;
  /** The node that it is of; null: of the cluster. */
  readonly node: NodeId | null;
  readonly dash: readonly number[];
  /** `x` is seconds before now, ≤ 0. */
  readonly points: readonly Point[];
}

const BUCKETS = 120;

export function commitLines(
  mode: CommitMode,
  { nodes, commitsPerSecond, commitLatency }: LiveBuffers,
  fromMs: number,
  nowMs: number,
): readonly CommitLine[] {
  switch (mode) {
    case 'rate':
      return [
        {
          name: 'cluster',
          node: null,
          dash: [],
          points: minMaxBuckets(commitsPerSecond, fromMs, nowMs, BUCKETS),
        },
      ];
    case 'latency':
      return [
        {
          name: 'p50',
          node: null,
          dash: [],
          points: minMaxBuckets(commitLatency.p50Ms, fromMs, nowMs, BUCKETS),
        },
        {
          name: 'p99',
          node: null,
          dash: [5, 3],
          points: minMaxBuckets(commitLatency.p99Ms, fromMs, nowMs, BUCKETS),
        },
      ];
    case 'index':
    case 'lag': {
      const lag = mode === 'lag' ? lagOf(nodes, fromMs, nowMs, BUCKETS) : null;
      return [...nodes].map(([id, { commit }]) => ({
        name: nodeLetter(id),
        node: id,
        dash: dashOf(id),
        points: lag?.get(id) ?? minMaxBuckets(commit, fromMs, nowMs, BUCKETS),
      }));
    }
  }
}
