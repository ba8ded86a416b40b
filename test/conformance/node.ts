import { expect } from 'vitest';
import type { Input, Message } from '../../src/node/raft/types';
import type { Done, NodeCase, Received } from './cases';
import { entriesOf, Server } from './server';

/** Kind `node`: one node in a state, inputs, and what must come of them. */
export function runNodeCase({ given, when, then }: NodeCase): void {
  const server = serverIn(given);
  let sent: Message[] = [];
  for (const input of when) {
    sent = 'receive' in input ? server.step(toMessage(input, given.self)) : perform(server, input);
  }
  const { replies, ...state } = then;
  server.expectState(state, given.role === 'leader' ? logWithoutNoOp(server, given) : server.log);
  if (replies === undefined) return;
  const actual = sent.filter((message) => message.type.endsWith('Reply'));
  expect(actual, 'number of replies').toHaveLength(replies.length);
  for (const reply of replies) expect(actual).toContainEqual(expect.objectContaining(reply));
}

/** The no-op with which the given leader opened its term does not count, as long as it is there. */
function logWithoutNoOp({ core, log }: Server, given: NodeCase['given']): number[] {
  const at = given.log.length + 1;
  const noOp = at <= log.length && core.termAt(at) === given.currentTerm && core.entryAt(at).command === null;
  return noOp ? log.toSpliced(at - 1, 1) : log;
}

/** Brings a server into the given state by the rules: a leader is one that won an election in `currentTerm`. */
function serverIn(given: NodeCase['given']): Server {
  const { self, servers, role, currentTerm, votedFor, log, commitIndex, leader, preVote, checkQuorum } =
    given;
  const campaigns = role === 'candidate' || role === 'leader';
  const server = new Server({
    id: self,
    servers,
    currentTerm: campaigns ? currentTerm - 1 : currentTerm,
    votedFor: campaigns ? null : votedFor,
    log,
    commitIndex,
    preVote: preVote || role === 'preCandidate',
    checkQuorum,
  });
  if (role === 'follower') {
    if (leader !== null) server.step(heartbeatFrom(leader, given));
    return server;
  }
  server.step({ type: 'campaign' });
  const voters = servers.filter((voter) => voter !== self);
  if (campaigns && preVote) for (const voter of voters) server.step(vote(voter, self, currentTerm, true));
  if (role === 'leader') for (const voter of voters) server.step(vote(voter, self, currentTerm, false));
  expect(server.core.role, 'the given role').toBe(role);
  return server;
}

function vote(from: number, to: number, term: number, preVote: boolean): Input {
  const message = { type: 'RequestVoteReply', from, to, term, voteGranted: true, preVote } as const;
  return { type: 'message', message };
}

function heartbeatFrom(leader: number, given: NodeCase['given']): Input {
  const { self: to, currentTerm: term, log, commitIndex: leaderCommit } = given;
  const prev = { prevLogIndex: log.length, prevLogTerm: log.at(-1) ?? 0 };
  return {
    type: 'message',
    message: { type: 'AppendEntries', from: leader, to, term, ...prev, entries: [], leaderCommit },
  };
}

function toMessage(input: Received, to: number): Input {
  switch (input.receive) {
    case 'AppendEntries': {
      const { receive: type, entries, ...fields } = input;
      return { type: 'message', message: { type, to, ...fields, entries: entriesOf(entries) } };
    }
    case 'AppendEntriesReply': {
      const { receive: type, from, term, success, matchIndex, prevLogIndex } = input;
      const index = matchIndex ?? prevLogIndex ?? 0;
      const hint = { hintIndex: success ? index : Math.max(0, index - 1), hintTerm: term };
      return { type: 'message', message: { type, to, from, term, success, index, ...hint } };
    }
    case 'RequestVote': {
      const { receive: type, ...fields } = input;
      return { type: 'message', message: { type, to, ...fields } };
    }
    case 'RequestVoteReply': {
      const { receive: type, ...fields } = input;
      return { type: 'message', message: { type, to, ...fields } };
    }
    case 'TimeoutNow': {
      const { receive: type, ...fields } = input;
      return { type: 'message', message: { type, to, ...fields } };
    }
  }
}

function perform(server: Server, input: Done): Message[] {
  switch (input.do) {
    case 'campaign':
      return server.step({ type: 'campaign' });
    case 'heartbeat':
      return server.step({ type: 'heartbeat' });
    case 'propose':
      return server.step({ type: 'propose', command: Uint8Array.of(1) });
    case 'transfer':
      return server.step({ type: 'transferLeadership', target: input.to });
    case 'elapse': {
      const sent: Message[] = [];
      const endMs = server.nowMs + input.ms;
      while (server.core.deadlineMs <= endMs) {
        server.nowMs = server.core.deadlineMs;
        sent.push(...server.step({ type: 'tick' }));
      }
      server.nowMs = endMs;
      return sent;
    }
  }
}
