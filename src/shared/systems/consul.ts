import { hashicorpTiming, POLLED_NOTE } from './hashicorpRaft';
import { defineSystem, numberAt } from './system';

/** agent/consul/config.go, MaxRaftMultiplier. */
const LARGEST_MULTIPLIER = 10;
/** hashicorp/raft config.go, DefaultConfig: HeartbeatTimeout at a multiplier of 1. */
const UNIT_MS = 1000;

/** Consul: one whole number that scales hashicorp/raft's own timeouts (and so has Nomad, with 1 as its default). */
export const consul = defineSystem<{ readonly multiplier: number }>({
  id: 'consul',
  name: 'Consul',
  about: 'Scales the timeouts of hashicorp/raft, one second each, by a whole number from 1 to 10.',
  sources: [
    'hashicorp/consul agent/consul/config.go (DefaultRaftMultiplier 5, MaxRaftMultiplier 10)',
    'developer.hashicorp.com/consul/docs/reference/architecture/server',
    'hashicorp/raft raft.go, runFollower',
  ],
  place: 'the agent’s configuration, on servers',
  defaultKeys: { multiplier: 5 },
  timing: ({ multiplier }) => hashicorpTiming(multiplier * UNIT_MS),
  nearest: ({ electionTimeoutMinMs }) => ({
    multiplier: Math.min(LARGEST_MULTIPLIER, Math.max(1, Math.ceil(electionTimeoutMinMs / UNIT_MS))),
  }),
  text: ({ multiplier }) => ['performance {', `  raft_multiplier = ${multiplier}`, '}'].join('\n'),
  parse(text) {
    const given = numberAt(text, 'raft_multiplier', 5);
    // 0 is another way to say nothing.
    const multiplier = given === 0 ? 5 : given;
    const taken = Number.isInteger(multiplier) && multiplier >= 1 && multiplier <= LARGEST_MULTIPLIER;
    return taken ? { multiplier } : null;
  },
  inShort: ({ multiplier }) => `raft_multiplier ${multiplier}`,
  notes: [
    'Only whole seconds: 1 is the fastest there is (1 s timeouts), 10 the slowest. Nothing below a second can be asked for.',
    POLLED_NOTE,
    'A server needs a restart to take it. PreVote came with version 1.7 of the library.',
  ],
});
