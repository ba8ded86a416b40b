import { defineSystem, numberAt, polledRange } from './system';

/** random/simple_time_jitter.h: the vote timer's intervals are longer than the timeout by up to this share of it. */
const JITTER_SHARE = 0.5;

interface RedpandaKeys {
  readonly electionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
}

/** Redpanda: cluster properties in whole milliseconds, changed on the running cluster. */
export const redpanda = defineSystem<RedpandaKeys>({
  id: 'redpanda',
  name: 'Redpanda',
  about: 'Looks every 1 to 1.5 election timeouts whether the leader was heard within the last.',
  sources: [
    'redpanda-data/redpanda src/v/config/configuration.cc (election_timeout_ms, raft_heartbeat_interval_ms)',
    'redpanda-data/redpanda src/v/raft/consensus.cc (should_skip_vote, arm_vote_timeout, maybe_step_down)',
    'redpanda-data/redpanda src/v/raft/timeout_jitter.h, src/v/random/simple_time_jitter.h',
  ],
  place: 'a shell with rpk',
  defaultKeys: { electionTimeoutMs: 1500, heartbeatIntervalMs: 150 },
  timing: ({ electionTimeoutMs, heartbeatIntervalMs }) => ({
    ...polledRange(electionTimeoutMs, JITTER_SHARE * electionTimeoutMs),
    heartbeatMs: heartbeatIntervalMs,
    preVote: true,
    checkQuorum: true,
  }),
  nearest: ({ electionTimeoutMinMs, heartbeatMs }) => ({
    electionTimeoutMs: Math.ceil(electionTimeoutMinMs),
    heartbeatIntervalMs: Math.max(1, Math.round(heartbeatMs)),
  }),
  text: ({ electionTimeoutMs, heartbeatIntervalMs }) =>
    [
      `rpk cluster config set election_timeout_ms ${electionTimeoutMs}`,
      `rpk cluster config set raft_heartbeat_interval_ms ${heartbeatIntervalMs}`,
    ].join('\n'),
  parse(text) {
    const electionTimeoutMs = numberAt(text, 'election_timeout_ms', 1500);
    const heartbeatIntervalMs = numberAt(text, 'raft_heartbeat_interval_ms', 150);
    return electionTimeoutMs > 0 && heartbeatIntervalMs >= 1
      ? { electionTimeoutMs, heartbeatIntervalMs }
      : null;
  },
  inShort: ({ electionTimeoutMs, heartbeatIntervalMs }) =>
    `election_timeout_ms ${electionTimeoutMs}, raft_heartbeat_interval_ms ${heartbeatIntervalMs}`,
  notes: [
    'A heartbeat does not restart the timer: a broker looks every T to 1.5 T whether it heard the leader within T. So it waits T to 2.5 T from the last heartbeat, 1.6 T on average; the lab’s nearest range is T to 2.25 T.',
    'The range’s width cannot be set. The property is election_timeout_ms, without “raft_” before it.',
  ],
});
