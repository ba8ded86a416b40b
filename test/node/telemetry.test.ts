import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  dropReasonSchema,
  telemetrySchema,
  type NodeStatus,
  type Telemetry,
} from '../../src/shared/control/toLab';
import type { Reporting } from '../../src/shared/control/toNode';
import type { Fact } from '../../src/shared/facts';
import { TelemetryBatcher } from '../../src/node/telemetry';

const STATUS: NodeStatus = {
  role: 'follower',
  currentTerm: 1,
  votedFor: null,
  leader: 2,
  commitIndex: 0,
  lastLogIndex: 0,
  electionFromMs: 0,
  electionDeadlineMs: 150,
  votesGranted: [],
};

let status: NodeStatus;
let counters: Omit<Telemetry['counters'], 'rssBytes'>;
let reports: Telemetry[];
let rssReads: number;
let telemetry: TelemetryBatcher;

function batcher(reporting: Partial<Reporting> = {}): TelemetryBatcher {
  return new TelemetryBatcher({
    intervalMs: 33,
    deadlines: true,
    ...reporting,
    nowMs: () => performance.now(),
    status: () => status,
    counters: () => counters,
    rssBytes: () => {
      rssReads += 1;
      return 50_000_000;
    },
    report: (batch) => reports.push(telemetrySchema.parse(batch)),
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  status = STATUS;
  reports = [];
  rssReads = 0;
  counters = {
    sent: 0,
    received: 0,
    conditioned: 0,
    dropped: Object.fromEntries(
      dropReasonSchema.options.map((r) => [r, 0]),
    ) as Telemetry['counters']['dropped'],
  };
  telemetry = batcher();
});
afterEach(() => {
  vi.useRealTimers();
});

const quiet: Fact = { type: 'commitAdvanced', commitIndex: 1, term: 1 };

/** Lets the first report, which has the status, pass. */
function settled(): void {
  telemetry.touch();
  vi.advanceTimersByTime(33);
  reports = [];
}

describe('telemetry', () => {
  it('gathers what happens in an interval into one report', () => {
    telemetry.fact(quiet, 1);
    vi.advanceTimersByTime(20);
    telemetry.fact(quiet, 2);
    telemetry.roundTrip(0.1);
    telemetry.persisted(2);
    telemetry.requested(0.5);
    telemetry.vote(5, 5.25);
    vi.advanceTimersByTime(12);
    expect(reports).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(reports).toMatchObject([
      {
        facts: [
          { atMs: 1, fact: quiet },
          { atMs: 2, fact: quiet },
        ],
        samples: {
          roundTripMs: [0.1],
          persistMs: [2],
          requestMs: [0.5],
          votes: [{ dueMs: 5, handledMs: 5.25 }],
        },
      },
    ]);
  });

  it('says each thing once', () => {
    telemetry.fact(quiet, 1);
    vi.advanceTimersByTime(33);
    telemetry.fact(quiet, 2);
    vi.advanceTimersByTime(33);
    expect(reports.map(({ facts }) => facts.length)).toEqual([1, 1]);
  });

  it('has the status only when that has changed', () => {
    telemetry.touch();
    vi.advanceTimersByTime(33);
    telemetry.fact(quiet, 1);
    vi.advanceTimersByTime(33);
    status = { ...STATUS, electionDeadlineMs: 300 };
    telemetry.touch();
    vi.advanceTimersByTime(33);
    expect(reports.map((r) => r.status?.electionDeadlineMs)).toEqual([150, undefined, 300]);
  });

  it('does not wake up for a step that changes nothing of its status', () => {
    settled();
    telemetry.stepped();
    expect(vi.getTimerCount()).toBe(0);
    status = { ...STATUS, commitIndex: 1 };
    telemetry.stepped();
    vi.advanceTimersByTime(33);
    expect(reports).toMatchObject([{ status: { commitIndex: 1 } }]);
  });

  it('of an election timer that is set anew is told only who draws timers', () => {
    const timers = [true, false].map((deadlines) => {
      telemetry = batcher({ deadlines });
      settled();
      status = { ...STATUS, electionFromMs: 75, electionDeadlineMs: 300 };
      telemetry.stepped();
      vi.advanceTimersByTime(33);
      status = STATUS;
      return reports.length;
    });
    expect(timers).toEqual([1, 0]);
  });

  it('a status that is told has the deadline, whoever asks', () => {
    telemetry = batcher({ deadlines: false });
    status = { ...STATUS, electionDeadlineMs: 300 };
    telemetry.stepped();
    vi.advanceTimersByTime(33);
    expect(reports).toMatchObject([{ status: { electionDeadlineMs: 300 } }]);
  });

  it('is silent when there is nothing to say', () => {
    settled();
    counters = { ...counters, sent: 9, received: 9 };
    telemetry.touch();
    vi.advanceTimersByTime(10_000);
    expect(reports).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells of a dropped datagram', () => {
    settled();
    counters = { ...counters, dropped: { ...counters.dropped, port: 1 } };
    telemetry.touch();
    vi.advanceTimersByTime(33);
    expect(reports).toMatchObject([{ counters: { dropped: { port: 1 } } }]);
  });

  it.each<Fact>([
    { type: 'roleChanged', role: 'leader', term: 1, reason: 'electionWon' },
    { type: 'leaderRecognised', leader: 2, term: 1 },
    { type: 'timerFired', timer: 'election', deadlineMs: 1, lateMs: 0 },
    { type: 'voteCounted', voter: 2, term: 1, preVote: false, granted: true },
  ])('of $type comes 2 ms later, and takes along what was waiting', (fact) => {
    telemetry.fact(quiet, 1);
    telemetry.fact(fact, 2);
    vi.advanceTimersByTime(1);
    expect(reports).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(reports).toMatchObject([{ facts: [{ fact: quiet }, { fact }] }]);
    vi.advanceTimersByTime(1000);
    expect(reports).toHaveLength(1);
  });

  it('of an election waits until the election is over, and for an interval at most', () => {
    const vote: Fact = { type: 'voteCounted', voter: 2, term: 1, preVote: false, granted: true };
    for (let atMs = 0; atMs < 32; atMs += 1) {
      telemetry.fact(vote, atMs);
      vi.advanceTimersByTime(1);
    }
    expect(reports).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(reports.map(({ facts }) => facts.length)).toEqual([32]);
    telemetry.fact(vote, 40);
    vi.advanceTimersByTime(1);
    telemetry.fact(vote, 41);
    vi.advanceTimersByTime(1);
    expect(reports).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(reports.map(({ facts }) => facts.length)).toEqual([32, 2]);
  });

  it('of a heartbeat timer waits for the interval', () => {
    telemetry.fact({ type: 'timerFired', timer: 'heartbeat', deadlineMs: 1, lateMs: 0 }, 1);
    vi.advanceTimersByTime(32);
    expect(reports).toEqual([]);
  });

  it('keeps a bounded number of samples', () => {
    for (let i = 0; i < 5000; i += 1) {
      telemetry.roundTrip(i);
      telemetry.persisted(i);
    }
    vi.advanceTimersByTime(33);
    expect(reports[0]?.samples.roundTripMs).toHaveLength(200);
    expect(reports[0]?.samples.persistMs).toHaveLength(200);
  });

  it('asks for the memory in use once a second', () => {
    for (let i = 0; i < 100; i += 1) {
      telemetry.fact(quiet, i);
      vi.advanceTimersByTime(33);
    }
    expect(reports).toHaveLength(100);
    expect(rssReads).toBe(4);
  });
});
