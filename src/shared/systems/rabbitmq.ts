import { defineSystem, numberAt } from './system';

/** ra_server_proc.erl, election_timeout_action(long): this and the poll interval, drawn evenly, ms. */
const LONG_SPREAD_MS = 1000;
/** aten_emitter.erl: nodes tell each other that they live, ms. */
const BEAT_MS = 100;
/** The poll interval must see a beat or two. */
const SHORTEST_POLL_MS = 2 * BEAT_MS;

/**
 * RabbitMQ's quorum queues (ra): no heartbeats of Raft's own. Erlang reports a process or connection that ends; a node
 * that falls silent is suspected by aten, which looks every poll interval; then the election timeout starts, of a poll
 * interval and up to a second.
 */
export const rabbitmq = defineSystem<{ readonly pollIntervalMs: number }>({
  id: 'rabbitmq',
  name: 'RabbitMQ',
  about:
    'A failure detector looks every poll interval whether the leader’s node was heard; after that the election timeout is one poll interval and up to a second.',
  sources: [
    'rabbitmq/ra src/ra_server_proc.erl (election_timeout_action, node_event and DOWN in follower)',
    'rabbitmq/aten src/aten_detector.erl, aten_emitter.erl',
    'rabbitmq/rabbitmq-server pull requests 2450 (poll_interval 5000), 6632 (raft.adaptive_failure_detector.poll_interval) and 15564 (more keys)',
  ],
  place: 'rabbitmq.conf',
  defaultKeys: { pollIntervalMs: 5000 },
  timing: ({ pollIntervalMs }) => ({
    electionTimeoutMinMs: pollIntervalMs,
    electionTimeoutMaxMs: 2 * pollIntervalMs + LONG_SPREAD_MS,
    heartbeatMs: BEAT_MS,
    preVote: true,
    checkQuorum: false,
  }),
  nearest: ({ electionTimeoutMinMs }) => ({
    pollIntervalMs: Math.max(SHORTEST_POLL_MS, Math.ceil(electionTimeoutMinMs)),
  }),
  text: ({ pollIntervalMs }) => `raft.adaptive_failure_detector.poll_interval = ${pollIntervalMs}`,
  parse(text) {
    const pollIntervalMs = numberAt(text, 'raft.adaptive_failure_detector.poll_interval', 5000);
    return pollIntervalMs > 0 ? { pollIntervalMs } : null;
  },
  inShort: ({ pollIntervalMs }) => `raft.adaptive_failure_detector.poll_interval ${pollIntervalMs} ms`,
  notes: [
    'This is for a leader’s node that falls silent: paused, or behind a cut. One that crashes closes its connections, which others notice at once, and then the election timeout is 100–600 ms whatever is set here.',
    'The range’s width cannot be set. The failure detector’s other settings, its beats of 100 ms among them, have keys only in versions from 2026 on. The sum of a poll’s phase and a drawn second is not quite even; the lab’s nearest range is from one poll interval to two and a second.',
  ],
});
