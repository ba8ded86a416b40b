import { describe, expect, it } from 'vitest';
import { simulateTrials } from '../../../src/lab/simulation/simulateTrials';
import { bootstrapMean } from '../../../src/lab/statistics/bootstrap';
import { EXPERIMENT_KINDS } from '../../../src/shared/experimentKinds';
import { trialRecordSchema, type TrialRecord } from '../../../src/shared/trialRecord';
import type { TimelineAction } from '../../../src/shared/timeline';
import { simulated, summaryOf, trialsOf } from './experiments';

const CLIENTS = { clientLoadPerSecond: 100 };

function meanOf(trials: readonly TrialRecord[]): { readonly low: number; readonly high: number } {
  const interval = bootstrapMean(
    trials.map(({ downtimeMs }) => downtimeMs!),
    1,
  );
  return interval!;
}

describe.each(EXPERIMENT_KINDS)('%s', (kind) => {
  const wild = {
    kind,
    trials: 6,
    environment: {
      clockDriftPpm: 500,
      timerQuantumMs: 0.5,
      lossBursts: { meanGapMs: 500, meanLengthMs: 20 },
    },
  };
  const cluster = { ...CLIENTS, loss: 0.02, preVote: true };

  it('is the same from the same seed, byte for byte, and each trial stands alone', () => {
    const texts = [
      simulated(wild, cluster),
      simulated(wild, cluster),
      simulated({ ...wild, seed: 2 }, cluster),
    ].map((experiment) => JSON.stringify([...simulateTrials({ experiment })]));
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
    const alone = [...simulateTrials({ experiment: simulated(wild, cluster) }, 4, 5)];
    expect(JSON.stringify(alone[0])).toBe(JSON.stringify((JSON.parse(texts[0]!) as unknown[])[4]));
  });

  it('gives rows of the contract', () => {
    for (const trial of trialsOf(simulated(wild, cluster))) {
      expect(trialRecordSchema.parse(trial)).toEqual(trial);
      expect(trial).toMatchObject({
        kind,
        outcome: kind === 'steady' || kind === 'workload' ? 'observed' : 'recovered',
      });
    }
  });
});

describe('a leader crash', () => {
  it('whose leader is simulated too takes as long as one whose heartbeats alone are', () => {
    const quick = meanOf(trialsOf(simulated({ trials: 1500 })));
    // A deed in a timeline that changes nothing.
    const timeline = [{ atMs: 0, action: { type: 'mend', from: 2, to: 3 } }];
    const whole = meanOf(trialsOf(simulated({ trials: 1500, conditions: { timeline } })));
    expect(whole.low).toBeLessThan(quick.high);
    expect(quick.low).toBeLessThan(whole.high);
  });

  it('finds followers whose timers clients keep fresh, so that it takes longer by half a heartbeat', () => {
    const alone = meanOf(trialsOf(simulated({ trials: 300 })));
    const served = meanOf(trialsOf(simulated({ trials: 300 }, { clientLoadPerSecond: 500 })));
    expect(served.low - alone.high).toBeLessThan(37.5);
    expect(served.high - alone.low).toBeGreaterThan(37.5);
  });

  it('is longer for clients by a commit and the time until the next command', () => {
    for (const { downtimeMs, clientDowntimeMs } of trialsOf(simulated({}, CLIENTS))) {
      expect(clientDowntimeMs!).toBeGreaterThan(downtimeMs! - 15);
      expect(clientDowntimeMs!).toBeLessThan(downtimeMs! + 40);
    }
  });
});

describe('client downtime', () => {
  it('counts from the disturbance on, as on real nodes, not from the acknowledgement before it', () => {
    // Every 50 ms a command: some wait when a leader is elected, and are acknowledged a round trip later.
    for (const { downtimeMs, clientDowntimeMs } of trialsOf(simulated({}, { clientLoadPerSecond: 20 }))) {
      expect(clientDowntimeMs! - downtimeMs!).toBeLessThan(20);
    }
  });
});

describe('a cold start', () => {
  it('has no old leader, and lasts at least the shortest timeout and three messages', () => {
    for (const trial of trialsOf(simulated({ kind: 'cold-start' }))) {
      expect(trial).toMatchObject({ oldLeader: null, alive: 5, crashMs: 0, outcome: 'recovered' });
      expect(trial.downtimeMs!).toBeGreaterThan(165);
    }
  });

  it('of unequal logs is won by one of the longer ones', () => {
    const environment = { extraEntries: [0, 1, 2, 3, 3] };
    const winners = trialsOf(simulated({ kind: 'cold-start', environment })).map(
      ({ newLeader }) => newLeader,
    );
    expect(new Set(winners)).toEqual(new Set([3, 4, 5]));
  });
});

