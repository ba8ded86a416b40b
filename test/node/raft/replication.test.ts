import { describe, expect, it } from 'vitest';
import type { RaftCore } from '../../../src/node/raft/core';
import { entryBytes } from '../../../src/node/raft/log';
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
  sentBy,
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

  it('beyond its end there is no entry, of term 0 neither', () => {
    const core = newCore({}, { currentTerm: 1, entries: entries(1) });
    const output = core.step(receive(append({ prevLogIndex: 2, entries: entries(1) })), 1);
    expect(sent(output, 'AppendEntriesReply')).toMatchObject([{ success: false }]);
    expect(logOf(core)).toEqual([1]);
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

  it('what follows the last new entry is not known to be the leader’s, and is not committed with it', () => {
    const core = newCore({}, { currentTerm: 2, entries: entries(1, 1, 1) });
    core.step(receive(append({ term: 2, prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 3 })), 1);
    expect(core.commitIndex).toBe(1);
    core.step(receive(append({ term: 2, entries: entries(1, 1), leaderCommit: 3 })), 2);
    expect(core.commitIndex).toBe(2);
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

  it.each([
    { servers: 2, confirmations: 1 },
    { servers: 4, confirmations: 2 },
    { servers: 5, confirmations: 2 },
  ])('of $servers servers, that takes $confirmations besides the leader', ({ servers, confirmations }) => {
    const all = Array.from({ length: servers }, (_, i) => i + 1);
    const core = newCore({ servers: all });
    elect(core, all, 0);
    for (const from of all.slice(1, 1 + confirmations)) {
      expect(core.commitIndex).toBe(0);
      core.step(receive(appendReply({ from, index: 1 })), 1);
    }
    expect(core.commitIndex).toBe(1);
  });

  it('followers that have caught up learn at once what is committed', () => {
    const core = settledLeader();
    stepDurably(core, { type: 'propose', command: command(5) }, 2);
    const two = core.step(receive(appendReply({ from: 2, index: 2 })), 3);
    expect(sent(two, 'AppendEntries')).toMatchObject([{ to: 2, entries: [], leaderCommit: 2 }]);
    const three = core.step(receive(appendReply({ from: 3, index: 2 })), 4);
    expect(sent(three, 'AppendEntries')).toMatchObject([{ to: 3, entries: [], leaderCommit: 2 }]);
  });

  it('so do those that had confirmed it before it was', () => {
    const core = newCore({ servers: [1, 2, 3, 4, 5] });
    elect(core, [2, 3], 0);
    expect(sent(core.step(receive(appendReply({ from: 2, index: 1 })), 1), 'AppendEntries')).toEqual([]);
    const output = core.step(receive(appendReply({ from: 3, index: 1 })), 2);
    expect(sent(output, 'AppendEntries')).toMatchObject([
      { to: 2, leaderCommit: 1 },
      { to: 3, leaderCommit: 1 },
    ]);
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

  it('an entry larger than a batch goes alone', () => {
    const core = newCore({ maxAppendBytes: 10 });
    elect(core, [2], 0);
    stepDurably(core, { type: 'propose', command: new Uint8Array(30) }, 1);
    const output = core.step(receive(appendReply({ from: 3, index: 1 })), 2);
    expect(sent(output, 'AppendEntries').map((m) => m.entries.length)).toEqual([1]);
  });

  it('no more is under way to a follower that does not answer than its socket can hold', () => {
    const core = settledLeader();
    const toTwo = Array.from({ length: 3000 }, () => core.step({ type: 'propose', command: command(1) }, 2))
      .flatMap((output) => sent(output, 'AppendEntries'))
      .filter((message) => message.to === 2);
    expect(toTwo).toHaveLength(1024);
    const entriesInBatch = Math.floor(8192 / entryBytes(entry(1)));
    const answered = core.step(receive(appendReply({ index: 1001 })), 3);
    const sentOn = sent(answered, 'AppendEntries').flatMap((message) => message.entries);
    expect(sentOn).toHaveLength(2 * entriesInBatch);
  });

  it('nobody else leads its term: an AppendEntries that says so is not answered', () => {
    const core = settledLeader();
    const output = core.step(receive(append({ from: 3, entries: entries(1, 1, 1) })), 2);
    expect(sentBy(output)).toEqual([]);
    expect(core).toMatchObject({ role: 'leader', leader: 1, lastLogIndex: 1 });
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

  it('one that has confirmed nothing yet is sent one batch at a time, and again after each heartbeat', () => {
    const core = newCore();
    elect(core, [2], 0);
    const toThree = (nowMs: number): number[] =>
      sent(core.step({ type: 'propose', command: command(1) }, nowMs), 'AppendEntries')
        .filter((message) => message.to === 3)
        .map((message) => message.entries.length);
    expect(toThree(1)).toEqual([]);
    core.step({ type: 'heartbeat' }, 2);
    expect(toThree(3)).toEqual([3]);
    expect(toThree(4)).toEqual([]);
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

  it('a refusal or a confirmation that comes late is not taken for the answer to what was asked since', () => {
    const core = settledLeader();
    for (let i = 0; i < 4; i++) stepDurably(core, { type: 'propose', command: command(1) }, 2);
    core.step(receive(appendReply({ success: false, index: 5, hintIndex: 3, hintTerm: 1 })), 3);
    const late = [appendReply({ index: 1 }), appendReply({ success: false, index: 1 })];
    for (const reply of late) expect(sent(core.step(receive(reply), 4), 'AppendEntries')).toEqual([]);
    core.step(receive(appendReply({ index: 5 })), 5);
    for (const reply of late) expect(sent(core.step(receive(reply), 6), 'AppendEntries')).toEqual([]);
  });

  it('goes back at each refusal, whatever the hint', () => {
    const core = settledLeader();
    for (let i = 0; i < 2; i++) stepDurably(core, { type: 'propose', command: command(1) }, 2);
    const output = core.step(
      receive(appendReply({ success: false, index: 3, hintIndex: 3, hintTerm: 1 })),
      3,
    );
    expect(sent(output, 'AppendEntries')).toMatchObject([{ to: 2, prevLogIndex: 2 }]);
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
    stepDurably(core, { type: 'propose', command: command(1) }, 4);
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
