import { RaftCore } from '../../../src/node/raft/core';
import type {
  AppendEntries,
  AppendEntriesReply,
  Entry,
  Input,
  Message,
  MessageType,
  Output,
  RaftConfig,
  RequestVote,
  RequestVoteReply,
  RestoredState,
} from '../../../src/node/raft/types';
import { seededRandom } from '../../../src/node/random';
import type { Timing } from '../../../src/shared/settings';

export const TIMING: Timing = {
  electionTimeoutMinMs: 150,
  electionTimeoutMaxMs: 300,
  heartbeatMs: 75,
  preVote: false,
  checkQuorum: false,
};

export const command = (byte: number): Uint8Array => Uint8Array.of(byte);
export const entry = (term: number, byte = 0): Entry => ({ term, command: command(byte) });
export const entries = (...terms: number[]): Entry[] => terms.map((term) => entry(term));

/** Server 1 of 3, unless told otherwise. */
export function newCore(
  config: Partial<RaftConfig> = {},
  restored: Partial<RestoredState> = {},
  timing: Partial<Timing> = {},
): RaftCore {
  return new RaftCore(
    {
      id: 1,
      servers: [1, 2, 3],
      timing: { ...TIMING, ...timing },
      random: seededRandom(7),
      maxAppendBytes: 8192,
      ...config,
    },
    { currentTerm: 0, votedFor: null, entries: [], ...restored },
    0,
  );
}

export const receive = (message: Message): Input => ({ type: 'message', message });

export function requestVote(fields: Partial<RequestVote> = {}): RequestVote {
  const base = { from: 2, to: 1, term: 1, lastLogIndex: 0, lastLogTerm: 0 };
  return { type: 'RequestVote', ...base, preVote: false, leadershipTransfer: false, ...fields };
}

export function voteReply(fields: Partial<RequestVoteReply> = {}): RequestVoteReply {
  const base = { from: 2, to: 1, term: 1, voteGranted: true, preVote: false };
  return { type: 'RequestVoteReply', ...base, ...fields };
}

export function append(fields: Partial<AppendEntries> = {}): AppendEntries {
  const base = { from: 2, to: 1, term: 1, prevLogIndex: 0, prevLogTerm: 0, leaderCommit: 0 };
  return { type: 'AppendEntries', ...base, entries: [], ...fields };
}

export function appendReply(fields: Partial<AppendEntriesReply> = {}): AppendEntriesReply {
  const base = { from: 2, to: 1, term: 1, success: true, index: 0, hintIndex: 0, hintTerm: 0 };
  return { type: 'AppendEntriesReply', ...base, ...fields };
}

/** All that an output sends, in the order in which it may leave. */
export const sentBy = (output: Output): Message[] => [...output.sendNow, ...output.sendOncePersisted];

export function sent<T extends MessageType>(output: Output, type: T): Extract<Message, { type: T }>[] {
  return sentBy(output).filter((m): m is Extract<Message, { type: T }> => m.type === type);
}

/** Steps, and reports what is to be persisted as durable at once. Returns the first output. */
export function stepDurably(core: RaftCore, input: Input, nowMs: number): Output {
  const output = core.step(input, nowMs);
  if (output.persist !== null) core.step({ type: 'persisted', sequence: output.persist.sequence }, nowMs);
  return output;
}

/** Wins an election with the votes of servers 2 and up, at `nowMs`. */
export function elect(core: RaftCore, servers: readonly number[], nowMs: number): Output {
  stepDurably(core, { type: 'campaign' }, nowMs);
  let output: Output | undefined;
  for (const from of servers) {
    if (from === core.id || core.role === 'leader') continue;
    output = stepDurably(core, receive(voteReply({ from, to: core.id, term: core.currentTerm })), nowMs);
  }
  if (core.role !== 'leader' || output === undefined) throw new Error('not elected');
  return output;
}
