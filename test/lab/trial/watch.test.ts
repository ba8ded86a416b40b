import { describe, expect, it } from 'vitest';
import { TrialWatch, type Disturbance } from '../../../src/lab/trial/watch';
import type { StampedFact } from '../../../src/shared/facts';
import { leads, timedOut } from './story';

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