describe.each(['leader-partition', 'leader-pause'])('%s', (kind) => {
  it('that outlasts the timeouts is a leader crash to the others', () => {
    const crashes = meanOf(trialsOf(simulated({ trials: 300 })));
    const trials = trialsOf(simulated({ kind, trials: 300 }));
    expect(trials.every(({ termsUsed, newLeader }) => termsUsed! > 0 && newLeader !== 1)).toBe(true);
    expect(meanOf(trials).low).toBeLessThan(crashes.high);
    expect(meanOf(trials).high).toBeGreaterThan(crashes.low);
  });

  it('that is shorter than any timeout needs no election and is over when it is over', () => {
    for (const trial of trialsOf(simulated({ kind, outageMs: 50 }))) {
      expect(trial).toMatchObject({ termsUsed: 0, newLeader: 1, electedMs: null, detectedMs: null });
      expect(trial.downtimeMs).toBeCloseTo(50, 6);
    }
  });

  it('in between is either', () => {
    const trials = trialsOf(simulated({ kind, outageMs: 120 }));
    const elections = trials.filter(({ termsUsed }) => termsUsed! > 0).length;
    expect(elections).toBeGreaterThan(5);
    expect(elections).toBeLessThan(35);
  });
});

describe('a leader crash with a timeline', () => {
  const conditions = (timeline: readonly { atMs: number; action: TimelineAction }[]) => ({ timeline });

  it('that kills two more servers has terms without a quorum until one is back, as on real processes', () => {
    const down = [2, 3].map((node) => ({ atMs: 1, action: { type: 'crash' as const, node } }));
    const timeline = [...down, { atMs: 2000, action: { type: 'restart' as const, node: 2 } }];
    const { failedTerms } = summaryOf(simulated({ trials: 10, conditions: conditions(timeline) }));
    expect(failedTerms.noQuorum).toBeGreaterThan(30);
    expect(failedTerms.lost + failedTerms.preempted).toBeLessThan(failedTerms.noQuorum / 5);
  });
});

describe('a rejoin after a partition', () => {
  const rejoin = { kind: 'rejoin-after-partition' };

  it('without PreVote always comes back with a higher term, and deposes the leader', () => {
    const { rejoin: seen, downtimeMs } = summaryOf(simulated(rejoin));
    expect(seen).toMatchObject({ inflated: { value: 1, n: 40 }, leaderDeposed: { value: 1 } });
    expect(seen!.termInflation.mean).toBeGreaterThan(3);
    expect(downtimeMs.min).toBeGreaterThan(15);
  });

  it('with PreVote never does', () => {
    const { rejoin: seen, downtimeMs } = summaryOf(simulated(rejoin, { preVote: true }));
    expect(seen).toMatchObject({ inflated: { successes: 0, n: 40 }, termInflation: { max: 0 } });
    expect(downtimeMs.p50).toBe(0);
  });

  it('with PreVote and CheckQuorum leaves the leader alone, every time', () => {
    const { rejoin: seen, downtimeMs } = summaryOf(simulated(rejoin, { preVote: true, checkQuorum: true }));
    expect(seen).toMatchObject({ inflated: { successes: 0 }, leaderDeposed: { successes: 0, n: 40 } });
    expect(downtimeMs.max).toBe(0);
  });

  it('does not count the terms of the time away', () => {
    const { failedTerms, termsUsed } = summaryOf(simulated(rejoin));
    expect(termsUsed.mean).toBeGreaterThan(4);
    expect(failedTerms.preempted).toBeLessThan(60);
  });
});

