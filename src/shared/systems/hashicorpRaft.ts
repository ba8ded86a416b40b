import { defineSystem, numberAt, polledRange } from './system';

/** config.go, ValidateConfig: shorter timeouts are refused, and so are shorter leases. */
const SHORTEST_TIMEOUT_MS = 5;
/** replication.go: the leader's heartbeats come every one to two tenths of HeartbeatTimeout; this is their mean. */
const MEAN_HEARTBEAT_SHARE = 0.15;
/** config.go, DefaultConfig: the share of HeartbeatTimeout after which a leader without a majority steps down. */
const LEASE_SHARE = 0.5;

/** What a HeartbeatTimeout T comes to: a look every T to 2T whether the leader was heard within T (raft.go, runFollower). */
export function hashicorpTiming(heartbeatTimeoutMs: number) {
  return {
    ...polledRange(heartbeatTimeoutMs, heartbeatTimeoutMs),
    heartbeatMs: MEAN_HEARTBEAT_SHARE * heartbeatTimeoutMs,
    preVote: true,
    checkQuorum: true,
  };
}

export const POLLED_NOTE =
  'A heartbeat does not restart the timer: a follower looks every T to 2T whether it heard the leader within T. So it waits T to 3T from the last heartbeat, 1.8 T on average; the lab’s nearest range is T to 2.5 T.';

/** hashicorp/raft, the library in Consul, Nomad, Vault and others: Go durations; whole milliseconds are written. */
export const hashicorpRaft = defineSystem<{ readonly heartbeatTimeoutMs: number }>({
  id: 'hashicorp-raft',
  name: 'hashicorp/raft',
  about:
    'Looks every one to two HeartbeatTimeouts whether the leader was heard within the last; a candidate waits one to two ElectionTimeouts.',
  sources: [
    'hashicorp/raft config.go (DefaultConfig, ValidateConfig)',
    'hashicorp/raft raft.go, runFollower; util.go, randomTimeout; replication.go, heartbeat',
  ],
  place: 'raft.Config in Go',
  defaultKeys: { heartbeatTimeoutMs: 1000 },
  timing: ({ heartbeatTimeoutMs }) => hashicorpTiming(heartbeatTimeoutMs),
  nearest: ({ electionTimeoutMinMs }) => ({
    heartbeatTimeoutMs: Math.max(SHORTEST_TIMEOUT_MS, Math.ceil(electionTimeoutMinMs)),
  }),
  text: ({ heartbeatTimeoutMs }) => {
    const leaseMs = Math.max(SHORTEST_TIMEOUT_MS, Math.floor(heartbeatTimeoutMs * LEASE_SHARE));
    return [
      `config.HeartbeatTimeout = ${heartbeatTimeoutMs} * time.Millisecond`,
      `config.ElectionTimeout = ${heartbeatTimeoutMs} * time.Millisecond`,
      `config.LeaderLeaseTimeout = ${leaseMs} * time.Millisecond`,
    ].join('\n');
  },
  parse(text) {
    const heartbeatTimeoutMs = numberAt(text, 'config.HeartbeatTimeout', 1000);
    const electionTimeoutMs = numberAt(text, 'config.ElectionTimeout', 1000);
    const leaseMs = numberAt(text, 'config.LeaderLeaseTimeout', 500);
    const taken =
      leaseMs >= SHORTEST_TIMEOUT_MS &&
      heartbeatTimeoutMs >= leaseMs &&
      electionTimeoutMs >= heartbeatTimeoutMs;
    return taken ? { heartbeatTimeoutMs } : null;
  },
  inShort: ({ heartbeatTimeoutMs }) => `HeartbeatTimeout and ElectionTimeout ${heartbeatTimeoutMs} ms`,
  notes: [
    POLLED_NOTE,
    'Heartbeats cannot be set: the leader sends one every T ÷ 10 to T ÷ 5. PreVote is on since 1.7. LeaderLeaseTimeout must not be longer than HeartbeatTimeout, so it goes along.',
  ],
});
