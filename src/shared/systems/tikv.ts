import { defineSystem, numberAt, tickedRange, widthOf } from './system';

/** The leader sends a heartbeat every so many ticks; as installed. */
const HEARTBEAT_TICKS = 2;
/** A leader's lease is this share of the election timeout, as installed (9 s of 10 s): longer than it is refused. */
const LEASE_SHARE = 0.9;
/** store/config.rs: peer-stale-state-check-interval, 5 min as installed, must be two election timeouts or more. */
const LONGEST_ELECTION_TIMEOUT_MS = 150_000;

interface TikvKeys {
  readonly tickMs: number;
  readonly heartbeatTicks: number;
  readonly minTicks: number;
  /** Not drawn itself. */
  readonly maxTicks: number;
}

/**
 * TiKV: ticks of raft-base-tick-interval; a follower gives up after raft-min-election-timeout-ticks to
 * raft-max-election-timeout-ticks − 1 of them (tikv/raft-rs raft.rs, reset_randomized_election_timeout).
 */
export const tikv = defineSystem<TikvKeys>({
  id: 'tikv',
  name: 'TiKV',
  about:
    'Counts base ticks since the last heartbeat, and gives up after a number drawn from a range of its own.',
  sources: [
    'tikv/tikv components/raftstore/src/store/config.rs (defaults, validate)',
    'tikv/raft-rs src/raft.rs, reset_randomized_election_timeout',
  ],
  place: 'tikv.toml',
  defaultKeys: { tickMs: 1000, heartbeatTicks: 2, minTicks: 10, maxTicks: 20 },
  timing: ({ tickMs, heartbeatTicks, minTicks, maxTicks }) => ({
    ...tickedRange(tickMs, minTicks, maxTicks - 1),
    heartbeatMs: heartbeatTicks * tickMs,
    preVote: true,
    checkQuorum: true,
  }),
  nearest(wanted) {
    const tickMs = Math.max(1, Math.floor(wanted.heartbeatMs / HEARTBEAT_TICKS));
    const mostTicks = Math.floor(LONGEST_ELECTION_TIMEOUT_MS / tickMs);
    const minTicks = Math.min(
      mostTicks,
      Math.max(HEARTBEAT_TICKS + 1, Math.ceil(wanted.electionTimeoutMinMs / tickMs) + 1),
    );
    // A draw of one number of ticks is already one tick wide.
    const maxTicks = minTicks + Math.max(1, Math.round(widthOf(wanted) / tickMs));
    return { tickMs, heartbeatTicks: HEARTBEAT_TICKS, minTicks, maxTicks };
  },
  text: ({ tickMs, heartbeatTicks, minTicks, maxTicks }) =>
    [
      '[raftstore]',
      `raft-base-tick-interval = "${tickMs}ms"`,
      `raft-heartbeat-ticks = ${heartbeatTicks}`,
      `raft-election-timeout-ticks = ${minTicks}`,
      `raft-min-election-timeout-ticks = ${minTicks}`,
      `raft-max-election-timeout-ticks = ${maxTicks}`,
      `raft-store-max-leader-lease = "${Math.floor(LEASE_SHARE * minTicks * tickMs)}ms"`,
    ].join('\n'),
  parse(text) {
    const electionTicks = numberAt(text, 'raft-election-timeout-ticks', 10);
    // 0 is another way to say nothing.
    const given = (key: string): number | null => numberAt(text, key, 0) || null;
    const keys = {
      tickMs: numberAt(text, 'raft-base-tick-interval', 1000),
      heartbeatTicks: numberAt(text, 'raft-heartbeat-ticks', 2),
      minTicks: given('raft-min-election-timeout-ticks') ?? electionTicks,
      maxTicks: given('raft-max-election-timeout-ticks') ?? 2 * electionTicks,
    };
    const taken =
      keys.heartbeatTicks > 0 &&
      electionTicks > keys.heartbeatTicks &&
      keys.minTicks >= electionTicks &&
      keys.maxTicks > keys.minTicks &&
      numberAt(text, 'raft-store-max-leader-lease', 9000) <= electionTicks * keys.tickMs;
    return taken ? keys : null;
  },
  inShort: ({ tickMs, heartbeatTicks, minTicks }) =>
    `tick ${tickMs} ms, heartbeat ${heartbeatTicks}, election timeout ${minTicks} ticks`,
  notes: [
    'Both ends of the range can be set, in whole ticks. Every region ticks on its own: short ticks cost processor time on stores with many.',
    'The same on every store, and the leader’s lease must not be longer than the election timeout: raft-store-max-leader-lease goes along.',
    'Regions without traffic hibernate: their leader sends no heartbeats until something wakes them.',
  ],
});
