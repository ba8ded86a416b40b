import { describe, expect, it } from 'vitest';
import { append, elect, newCore, receive, requestVote, sent, TIMING, voteReply } from './support';

describe('§5.2 timers', () => {
  it('"election timeouts are chosen randomly from a fixed interval", as real numbers, afresh at every reset', () => {
    const core = newCore();
    const drawn = Array.from({ length: 2000 }, (_, i) => {
      core.step(receive(append()), i);
      return core.deadlineMs - i;
    });
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(150);
    expect(Math.max(...drawn)).toBeLessThan(300);
    expect(new Set(drawn).size).toBe(2000);
    expect(drawn.every(Number.isInteger)).toBe(false);
    const mean = drawn.reduce((a, b) => a + b) / drawn.length;
    expect(mean).toBeGreaterThan(222);
    expect(mean).toBeLessThan(228);
  });

  it('a leader’s AppendEntries and a vote given reset the timer; a vote refused and a higher term do not', () => {
    const core = newCore({}, { currentTerm: 1, entries: [{ term: 1, command: null }] });
    core.step(receive(append({ prevLogIndex: 1, prevLogTerm: 1 })), 10);
    expect(core.electionFromMs).toBe(10);
    core.step(receive(requestVote({ term: 2, lastLogIndex: 0, lastLogTerm: 0 })), 20);
    expect(core).toMatchObject({ electionFromMs: 10, currentTerm: 2 });
    core.step(receive(requestVote({ term: 2, lastLogIndex: 1, lastLogTerm: 1 })), 30);
    expect(core.electionFromMs).toBe(30);
    core.step(receive(voteReply({ term: 7, voteGranted: false })), 40);
    expect(core).toMatchObject({ electionFromMs: 30, currentTerm: 7 });
  });

  it('an old leader’s AppendEntries does not reset it', () => {
    const core = newCore({}, { currentTerm: 5 });
    core.step(receive(append({ term: 4 })), 10);
    expect(core.electionFromMs).toBe(0);
  });

  it('a tick before the deadline does nothing; one after it says how late it was', () => {
    const core = newCore();
    const { deadlineMs } = core;
    expect(core.step({ type: 'tick' }, deadlineMs - 0.001).facts).toEqual([]);
    expect(core.step({ type: 'tick' }, deadlineMs + 0.25).facts[0]).toMatchObject({
      type: 'timerFired',
      timer: 'election',
      deadlineMs,
      lateMs: 0.25,
    });
  });

  it('a leader has no election timer, and gets one when it steps down', () => {
    const core = newCore();
    elect(core, [2], 5);
    expect(core.electionDeadlineMs).toBeNull();
    core.step(receive(append({ term: 9, from: 3 })), 100);
    expect(core.electionFromMs).toBe(100);
  });

  it('heartbeats keep to their schedule when one is late, and skip what was missed', () => {
    const core = newCore();
    elect(core, [2], 0);
    expect(core.deadlineMs).toBe(75);
    expect(sent(core.step({ type: 'tick' }, 80), 'AppendEntries')).toHaveLength(2);
    expect(core.deadlineMs).toBe(150);
    core.step({ type: 'tick' }, 400);
    expect(core.deadlineMs).toBe(475);
  });

  it('a new range redraws the current deadline; the same range leaves it', () => {
    const core = newCore();
    const { deadlineMs } = core;
    core.step({ type: 'retune', timing: { ...TIMING, heartbeatMs: 50 } }, 10);
    expect(core.deadlineMs).toBe(deadlineMs);
    core.step(
      { type: 'retune', timing: { ...TIMING, electionTimeoutMinMs: 1000, electionTimeoutMaxMs: 1000 } },
      10,
    );
    expect(core.deadlineMs).toBe(1010);
    const narrow = { ...TIMING, electionTimeoutMinMs: 1000, electionTimeoutMaxMs: 1000 };
    core.step({ type: 'retune', timing: { ...narrow, electionTimeoutMaxMs: 1000.5 } }, 20);
    expect(core.electionFromMs).toBe(20);
  });

  it('a shorter heartbeat interval holds at once', () => {
    const core = newCore();
    elect(core, [2], 0);
    core.step({ type: 'retune', timing: { ...TIMING, heartbeatMs: 10 } }, 20);
    expect(core.deadlineMs).toBe(30);
  });

  it('however often the heartbeat is tuned, the one that is due is not put off', () => {
    const core = newCore();
    elect(core, [2], 0);
    for (const [i, heartbeatMs] of [74, 100, 73, 72].entries()) {
      core.step({ type: 'retune', timing: { ...TIMING, heartbeatMs } }, 70 + i);
      expect(core.deadlineMs).toBe(75);
    }
  });

  it('alone, a leader waits for nothing: no heartbeat, no quorum to hear', () => {
    const core = newCore({ servers: [1] }, {}, { checkQuorum: true });
    core.step({ type: 'campaign' }, 0);
    expect(core.deadlineMs).toBe(Infinity);
    core.step({ type: 'retune', timing: { ...TIMING, heartbeatMs: 10, checkQuorum: true } }, 5);
    expect(core.deadlineMs).toBe(Infinity);
  });

  it('the deadline can be moved by hand, until the next reset', () => {
    const core = newCore();
    core.step({ type: 'setElectionDeadline', deadlineMs: 12.5 }, 1);
    expect(core.deadlineMs).toBe(12.5);
    core.step(receive(append()), 2);
    expect(core.deadlineMs).toBeGreaterThanOrEqual(152);
  });
});

describe('a range of their own for candidates (Howard et al.)', () => {
  const candidateTimeout = { minMs: 10, maxMs: 20 };

  it('is drawn from when an election starts; followers draw from theirs', () => {
    const core = newCore({ timing: { ...TIMING, candidateTimeout } });
    expect(core.deadlineMs).toBeGreaterThanOrEqual(150);
    const startedMs = core.deadlineMs;
    core.step({ type: 'tick' }, startedMs);
    expect(core.role).toBe('candidate');
    expect(core.deadlineMs - startedMs).toBeGreaterThanOrEqual(10);
    expect(core.deadlineMs - startedMs).toBeLessThan(20);
    core.step(receive(append({ term: 1, from: 2 })), startedMs + 1);
    expect(core.deadlineMs - startedMs - 1).toBeGreaterThanOrEqual(150);
  });

  it('comes into force when it is tuned', () => {
    const core = newCore();
    core.step({ type: 'campaign' }, 0);
    core.step({ type: 'retune', timing: { ...TIMING, candidateTimeout } }, 5);
    expect(core.deadlineMs).toBeLessThan(25);
    const wider = { ...candidateTimeout, maxMs: 40 };
    core.step({ type: 'retune', timing: { ...TIMING, candidateTimeout: wider } }, 6);
    expect(core.electionFromMs).toBe(6);
  });
});
