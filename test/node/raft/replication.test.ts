import { describe, expect, it } from 'vitest';
import type { RaftCore } from '../../../src/node/raft/core';
import {
  append,
  appendReply,
  command,
  elect,
  entries,
  entry,
  newCore,
  receive,
  sent,
  stepDurably,
} from './support';

const logOf = (core: RaftCore): number[] =>
  Array.from({ length: core.lastLogIndex }, (_, i) => core.termAt(i + 1));

/** Leader of term 1 with its no-op acknowledged by both followers. */
function settledLeader(): RaftCore {
  const core = newCore();
  elect(core, [2], 0);
  for (const from of [2, 3]) core.step(receive(appendReply({ from, index: 1 })), 1);
  return core;
}

describe('§5.3 log replication: the follower', () => {
  it('"If the follower does not find an entry in its log with the same index and term, then it refuses"', () => {
    const core = newCore({}, { currentTerm: 1, entries: entries(1) });
    const output = core.step(receive(append({ prevLogIndex: 2, prevLogTerm: 1, entries: entries(1) })), 1);
    expect(sent(output, 'AppendEntriesReply')).toMatchObject([
      { success: false, index: 2, hintIndex: 1, hintTerm: 1 },
    ]);
    expect(output.facts).toContainEqual({ type: 'appendRefused', leader: 2, prevLogIndex: 2 });
  });

  it('"If an existing entry conflicts with a new one, delete the existing entry and all that follow it"', () => {
    const core = newCore({}, { currentTerm: 2, entries: entries(1, 1, 1) });
    const output = core.step(
      receive(append({ term: 2, prevLogIndex: 1, prevLogTerm: 1, entries: entries(2) })),
      1,
    );
    expect(logOf(core)).toEqual([1, 2]);
    expect(output.persist?.log).toEqual({ fromIndex: 2, entries: entries(2) });
  });

  it('an AppendEntries that arrives late and again takes nothing away', () => {
    const core = newCore({}, { currentTerm: 1 });
    core.step(receive(append({ entries: entries(1, 1, 1) })), 1);
    const output = core.step(receive(append({ entries: entries(1) })), 2);
    expect(logOf(core)).toEqual([1, 1, 1]);
    expect(output.persist).toBeNull();
    expect(sent(output, 'AppendEntriesReply')).toMatchObject([{ success: true, index: 1 }]);
  });

  it('"set commitIndex = min(leaderCommit, index of last new entry)", and what is committed is to be applied', () => {
    const core = newCore({}, { currentTerm: 1 });
    const output = core.step(receive(append({ entries: entries(1, 1), leaderCommit: 9 })), 1);
    expect(core.commitIndex).toBe(2);
    expect(output).toMatchObject({ applyFrom: 0, applyTo: 2 });
  });

  it('never cuts off what is committed: that would be a broken cluster, and it says so', () => {
    const core = newCore({}, { currentTerm: 1, entries: entries(1), commitIndex: 1 });
    expect(() => core.step(receive(append({ term: 2, entries: entries(2) })), 1)).toThrow(/committed/);
  });
});

