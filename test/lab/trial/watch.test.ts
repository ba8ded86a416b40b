import { describe, expect, it } from 'vitest';
import { TrialWatch, type Disturbance } from '../../../src/lab/trial/watch';
import type { StampedFact } from '../../../src/shared/facts';
import { became, leads, recognised, stands, timedOut } from './story';

/** Node 1, leader of term 3, is cut off at 5000. */
const CUT: Disturbance = {
  scheduledMs: 5000,
  happenedMs: 5000,
  oldLeader: 1,
  oldTerm: 3,
  live: [2, 3, 4, 5],
};

const heartbeat = (atMs: number, lateMs: number): StampedFact => ({
  atMs,
  node: 1,
  fact: { type: 'timerFired', timer: 'heartbeat', deadlineMs: atMs - lateMs, lateMs },
});

function watchOf(facts: readonly StampedFact[]): TrialWatch {
  const watch = new TrialWatch();
  for (const fact of facts) watch.observe(fact);
  return watch;
}

describe('an old leader that is back', () => {
  it('and leads on in its old term is no recovery of the kind that elects', () => {
    const watch = watchOf(leads(4000, 1, 3, [2, 3, 4, 5]));
    watch.disturbed(CUT);
    watch.inTouch([1, 2, 3, 4, 5]);
    expect(watch.stability).toMatchObject({ leader: 1, term: 3 });
    expect(watch.recovery).toBeNull();
    watch.ledOn(1, 3, 6000);
    expect(watch.recovery).toEqual({ leader: 1, term: 3, sinceMs: 6000, electedMs: null });
  });

  it('has timers that matter again', () => {
    const watch = watchOf([]);
    watch.disturbed(CUT);
    watch.observe(timedOut(5200, 1, 3));
    expect(watch.maxTimerLateMs(9000)).toBe(0);
    watch.inTouch([1, 2, 3, 4, 5]);
    expect(watch.maxTimerLateMs(9000)).toBe(3);
    expect(watch.detectedMs(9000)).toBe(5200);
  });
});

it('a heartbeat after the disturbance is not its last one before it, although told of earlier', () => {
  const watch = watchOf([heartbeat(4950, 0.1), heartbeat(5001, 7)]);
  watch.disturbed(CUT);
  expect(watch.maxTimerLateMs(9000)).toBe(0.1);
});

describe('what fires', () => {
  it('in the very moment of the disturbance, or of the end, counts', () => {
    const watch = watchOf([heartbeat(5000, 0.3)]);
    watch.disturbed(CUT);
    expect(watch.maxTimerLateMs(6000)).toBe(0.3);
    watch.observe(timedOut(5000, 2, 0.5));
    watch.observe(timedOut(6000, 3, 0.7));
    expect(watch.maxTimerLateMs(5999)).toBe(0.5);
    expect(watch.maxTimerLateMs(6000)).toBe(0.7);
    expect(watch.detectedMs(6000)).toBe(5000);
  });

  it('and is neither an election timeout nor a heartbeat does not', () => {
    const watch = watchOf([heartbeat(4950, 0.1)]);
    const fact = { type: 'timerFired', timer: 'checkQuorum', deadlineMs: 4960, lateMs: 9 } as const;
    watch.observe({ atMs: 4969, node: 1, fact });
    watch.disturbed(CUT);
    expect(watch.maxTimerLateMs(9000)).toBe(0.1);
  });

  it('is nothing yet, where nothing was disturbed or nobody has timed out', () => {
    const watch = watchOf([timedOut(4000, 2, 3)]);
    expect([watch.maxTimerLateMs(9000), watch.detectedMs(9000)]).toEqual([0, null]);
    watch.disturbed(CUT);
    expect([watch.maxTimerLateMs(9000), watch.detectedMs(9000)]).toEqual([0, null]);
  });
});

describe('recovery', () => {
  const ELECTED = leads(5103, 2, 4, [3, 4]);

  it('is found when all was told before the disturbance was', () => {
    const watch = watchOf(leads(5103, 2, 4, [3, 4, 5]));
    watch.disturbed(CUT);
    expect(watch.recovery).toMatchObject({ leader: 2, sinceMs: 5106 });
  });

  it('waits no longer for a server that is out of touch', () => {
    const watch = watchOf(ELECTED);
    watch.disturbed(CUT);
    expect(watch.recovery).toBeNull();
    watch.inTouch([2, 3, 4]);
    expect(watch.recovery).toMatchObject({ leader: 2, sinceMs: 5105 });
  });

  it('may end with a server that only has to give up its own candidacy', () => {
    const watch = watchOf([...ELECTED, recognised(5107, 5, 2, 4), became(5108, 5, 'preCandidate', 4)]);
    watch.disturbed(CUT);
    watch.observe(became(5110, 5, 'follower', 4));
    expect(watch.recovery).toMatchObject({ sinceMs: 5110 });
  });

  it('is none behind a leader that has died, nor does what it stood for go on', () => {
    const watch = watchOf([...stands(5100, 2, 4), ...ELECTED, ...stands(5104, 3, 5)]);
    watch.disturbed(CUT);
    watch.crashed(2, 5106);
    watch.crashed(3, 5107);
    watch.observe(recognised(5108, 3, 2, 4));
    watch.observe(recognised(5109, 5, 2, 4));
    expect(watch.recovery).toBeNull();
    expect(watch.ledger.terms.map(({ candidacies }) => candidacies[0]!.endedMs)).toEqual([5103, 5107]);
  });
});