describe('a steady cluster', () => {
  const steady = { kind: 'steady', trials: 10 };
  const perHour = (given: object, cluster: object): number =>
    summaryOf(simulated({ ...steady, ...given }, cluster)).spurious!.perHour!.value;

  it('on a good network has no spurious elections, which is told with the upper bound', () => {
    const { spurious, downtimeMs } = summaryOf(simulated(steady));
    expect(spurious).toMatchObject({ elections: 0, observedMs: 100_000, perHour: { value: 0, low: 0 } });
    expect(spurious!.perHour!.high).toBeCloseTo(3.689 * 36, 0);
    expect(downtimeMs.max).toBe(0);
  });

  it('has the more of them the closer the shortest timeout comes to heartbeat and latency', () => {
    const latency = { kind: 'normal', meanMs: 20, sdMs: 10 };
    const rates = [140, 115, 100].map((electionTimeoutMinMs) =>
      perHour({}, { latency, electionTimeoutMinMs, electionTimeoutMaxMs: 160 }),
    );
    expect(rates[0]).toBe(0);
    expect(rates[1]).toBeLessThan(rates[2]! / 2);
    expect(rates[2]).toBeGreaterThan(200);
  });

  it('that loses datagrams has them for that reason', () => {
    const { spurious, downtimeMs } = summaryOf(simulated(steady, { loss: 0.2 }));
    expect(spurious!.elections).toBeGreaterThan(50);
    expect(spurious!.causes.lostDatagrams).toBe(spurious!.elections);
    expect(downtimeMs.min).toBeGreaterThan(0);
  });

  it('counts elections after a leader that heard no majority gave up, too', () => {
    const guarded = { loss: 0.4, preVote: true, checkQuorum: true };
    const { spurious, termsUsed } = summaryOf(simulated(steady, guarded));
    expect(termsUsed.mean).toBeGreaterThan(1);
    expect(spurious!.elections).toBeGreaterThan(10);
    expect(spurious!.causes.lostDatagrams).toBe(spurious!.elections);
  });

  it.each<[string, object, object, string]>([
    ['a network that is late', {}, { latency: { kind: 'exponential', meanMs: 100 } }, 'lateHeartbeat'],
    [
      'disks that stand still now and then',
      { environment: { persist: { kind: 'lognormal', medianMs: 1, sigma: 3 } } },
      { clientLoadPerSecond: 20 },
      'stall',
    ],
  ])('whose leaders give up over %s tells why', (_what, given, cluster, cause) => {
    const guarded = { preVote: true, checkQuorum: true, ...cluster };
    const { elections, causes } = summaryOf(simulated({ ...steady, ...given }, guarded)).spurious!;
    expect(elections).toBeGreaterThan(5);
    expect(causes.unknown).toBe(0);
    expect({ ...causes }[cause]).toBeGreaterThan(elections * 0.6);
  });

  it('with clients loses fewer leaders: their commands reset the timers, too', () => {
    expect(perHour({}, { loss: 0.2, clientLoadPerSecond: 50 })).toBeLessThan(perHour({}, { loss: 0.2 }) / 10);
  });

  it.each<[string, object, object, string]>([
    ['a network that is late', {}, { latency: { kind: 'exponential', meanMs: 60 } }, 'lateHeartbeat'],
    [
      'timers that stand still now and then',
      { environment: { timerNoise: { kind: 'lognormal', medianMs: 1, sigma: 3 } } },
      {},
      'stall',
    ],
    [
      'bursts of loss',
      { environment: { lossBursts: { meanGapMs: 2000, meanLengthMs: 300 } } },
      {},
      'lostDatagrams',
    ],
  ])('on %s has them mostly for that reason', (_what, given, cluster, cause) => {
    const { elections, causes } = summaryOf(simulated({ ...steady, ...given }, cluster)).spurious!;
    expect(elections).toBeGreaterThan(10);
    expect({ ...causes }[cause]).toBeGreaterThan(elections * 0.6);
  });

  it.each<[string, TimelineAction, string]>([
    ['paused leader', { type: 'pause', node: 'leader' }, 'paused'],
    [
      'link from the leader that is cut',
      { type: 'cut', from: 'leader', to: 3, both: false },
      'asymmetricLink',
    ],
    ['server that is isolated', { type: 'isolate', node: 3 }, 'lostDatagrams'],
  ])('counts one against a %s, with its cause', (_what, action, cause) => {
    const timeline = [{ atMs: 2000, action }];
    const experiment = simulated({ kind: 'steady', trials: 1, observeMs: 4000, conditions: { timeline } });
    const { elections, causes } = summaryOf(experiment).spurious!;
    expect(elections).toBeGreaterThan(0);
    expect({ ...causes }[cause]).toBeGreaterThan(0);
  });

  it('whose leader crashes has no spurious election, but time without a leader', () => {
    const timeline = [
      { atMs: 1000, action: { type: 'crash', node: 'leader' } },
      { atMs: 2000, action: { type: 'restart', node: 'oldLeader' } },
    ];
    for (const trial of trialsOf(simulated({ ...steady, conditions: { timeline } }))) {
      expect(trial.spuriousElections).toBe(0);
      expect(trial.downtimeMs!).toBeGreaterThan(75);
      expect(trial.downtimeMs!).toBeLessThan(600);
      expect(trial.newTerm! - trial.oldTerm).toBeGreaterThan(0);
    }
  });
});

describe('a workload', () => {
  it('of a healthy cluster is served in a round trip each', () => {
    const { clients } = summaryOf(simulated({ kind: 'workload', trials: 4 }, CLIENTS));
    expect(clients).toMatchObject({ acknowledged: 4000, commandsPerSecond: 100 });
    expect(clients!.commitP50Ms).toBeCloseTo(10, 6);
    expect(clients!.downtimeMs.max).toBeCloseTo(10, 6);
  });

  it('waits for the disk of the leader or of a majority of followers, whichever comes last', () => {
    const environment = { persist: { kind: 'fixed', ms: 3 } };
    const { clients } = summaryOf(simulated({ kind: 'workload', trials: 2, environment }, CLIENTS));
    expect(clients!.commitP50Ms).toBeCloseTo(13, 6);
  });

  it('loses no command when the leader is gone for a while', () => {
    const timeline = [
      { atMs: 3000, action: { type: 'isolate', node: 'leader' } },
      { atMs: 5000, action: { type: 'heal' } },
    ];
    const { clients } = summaryOf(
      simulated({ kind: 'workload', trials: 4, conditions: { timeline } }, CLIENTS),
    );
    expect(clients!.acknowledged).toBeGreaterThan(3990);
    expect(clients!.downtimeMs.min).toBeGreaterThan(150);
    expect(clients!.commitP99Ms).toBeGreaterThan(100);
  });
});
