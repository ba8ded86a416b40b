import { defineSystem } from './system';

/** NATS JetStream: server/raft.go has constants, not settings. */
export const nats = defineSystem<null>({
  id: 'nats',
  name: 'NATS JetStream',
  about: 'Gives up 4 to 9 s after the last heartbeat, which come every second: constants of the server.',
  sources: [
    'nats-io/nats-server server/raft.go (minElectionTimeoutDefault, maxElectionTimeoutDefault, hbIntervalDefault, randElectionTimeout)',
  ],
  place: 'nowhere: the server has no setting for it',
  defaultKeys: null,
  timing: () => ({
    electionTimeoutMinMs: 4000,
    electionTimeoutMaxMs: 9000,
    heartbeatMs: 1000,
    preVote: false,
    checkQuorum: false,
  }),
  nearest: () => null,
  text: () =>
    [
      '# JetStream’s Raft timing is built in (server/raft.go):',
      '#   election timeout 4 s to 9 s, heartbeat 1 s',
      '# nats-server.conf has no key for it.',
    ].join('\n'),
  parse: () => null,
  inShort: () => 'election timeout 4–9 s, heartbeat 1 s (built in)',
  notes: [
    'Nothing can be set. A leader without a majority steps down after 10 s, also built in.',
    'A server that is shut down in an orderly way hands its leaderships over first, and so do not wait for the timeout.',
  ],
});
