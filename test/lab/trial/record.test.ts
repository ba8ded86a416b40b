import { describe, expect, it } from 'vitest';
import { basisOf, deliveryBoundMs } from '../../../src/lab/trial/plan';
import { contaminationThresholdMs } from '../../../src/shared/contamination';
import { finishObservation, finishTrial, type FinishedTrial } from '../../../src/lab/trial/record';
import { TrialWatch, type Disturbance } from '../../../src/lab/trial/watch';
import { experimentSchema } from '../../../src/shared/experiment';
import { NOT_MEASURED, trialRecordSchema } from '../../../src/shared/trialRecord';
import type { StampedFact } from '../../../src/shared/facts';
import type { Distribution } from '../../../src/shared/distribution';
import { IDEAL, type Environment } from '../../../src/shared/environment';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../../src/shared/settings';
import { became, leads, stands, timedOut, votes } from './story';

/** The run began at 1000 on the nodes' clock; node 1, leader of term 3, is to crash at 5000. */
const CRASH: Disturbance = {
  scheduledMs: 5000,
  happenedMs: 5000.1,
  oldLeader: 1,
  oldTerm: 3,
  live: [2, 3, 4, 5],
};

const PLAN = { runId: 'a-run', trial: 0, basis: basisOf(experimentSchema.parse({})), originMs: 1000 };

function finish(
  facts: readonly StampedFact[],
  disturbance = CRASH,
  cluster: Partial<ClusterSettings> = {},
  endMs = 20_000,
): FinishedTrial {
  const watch = new TrialWatch();
  watch.disturbed(disturbance);
  for (const fact of facts) watch.observe(fact);
  const experiment = experimentSchema.parse({ seed: 7, cluster: { ...DEFAULT_SETTINGS, ...cluster } });
  return finishTrial({ runId: 'a-run', trial: 12, basis: basisOf(experiment), originMs: 1000 }, watch, endMs);
}

/** Node 2 times out, stands in term 4 and is elected by 3 and 4. */
const SIMPLE = [
  timedOut(5100, 2, 0.01),
  ...stands(5100, 2, 4),
  ...votes(5101, 3, 2, 4),
  ...votes(5101, 4, 2, 4),
  ...votes(5101, 5, 2, 4),
  ...leads(5103, 2, 4, [3, 4, 5]),
];

describe('a trial that recovers', () => {
  it("is stamped on the run's own axis, and its downtime runs from the scheduled crash", () => {
    expect(finish(SIMPLE).trial).toMatchObject({
      runId: 'a-run',
      trial: 12,
      seed: 7,
      nodes: 5,
      alive: 4,
      scheduledCrashMs: 4000,
      crashMs: expect.closeTo(4000.1, 6) as number,
      detectedMs: 4100,
      electedMs: 4103,
      recoveredMs: 4106,
      downtimeMs: 106,
      oldLeader: 1,
      newLeader: 2,
      oldTerm: 3,
      newTerm: 4,
      termsUsed: 1,
      clean: true,
      outcome: 'recovered',
      firstTermSplit: false,
    });
  });

  it('has null in the columns that its kind does not measure', () => {
    const watch = new TrialWatch();
    watch.disturbed(CRASH);
    expect(finishTrial(PLAN, watch, 9000, { clientDowntimeMs: 3 }).trial).toMatchObject({
      ...NOT_MEASURED,
      clientDowntimeMs: 3,
    });
    expect(finishTrial(PLAN, watch, 9000, {}).trial).toMatchObject(NOT_MEASURED);
  });

  it('that began before it was disturbed took no time', () => {
    const watch = new TrialWatch();
    watch.disturbed(CRASH);
    watch.ledOn(1, 3, 4999);
    expect(finishTrial(PLAN, watch, 9000).trial.downtimeMs).toBe(0);
  });

  it('is none without a disturbance', () => {
    expect(() => finishTrial(PLAN, new TrialWatch(), 9000)).toThrow('without a disturbance');
  });

  it('is a row of the contract', () => {
    expect(trialRecordSchema.parse(finish(SIMPLE).trial)).toEqual(finish(SIMPLE).trial);
  });

  it('has a record of every term that had a candidate', () => {
    expect(finish(SIMPLE).terms).toEqual([
      {
        runId: 'a-run',
        trial: 12,
        term: 4,
        candidates: [2],
        votes: [2, 3, 4, 5].map((voter) => ({ voter, candidate: 2 })),
        leader: 2,
        outcome: 'won',
        startedMs: 4100,
        endedMs: 4103,
      },
    ]);
  });

  it('counts a split first term', () => {
    const { trial, terms } = finish([
      timedOut(5100, 2),
      timedOut(5100, 3),
      ...stands(5100, 2, 4),
      ...stands(5100, 3, 4),
      ...votes(5101, 4, 2, 4),
      ...votes(5101, 5, 3, 4),
      timedOut(5300, 2),
      ...stands(5300, 2, 5),
      became(5301, 3, 'follower', 5),
      ...[3, 4, 5].flatMap((voter) => votes(5301, voter, 2, 5)),
      ...leads(5303, 2, 5, [3, 4, 5]),
    ]);
    expect(trial).toMatchObject({ splitTerms: 1, termsUsed: 2, firstTermSplit: true, detectedMs: 4100 });
    expect(terms.map(({ term, outcome }) => [term, outcome])).toEqual([
      [4, 'split'],
      [5, 'won'],
    ]);
    expect(terms[0]).toMatchObject({ candidates: [2, 3], leader: null, startedMs: 4100 });
  });

  it('does not take the old leader for the new one', () => {
    const before = leads(4000, 1, 3, [2, 3, 4, 5]);
    expect(finish([...before, ...SIMPLE]).trial).toMatchObject({ newLeader: 2, newTerm: 4 });
    expect(finish(before).trial.outcome).toBe('capped');
  });

  it('ends at its first recovery, whatever comes later', () => {
    const later = [...stands(5500, 3, 5), became(5505, 2, 'follower', 5), ...leads(5510, 3, 5, [2, 4, 5])];
    expect(finish([...SIMPLE, ...later])).toEqual(finish(SIMPLE));
  });

  it('ignores an election timeout from before the crash, even when it is told of afterwards', () => {
    expect(finish([timedOut(4999, 3, 5), ...SIMPLE]).trial).toMatchObject({ detectedMs: 4100, clean: true });
  });
});

