import { defineSystem, numberAt, tickedRange } from './system';

/** Heartbeats come every so many ticks; as installed. */
const HEARTBEAT_TICKS = 2;

interface CockroachKeys {
  readonly tickMs: number;
  readonly heartbeatTicks: number;
  readonly electionTicks: number;
  /** How many numbers of ticks are drawn from. */
  readonly jitterTicks: number;
}

/**
 * CockroachDB: environment variables of the server process, meant for its developers. Raft's timers count ticks; a
 * follower gives up after E to E + J − 1 of them. J is a key of its own in versions from 2025 on, 4 as installed, as E
 * is; before, it was E. What is written has J = E, and so means the same to both.
 */
export const cockroachdb = defineSystem<CockroachKeys>({
  id: 'cockroachdb',
  name: 'CockroachDB',
  about:
    'Counts ticks since the last heartbeat, and gives up after one to two times the election timeout’s ticks.',
  sources: [
    'cockroachdb/cockroach pkg/base/config.go (defaultRaftTickInterval, …HeartbeatIntervalTicks, …ElectionTimeoutTicks)',
    'cockroachdb/cockroach pull requests 91947 (2 s) and 142361 (the range’s width as a key)',
    'cockroachlabs.com/docs architecture/replication-layer, Important values and timeouts',
  ],
  place: 'the environment of every node’s process',
  defaultKeys: { tickMs: 500, heartbeatTicks: 2, electionTicks: 4, jitterTicks: 4 },
  timing: ({ tickMs, heartbeatTicks, electionTicks, jitterTicks }) => ({
    ...tickedRange(tickMs, electionTicks, electionTicks + jitterTicks - 1),
    heartbeatMs: heartbeatTicks * tickMs,
    preVote: true,
    checkQuorum: true,
  }),
  nearest({ electionTimeoutMinMs, heartbeatMs }) {
    const tickMs = Math.max(1, Math.floor(Math.min(heartbeatMs, electionTimeoutMinMs) / HEARTBEAT_TICKS));
    const electionTicks = Math.max(HEARTBEAT_TICKS + 1, Math.ceil(electionTimeoutMinMs / tickMs) + 1);
    return { tickMs, heartbeatTicks: HEARTBEAT_TICKS, electionTicks, jitterTicks: electionTicks };
  },
  text: ({ tickMs, heartbeatTicks, electionTicks, jitterTicks }) =>
    [
      `COCKROACH_RAFT_TICK_INTERVAL=${tickMs}ms`,
      `COCKROACH_RAFT_HEARTBEAT_INTERVAL_TICKS=${heartbeatTicks}`,
      `COCKROACH_RAFT_ELECTION_TIMEOUT_TICKS=${electionTicks}`,
      `COCKROACH_RAFT_ELECTION_TIMEOUT_JITTER_TICKS=${jitterTicks}`,
    ].join('\n'),
  parse(text) {
    const keys = {
      tickMs: numberAt(text, 'COCKROACH_RAFT_TICK_INTERVAL', 500),
      heartbeatTicks: numberAt(text, 'COCKROACH_RAFT_HEARTBEAT_INTERVAL_TICKS', 2),
      electionTicks: numberAt(text, 'COCKROACH_RAFT_ELECTION_TIMEOUT_TICKS', 4),
      jitterTicks: numberAt(text, 'COCKROACH_RAFT_ELECTION_TIMEOUT_JITTER_TICKS', 4),
    };
    const taken =
      keys.tickMs > 0 &&
      keys.heartbeatTicks > 0 &&
      keys.electionTicks > keys.heartbeatTicks &&
      keys.jitterTicks > 0;
    return taken ? keys : null;
  },
  inShort: ({ tickMs, heartbeatTicks, electionTicks }) =>
    `tick ${tickMs} ms, heartbeat ${heartbeatTicks}, election timeout ${electionTicks} ticks`,
  notes: [
    'The range is as wide as the election timeout is long, in whole ticks. Versions from 2025 on keep its width in COCKROACH_RAFT_ELECTION_TIMEOUT_JITTER_TICKS (4 as installed), so it is written along; older ones do not know that key, and need none.',
    'These variables are for the database’s own developers: test before you rely on them, and give every node the same.',
    'Clients wait for the range’s lease as well: it lasts 6 s (COCKROACH_RANGE_LEASE_DURATION), and with store liveness, support lasts 3 s. Shorter elections alone may not shorten an outage.',
  ],
});
