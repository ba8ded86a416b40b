import fc from 'fast-check';
import type { Entry, Message } from '../../../src/node/raft/types';
import type { Envelope } from '../../../src/node/transport/wireFormat';

/** Any message that a core could send, of servers 1 to 25. */

const uint48 = fc.oneof(
  fc.nat(300),
  fc.constant(2 ** 48 - 1),
  fc.maxSafeNat().map((n) => n % 2 ** 48),
);
const server = fc.integer({ min: 1, max: 25 });

const entry: fc.Arbitrary<Entry> = fc.record({
  term: uint48,
  command: fc.option(fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes))),
});

const head = { from: server, to: server, term: uint48 };

const message: fc.Arbitrary<Message> = fc
  .oneof(
    fc.record({
      type: fc.constant('RequestVote' as const),
      ...head,
      lastLogIndex: uint48,
      lastLogTerm: uint48,
      preVote: fc.boolean(),
      leadershipTransfer: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('RequestVoteReply' as const),
      ...head,
      voteGranted: fc.boolean(),
      preVote: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('AppendEntries' as const),
      ...head,
      prevLogIndex: uint48.map((n) => Math.min(n, 2 ** 48 - 1 - 40)),
      prevLogTerm: uint48,
      entries: fc.array(entry, { maxLength: 40 }),
      leaderCommit: uint48,
    }),
    fc.record({
      type: fc.constant('AppendEntriesReply' as const),
      ...head,
      success: fc.boolean(),
      index: uint48,
      hintIndex: uint48,
      hintTerm: uint48,
    }),
    fc.record({ type: fc.constant('TimeoutNow' as const), ...head }),
    fc.record({ type: fc.constant('TransferRequest' as const), ...head, target: server }),
  )
  .filter(({ from, to }) => from !== to);

export const envelopes: fc.Arbitrary<Envelope> = fc
  .record({ message, stampUs: uint48 })
  .map(({ message, stampUs }) => {
    const stamped = message.type === 'AppendEntries' || message.type === 'AppendEntriesReply';
    return { message, stampUs: stamped ? stampUs : 0 };
  });
