import { defineSystem, numberAt } from './system';

/** KafkaRaftClient.java, MAX_FETCH_WAIT_MS: the leader answers an idle fetch after this; it cannot be set. */
const FETCH_WAIT_MS = 500;
/** KIP-1236: a fetch timeout under two such waits would depose leaders that are well. */
const SHORTEST_FETCH_TIMEOUT_MS = 2 * FETCH_WAIT_MS;

interface KafkaKeys {
  readonly fetchTimeoutMs: number;
  readonly electionTimeoutMs: number;
}

/**
 * Kafka's controllers (KRaft): they fetch from their leader instead of being sent heartbeats, and the timeout since the
 * last fetch that succeeded has no randomness. What sets controllers apart is the phase of their fetches.
 */
export const kafka = defineSystem<KafkaKeys>({
  id: 'kafka',
  name: 'Kafka KRaft',
  about:
    'A controller stands for election when no fetch from the leader has succeeded for fetch.timeout.ms; a candidate waits one to two election.timeout.ms for votes.',
  sources: [
    'apache/kafka raft/src/main/java/org/apache/kafka/raft/QuorumConfig.java (keys, defaults)',
    'apache/kafka FollowerState.java (fetchTimer), QuorumState.java (randomElectionTimeoutMs), KafkaRaftClient.java (MAX_FETCH_WAIT_MS)',
    'KIP-1236 (lower bound of the fetch timeout)',
  ],
  place: 'server.properties of every controller',
  defaultKeys: { fetchTimeoutMs: 2000, electionTimeoutMs: 1000 },
  timing: ({ fetchTimeoutMs }) => ({
    electionTimeoutMinMs: fetchTimeoutMs - FETCH_WAIT_MS / 2,
    electionTimeoutMaxMs: fetchTimeoutMs + FETCH_WAIT_MS / 2,
    heartbeatMs: FETCH_WAIT_MS,
    preVote: true,
    checkQuorum: true,
  }),
  nearest({ electionTimeoutMinMs }) {
    const fetchTimeoutMs = Math.max(
      SHORTEST_FETCH_TIMEOUT_MS,
      Math.ceil(electionTimeoutMinMs + FETCH_WAIT_MS / 2),
    );
    // As installed: half the fetch timeout.
    return { fetchTimeoutMs, electionTimeoutMs: Math.round(fetchTimeoutMs / 2) };
  },
  text: ({ fetchTimeoutMs, electionTimeoutMs }) =>
    [
      `controller.quorum.fetch.timeout.ms=${fetchTimeoutMs}`,
      `controller.quorum.election.timeout.ms=${electionTimeoutMs}`,
      `controller.quorum.election.backoff.max.ms=${electionTimeoutMs}`,
    ].join('\n'),
  parse(text) {
    const fetchTimeoutMs = numberAt(text, 'controller.quorum.fetch.timeout.ms', 2000);
    const electionTimeoutMs = numberAt(text, 'controller.quorum.election.timeout.ms', 1000);
    return fetchTimeoutMs > FETCH_WAIT_MS && electionTimeoutMs > 0
      ? { fetchTimeoutMs, electionTimeoutMs }
      : null;
  },
  inShort: ({ fetchTimeoutMs, electionTimeoutMs }) =>
    `fetch.timeout.ms ${fetchTimeoutMs}, election.timeout.ms ${electionTimeoutMs}`,
  notes: [
    'The first timeout is not drawn at random: controllers differ by when they last fetched, up to 500 ms. The lab’s nearest is a range of 500 ms about the fetch timeout.',
    'An idle fetch takes 500 ms, which cannot be set; a fetch timeout under 1000 ms would depose healthy leaders (KIP-1236).',
    'After a lost election a candidate backs off, up to election.backoff.max.ms. PreVote came with Kafka 4.0 (KIP-996).',
  ],
});