describe('a trial that hits its time cap', () => {
  it('is censored: what it did not reach is null', () => {
    expect(finish([timedOut(5100, 2), ...stands(5100, 2, 4)], CRASH, {}, 6000).trial).toMatchObject({
      detectedMs: 4100,
      electedMs: null,
      recoveredMs: null,
      downtimeMs: null,
      newLeader: null,
      newTerm: null,
      termsUsed: null,
      outcome: 'capped',
    });
  });

  it('leaves out a term that is not yet decided', () => {
    expect(finish(stands(5100, 2, 4), CRASH, {}, 6000).terms).toEqual([]);
  });
});

describe('contamination', () => {
  it('allows min(one-way latency, range width ÷ 20), but at least 0.25 ms', () => {
    const at = (latencyMs: number, min: number, max: number): number =>
      contaminationThresholdMs({
        latency: { kind: 'fixed', ms: latencyMs },
        electionTimeoutMinMs: min,
        electionTimeoutMaxMs: max,
      });
    expect(at(0, 150, 300)).toBe(0.25);
    expect(at(2, 150, 300)).toBe(2);
    expect(at(15, 150, 300)).toBe(7.5);
    expect(at(15, 150, 155)).toBe(0.25);
    expect(at(15, 150, 150)).toBe(0.25);
  });

  it("marks a trial in which a live node's election timer was late", () => {
    const late = [timedOut(5100, 2, 0.3), ...SIMPLE.slice(1)];
    expect(finish(late).trial).toMatchObject({ maxTimerLateMs: 0.3, clean: false });
    expect(finish(late, CRASH, { latency: { kind: 'fixed', ms: 1 } }).trial.clean).toBe(true);
    expect(finish([timedOut(5100, 2, 0.25), ...SIMPLE.slice(1)]).trial.clean).toBe(true);
  });

  it('marks a trial whose last heartbeat before the crash was late: the timers run from there', () => {
    const heartbeat = (atMs: number, node: number, lateMs: number): StampedFact => ({
      atMs,
      node,
      fact: { type: 'timerFired', timer: 'heartbeat', deadlineMs: atMs - lateMs, lateMs },
    });
    const late = (atMs: number, node: number) => finish([heartbeat(atMs, node, 0.4), ...SIMPLE]).trial;
    expect(late(4950, 1)).toMatchObject({ maxTimerLateMs: 0.4, clean: false });
    expect(late(5001, 1).clean).toBe(true);
    expect(late(4950, 2).clean).toBe(true);
    const again = finish([heartbeat(4900, 1, 0.4), heartbeat(4975, 1, 0), ...SIMPLE]).trial;
    expect(again.clean).toBe(true);
  });

  it('does not mark a trial whose crash came late, but before that could matter', () => {
    const { trial } = finish(SIMPLE, { ...CRASH, happenedMs: 5002, harmfulLateMs: 0 });
    expect(trial).toMatchObject({ crashMs: 4002, clean: true });
  });

  it('marks a trial whose crash came late', () => {
    const { trial } = finish(SIMPLE, { ...CRASH, happenedMs: 5002 });
    expect(trial).toMatchObject({ maxTimerLateMs: 2, clean: false });
  });

  it('does not care for timers that did not matter: the old leader’s, and those after recovery', () => {
    expect(finish([timedOut(5050, 1, 9), ...SIMPLE, timedOut(5400, 3, 9)]).trial.clean).toBe(true);
  });
});