describe('§5.3 log replication: the leader', () => {
  it('"The leader appends the command to its log as a new entry, then issues AppendEntries in parallel"', () => {
    const core = settledLeader();
    const output = core.step({ type: 'propose', command: command(5) }, 2);
    expect(sent(output, 'AppendEntries')).toMatchObject([
      { to: 2, prevLogIndex: 1, prevLogTerm: 1, entries: [entry(1, 5)] },
      { to: 3, prevLogIndex: 1, prevLogTerm: 1, entries: [entry(1, 5)] },
    ]);
  });

  it('"A log entry is committed once the leader has replicated it on a majority of the servers"', () => {
    const core = settledLeader();
    stepDurably(core, { type: 'propose', command: command(5) }, 2);
    expect(core.commitIndex).toBe(1);
    const output = core.step(receive(appendReply({ from: 3, index: 2 })), 3);
    expect(output).toMatchObject({ applyFrom: 1, applyTo: 2 });
    expect(output.facts).toContainEqual({ type: 'commitAdvanced', commitIndex: 2, term: 1 });
  });

  it('followers that have caught up learn at once what is committed', () => {
    const core = settledLeader();
    stepDurably(core, { type: 'propose', command: command(5) }, 2);
    const two = core.step(receive(appendReply({ from: 2, index: 2 })), 3);
    expect(sent(two, 'AppendEntries')).toMatchObject([{ to: 2, entries: [], leaderCommit: 2 }]);
    const three = core.step(receive(appendReply({ from: 3, index: 2 })), 4);
    expect(sent(three, 'AppendEntries')).toMatchObject([{ to: 3, entries: [], leaderCommit: 2 }]);
  });

  it('commands go out without waiting for the answers to earlier ones', () => {
    const core = settledLeader();
    core.step({ type: 'propose', command: command(1) }, 2);
    const output = core.step({ type: 'propose', command: command(2) }, 2);
    expect(sent(output, 'AppendEntries')).toMatchObject([
      { to: 2, prevLogIndex: 2, entries: [entry(1, 2)] },
      { to: 3, prevLogIndex: 2, entries: [entry(1, 2)] },
    ]);
  });

  it('a backlog larger than a datagram goes in several', () => {
    const core = newCore({ maxAppendBytes: 100 });
    elect(core, [2], 0);
    for (let i = 0; i < 10; i++) stepDurably(core, { type: 'propose', command: new Uint8Array(30) }, 1);
    const output = core.step(receive(appendReply({ from: 3, index: 1 })), 2);
    const batches = sent(output, 'AppendEntries').filter((m) => m.to === 3);
    expect(batches.map((m) => m.entries.length)).toEqual([2, 2, 2, 2, 2]);
    expect(batches.map((m) => m.prevLogIndex)).toEqual([1, 3, 5, 7, 9]);
  });

  it('a lost datagram shows at the next heartbeat, and the follower is brought up to date', () => {
    const core = settledLeader();
    stepDurably(core, { type: 'propose', command: command(1) }, 2);
    stepDurably(core, { type: 'propose', command: command(2) }, 2);
    const beat = core.step({ type: 'heartbeat' }, 50);
    expect(sent(beat, 'AppendEntries')).toMatchObject([{ to: 2, prevLogIndex: 3 }, { to: 3 }]);
    const refusal = appendReply({ success: false, index: 3, hintIndex: 1, hintTerm: 1 });
    const output = core.step(receive(refusal), 51);
    expect(sent(output, 'AppendEntries')).toMatchObject([{ to: 2, prevLogIndex: 1, entries: [{}, {}] }]);
    expect(sent(core.step(receive(refusal), 52), 'AppendEntries')).toEqual([]);
  });

  it('a follower that has lost what it confirmed is sent all from its end on, and is not asked without end', () => {
    const core = settledLeader();
    core.step({ type: 'propose', command: command(1) }, 50);
    core.step({ type: 'propose', command: command(2) }, 50);
    const empty = { success: false, hintIndex: 0, hintTerm: 0 };
    const probe = sent(core.step(receive(appendReply({ ...empty, index: 2 })), 51), 'AppendEntries');
    expect(probe).toMatchObject([{ to: 2, prevLogIndex: 1 }]);
    const whole = sent(core.step(receive(appendReply({ ...empty, index: 1 })), 52), 'AppendEntries');
    expect(whole).toMatchObject([{ to: 2, prevLogIndex: 0 }]);
    expect(whole[0]!.entries).toHaveLength(3);
    // The same refusal again, of an earlier sending.
    expect(sent(core.step(receive(appendReply({ ...empty, index: 1 })), 53), 'AppendEntries')).toEqual([]);
  });

  it('skips a whole term at each refusal (§5.3, the optimisation)', () => {
    const core = newCore({}, { currentTerm: 6, entries: entries(1, 1, 1, 4, 4, 5, 5, 6, 6, 6) });
    elect(core, [3], 0);
    // Figure 7 (f): the follower has 1 1 1 2 2 2 3 3 3 3 3.
    const output = core.step(
      receive(appendReply({ term: 7, success: false, index: 10, hintIndex: 10, hintTerm: 3 })),
      1,
    );
    expect(sent(output, 'AppendEntries')).toMatchObject([{ to: 2, prevLogIndex: 3, prevLogTerm: 1 }]);
  });

  it('ignores an answer about entries that it never had', () => {
    const core = settledLeader();
    core.step(receive(appendReply({ index: 99 })), 3);
    expect(core.commitIndex).toBe(1);
  });

  it('an answer of an earlier term of leadership does not count', () => {
    const core = newCore({}, { currentTerm: 3, entries: entries(1, 2) });
    elect(core, [3], 0);
    core.step(receive(appendReply({ term: 3, index: 3 })), 1);
    expect(core.commitIndex).toBe(0);
  });
});

describe('§5.4.2 committing entries from previous terms', () => {
  it('"Raft never commits log entries from previous terms by counting replicas" (Figure 8)', () => {
    const core = newCore({}, { currentTerm: 2, entries: entries(1, 2) });
    elect(core, [3], 0);
    core.step(receive(appendReply({ term: 3, index: 2 })), 1);
    expect(core.commitIndex).toBe(0);
    core.step(receive(appendReply({ term: 3, index: 3 })), 2);
    expect(core.commitIndex).toBe(3);
  });
});
