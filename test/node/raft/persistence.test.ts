import { describe, expect, it } from 'vitest';
import {
  append,
  appendReply,
  command,
  elect,
  entries,
  newCore,
  receive,
  requestVote,
  voteReply,
} from './support';

describe('Figure 2: "persistent state … updated on stable storage before responding to RPCs"', () => {
  it('a candidate’s term and vote are durable before it asks for others’', () => {
    const output = newCore().step({ type: 'campaign' }, 1);
    expect(output.persist?.hardState).toEqual({ currentTerm: 1, votedFor: 1 });
    expect(output.sendNow).toEqual([]);
    expect(output.sendOncePersisted).toHaveLength(2);
  });

  it('a pre-vote promises nothing, so that the question waits for no disk', () => {
    const output = newCore({}, {}, { preVote: true }).step({ type: 'campaign' }, 1);
    expect(output.sendNow).toHaveLength(2);
  });

  it('a vote asked for twice is given twice and written once', () => {
    const core = newCore();
    core.step(receive(requestVote()), 1);
    const again = core.step(receive(requestVote()), 2);
    expect(again.persist).toBeNull();
    expect(again.sendOncePersisted).toMatchObject([{ voteGranted: true }]);
  });

  it('a vote is durable before it is given', () => {
    const output = newCore().step(receive(requestVote()), 1);
    expect(output.persist?.hardState).toEqual({ currentTerm: 1, votedFor: 2 });
    expect(output.sendNow).toEqual([]);
  });

  it('entries are durable before they are acknowledged', () => {
    const output = newCore().step(receive(append({ entries: entries(1) })), 1);
    expect(output.persist).toMatchObject({ hardState: { currentTerm: 1 }, log: { fromIndex: 1 } });
    expect(output.sendNow).toEqual([]);
    expect(output.sendOncePersisted).toHaveLength(1);
  });

  it('a heartbeat’s answer vouches for what came before it, so it waits its turn', () => {
    const core = newCore();
    core.step(receive(append({ entries: entries(1) })), 1);
    const output = core.step(receive(append({ prevLogIndex: 1, prevLogTerm: 1 })), 2);
    expect(output.persist).toBeNull();
    expect(output.sendNow).toEqual([]);
    expect(output.sendOncePersisted).toMatchObject([{ type: 'AppendEntriesReply', success: true, index: 1 }]);
  });

  it('a leader sends while it writes, but counts itself only once written (thesis §10.2.1)', () => {
    const core = newCore({ servers: [1, 2, 3] });
    elect(core, [2], 0);
    core.step(receive(appendReply({ index: 1 })), 1);
    const proposed = core.step({ type: 'propose', command: command(1) }, 2);
    expect(proposed.sendNow).toHaveLength(1);
    core.step(receive(appendReply({ from: 2, index: 2 })), 3);
    expect(core.commitIndex).toBe(1);
    core.step({ type: 'persisted', sequence: proposed.persist?.sequence ?? 0 }, 4);
    expect(core.commitIndex).toBe(2);
  });

  it('an entry replaced before it was durable does not count as durable in its successor’s stead', () => {
    const core = newCore({ servers: [1, 2, 3, 4, 5] });
    const first = core.step(receive(append({ term: 1, entries: entries(1, 1, 1) })), 1);
    const second = core.step(receive(append({ term: 2, from: 3, entries: entries(2) })), 2);
    core.step({ type: 'campaign' }, 3);
    for (const from of [2, 3]) core.step(receive(voteReply({ from, term: 3 })), 4);
    expect(core).toMatchObject({ role: 'leader', lastLogIndex: 2 });
    core.step({ type: 'persisted', sequence: first.persist?.sequence ?? 0 }, 5);
    for (const from of [2, 3]) core.step(receive(appendReply({ from, term: 3, index: 2 })), 6);
    expect(core.commitIndex).toBe(0);
    core.step({ type: 'persisted', sequence: (second.persist?.sequence ?? 0) + 2 }, 7);
    expect(core.commitIndex).toBe(2);
  });

  it('nor does one that was durable and is replaced', () => {
    const core = newCore({}, { currentTerm: 1, entries: entries(1, 1, 1) });
    core.step(receive(append({ term: 2, entries: entries(2) })), 1);
    core.step({ type: 'campaign' }, 2);
    core.step(receive(voteReply({ term: 3 })), 3);
    core.step(receive(appendReply({ term: 3, index: 2 })), 4);
    expect(core).toMatchObject({ role: 'leader', lastLogIndex: 2, commitIndex: 0 });
    core.step({ type: 'persisted', sequence: 3 }, 5);
    expect(core.commitIndex).toBe(2);
  });

  it('nothing changed, nothing to persist', () => {
    const core = newCore({}, { currentTerm: 1 });
    expect(core.step(receive(append()), 1).persist).toBeNull();
  });

  it('what was restored is not applied before it is known to be committed', () => {
    const core = newCore({}, { currentTerm: 1, entries: entries(1, 1), commitIndex: 1 });
    expect(core.step({ type: 'tick' }, 1)).toMatchObject({ applyFrom: 0, applyTo: 1 });
    expect(newCore({}, { currentTerm: 1, entries: entries(1), commitIndex: 9 }).commitIndex).toBe(1);
  });
});