describe('how long a message may be under way before it counts as lost', () => {
  const boundMs = (latency: Distribution, loss: number, environment: Partial<Environment> = {}): number =>
    deliveryBoundMs({ cluster: { latency, loss }, environment: { ...IDEAL, ...environment } });
  const FIVE: Distribution = { kind: 'fixed', ms: 5 };

  it('is as long as on the slowest link, once any of them loses something', () => {
    const lossless = { cluster: { latency: FIVE, loss: 0 }, environment: IDEAL };
    const slow = { delay: { kind: 'fixed', ms: 400 } } as const;
    expect(deliveryBoundMs(lossless, [slow])).toBe(Infinity);
    expect(deliveryBoundMs(lossless, [slow, { loss: 0.1 }])).toBe(450);
    expect(deliveryBoundMs({ ...lossless, cluster: { latency: FIVE, loss: 0.1 } }, [slow])).toBe(450);
    expect(basisOf(experimentSchema.parse({}), [{ ...slow, loss: 0.1 }]).deliveryBoundMs).toBe(450);
  });

  it('is for ever where nothing is lost', () => {
    expect(boundMs(FIVE, 0)).toBe(Infinity);
  });

  it('is not where all that is lost is lost in bursts', () => {
    expect(boundMs(FIVE, 0, { lossBursts: { meanGapMs: 900, meanLengthMs: 100, loss: 1 } })).toBe(55);
  });

  it('covers the latency and what a node needs to act', () => {
    expect(boundMs(FIVE, 0.01)).toBe(55);
    expect(boundMs({ kind: 'uniform', minMs: 5, maxMs: 40 }, 0.01)).toBe(90);
    expect(boundMs({ kind: 'exponential', meanMs: 10 }, 0.01)).toBeGreaterThan(140);
  });

  it('covers what the machine and the disk take besides', () => {
    const slow = { ownLatency: FIVE, reaction: FIVE, persist: { kind: 'fixed', ms: 200 } } as const;
    expect(boundMs(FIVE, 0.01, slow)).toBe(265);
  });

  it('tells a lost request from one that a higher term overtook', () => {
    const facts = [
      timedOut(5100, 2),
      ...stands(5100, 2, 4),
      ...votes(5105, 3, 2, 4),
      became(5300, 2, 'candidate', 5),
      ...[3, 4, 5].flatMap((voter) => votes(5310, voter, 2, 5)),
      ...leads(5320, 2, 5, [3, 4, 5]),
    ];
    expect(finish(facts, CRASH, { loss: 0.05 }).trial).toMatchObject({ lostTerms: 1, preemptedTerms: 0 });
    expect(finish(facts).trial).toMatchObject({ lostTerms: 0, preemptedTerms: 1 });
  });
});

describe('a trial that was observed', () => {
  it('has the time without a leader for its downtime, and who leads at its end', () => {
    const watch = new TrialWatch();
    watch.disturbed(CRASH);
    for (const fact of SIMPLE) watch.observe(fact);
    const experiment = experimentSchema.parse({ kind: 'steady', observeMs: 2000 });
    const causes = { lateHeartbeat: 0, lostDatagrams: 2, stall: 0, paused: 0, asymmetricLink: 0 };
    const { trial, terms } = finishObservation(
      { runId: 'a-run', trial: 0, basis: basisOf(experiment), originMs: 1000 },
      watch,
      { observedMs: 2000, leaderlessMs: 12.5, spuriousElections: 3, causes },
      { leader: 2, term: 4 },
    );
    expect(trial).toMatchObject({
      kind: 'steady',
      outcome: 'observed',
      observedMs: 2000,
      downtimeMs: 12.5,
      recoveredMs: null,
      newLeader: 2,
      termsUsed: 1,
      spuriousElections: 3,
      spuriousLostDatagrams: 2,
      spuriousStall: 0,
      clientDowntimeMs: null,
    });
    expect(terms.map(({ outcome }) => outcome)).toEqual(['won']);
  });
});

describe('terms of a trial', () => {
  it('are those that were not over before its disturbance', () => {
    const before = [...stands(4000, 5, 4), became(4500, 5, 'follower', 4)];
    const { terms } = finish([...before, ...stands(5100, 2, 5), ...leads(5110, 2, 5, [3, 4, 5])]);
    expect(terms.map(({ term }) => term)).toEqual([5]);
  });

  it('are judged by who was connected when they began', () => {
    const watch = new TrialWatch();
    watch.disturbed(CRASH);
    for (const fact of [...stands(5100, 2, 4), ...stands(5300, 3, 5), ...leads(5310, 3, 5, [2, 4, 5])]) {
      watch.observe(fact);
    }
    const { terms } = finishTrial(
      {
        runId: 'a-run',
        trial: 0,
        basis: basisOf(experimentSchema.parse({})),
        originMs: 0,
        connected: (a, b, atMs) => atMs >= 5200 || (a !== 2 && b !== 2),
      },
      watch,
      9000,
    );
    expect(terms.map(({ outcome }) => outcome)).toEqual(['noQuorum', 'won']);
  });
});
