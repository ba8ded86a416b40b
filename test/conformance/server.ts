import { expect } from 'vitest';
import { RaftCore } from '../../src/node/raft/core';
import type { Entry, Input, Message } from '../../src/node/raft/types';
import { seededRandom } from '../../src/node/random';
import type { Expectation } from './cases';

export const ELECTION_TIMEOUT = { electionTimeoutMinMs: 10, electionTimeoutMaxMs: 20 };

export interface ServerGiven {
  readonly id: number;
  readonly servers: readonly number[];
  readonly currentTerm: number;
  readonly votedFor: number | null;
  readonly log: readonly number[];
  readonly commitIndex: number;
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
}

/** A log of the cases: entries known by their terms alone. */
export function entriesOf(terms: readonly number[]): Entry[] {
  return terms.map((term) => ({ term, command: Uint8Array.of(1) }));
}

/** A core with a clock of its own, whose disk is instant. */
export class Server {
  readonly core: RaftCore;
  nowMs = 0;

  constructor(given: ServerGiven) {
    const { id, servers, currentTerm, votedFor, log, commitIndex, preVote, checkQuorum } = given;
    const timing = { ...ELECTION_TIMEOUT, heartbeatMs: 1, preVote, checkQuorum };
    this.core = new RaftCore(
      { id, servers, timing, random: seededRandom(1, id), maxAppendBytes: 8192 },
      { currentTerm, votedFor, entries: entriesOf(log), commitIndex },
      0,
    );
  }

  /** What the input makes it send. */
  step(input: Input): Message[] {
    const { persist, sendNow, sendOncePersisted } = this.core.step(input, this.nowMs);
    const sent = [...sendNow, ...sendOncePersisted];
    if (persist === null) return sent;
    return [...sent, ...this.step({ type: 'persisted', sequence: persist.sequence })];
  }

  get log(): number[] {
    return Array.from({ length: this.core.lastLogIndex }, (_, i) => this.core.termAt(i + 1));
  }

  /** `log` stands in for the server's own where the case does not count all of it. */
  expectState(expected: Expectation, log = this.log): void {
    const { role, ...rest } = expected;
    const { currentTerm, votedFor, commitIndex, leader, transferTarget } = this.core;
    const actual = {
      currentTerm,
      votedFor,
      log,
      lastLogIndex: log.length,
      commitIndex,
      leader,
      transferTarget,
    };
    expect(actual, `server ${this.core.id}`).toMatchObject(rest);
    if (role !== undefined) expect([role].flat(), `role of ${this.core.id}`).toContain(this.core.role);
  }
}
