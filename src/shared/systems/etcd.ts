import { defineSystem, numberAt, tickedRange } from './system';

/** server/embed/config.go: an election timeout is at least so many heartbeat intervals. */
const LEAST_TICKS = 5;
/** server/embed/config.go, maxElectionMs. */
const LONGEST_ELECTION_TIMEOUT_MS = 50_000;

interface EtcdKeys {
  readonly heartbeatIntervalMs: number;
  readonly electionTimeoutMs: number;
}

/**
 * etcd: whole milliseconds. The heartbeat interval is the tick; election-timeout ÷ heartbeat-interval, rounded down, is
 * the number E of ticks, and a follower gives up after E to 2E − 1 of them, drawn anew at each reset
 * (etcd-io/raft raft.go, resetRandomizedElectionTimeout).
 */
export const etcd = defineSystem<EtcdKeys>({
  id: 'etcd',
  name: 'etcd',
  about:
    'Counts ticks of heartbeat-interval since the last heartbeat, and gives up after one to two times election-timeout.',
  sources: [
    'etcd-io/etcd server/embed/config.go (keys, defaults, limits)',
    'etcd-io/raft raft.go, resetRandomizedElectionTimeout',
    'etcd.io/docs op-guide/configuration, tuning',
  ],
  place: 'the command line',
  defaultKeys: { heartbeatIntervalMs: 100, electionTimeoutMs: 1000 },
  timing({ heartbeatIntervalMs, electionTimeoutMs }) {
    const ticks = Math.floor(electionTimeoutMs / heartbeatIntervalMs);
    return {
      ...tickedRange(heartbeatIntervalMs, ticks, 2 * ticks - 1),
      heartbeatMs: heartbeatIntervalMs,
      preVote: true,
      checkQuorum: true,
    };
  },
  nearest({ electionTimeoutMinMs, heartbeatMs }) {
    const longestHeartbeatMs = Math.min(
      electionTimeoutMinMs / (LEAST_TICKS - 1),
      LONGEST_ELECTION_TIMEOUT_MS / LEAST_TICKS,
    );
    const heartbeatIntervalMs = Math.max(1, Math.floor(Math.min(heartbeatMs, longestHeartbeatMs)));
    const wantedTicks = Math.ceil(electionTimeoutMinMs / heartbeatIntervalMs) + 1;
    const ticks = Math.min(
      Math.max(LEAST_TICKS, wantedTicks),
      Math.floor(LONGEST_ELECTION_TIMEOUT_MS / heartbeatIntervalMs),
    );
    return { heartbeatIntervalMs, electionTimeoutMs: ticks * heartbeatIntervalMs };
  },
  text: ({ heartbeatIntervalMs, electionTimeoutMs }) =>
    `--heartbeat-interval=${heartbeatIntervalMs} --election-timeout=${electionTimeoutMs}`,
  parse(text) {
    const heartbeatIntervalMs = numberAt(text, 'heartbeat-interval', 100);
    const electionTimeoutMs = numberAt(text, 'election-timeout', 1000);
    const taken =
      heartbeatIntervalMs > 0 &&
      electionTimeoutMs >= LEAST_TICKS * heartbeatIntervalMs &&
      electionTimeoutMs <= LONGEST_ELECTION_TIMEOUT_MS;
    return taken ? { heartbeatIntervalMs, electionTimeoutMs } : null;
  },
  inShort: ({ heartbeatIntervalMs, electionTimeoutMs }) =>
    `election-timeout ${electionTimeoutMs} ms, heartbeat-interval ${heartbeatIntervalMs} ms`,
  notes: [
    'The range’s width cannot be set: it is as long as election-timeout. Ticks run on their own, so the wait ends up to one heartbeat-interval earlier than the number says.',
    'The same values on every member; election-timeout at least 5 × heartbeat-interval, at most 50000 ms. PreVote is on since 3.5.',
    'In the environment the keys are ETCD_HEARTBEAT_INTERVAL and ETCD_ELECTION_TIMEOUT.',
  ],
});
