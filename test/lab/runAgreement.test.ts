import { describe, expect, it } from 'vitest';
import { computePrediction } from '../../src/lab/prediction';
import { agreementOfRun, type ComparableRun } from '../../src/lab/runAgreement';
import { simulateTrials } from '../../src/lab/simulation/simulateTrials';
import { experimentSchema, type Experiment } from '../../src/shared/experiment';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';
import { CAPPED, trialWith } from './trial/trials';

const settings = { ...DEFAULT_SETTINGS, latency: { kind: 'fixed', ms: 15 } } as const;
const MACHINE = { roundTripMs: 30.4, persistMs: 2 };

/** Trials that are simulated on a machine with those delays, and said to come from real nodes. */
function runOf(trials: number, wanted: Partial<Experiment['environment']> = {}): ComparableRun {
  const experiment = experimentSchema.parse({
    engine: 'simulation',
    cluster: settings,
    environment: { ownLatency: { kind: 'fixed', ms: 0.2 }, persist: { kind: 'fixed', ms: 2 }, ...wanted },
    trials,
    seed: 77,
  });
  return {
    experiment: experimentSchema.parse({ cluster: settings, trials }),
    trials: Array.from(simulateTrials({ experiment }), ({ trial }) => trial),
    summary: { machine: MACHINE },
  };
}

const agreement = (run: ComparableRun) =>
  agreementOfRun(run, (request, running) =>
    computePrediction({ ...request, elections: 2000 }, running, Infinity),
  );

describe('a run beside its prediction', () => {
  it('agrees with the same core on the same machine, in downtimes and in split votes', async () => {
    const compared = await agreement(runOf(1000));
    expect(compared!.all.downtimeInWords).toMatch(/^agrees \(KS 0\.0\d, limit 0\.05 at n = 1000\)$/);
    // Both rates are of samples: three standard deviations of their difference.
    const { measured, predicted } = compared!.all.splitVoteRate;
    expect(Math.abs(measured.value! - predicted!)).toBeLessThan(0.035);
    expect(compared!.machine).toEqual(MACHINE);
    expect(compared!.predicted.elections).toBe(2000);
    expect(compared!.predicted.downtimesMs).toHaveLength(1000);
    expect(compared!.predicted.downtimesMs).toEqual(
      compared!.predicted.downtimesMs.toSorted((a, b) => a - b),
    );
  });

  it('differs when the disk was slower than it was measured to be', async () => {
    const compared = await agreement(runOf(1000, { persist: { kind: 'fixed', ms: 12 } }));
    expect(compared!.all.downtimeInWords).toMatch(/the cluster is slower than the model by/);
  });

  it('is compared for clean trials apart', async () => {
    const run = runOf(200);
    const trials = run.trials.map((trial, i) =>
      i < 50 ? { ...trial, clean: false, downtimeMs: 900 } : trial,
    );
    const compared = await agreement({ ...run, trials });
    expect([compared!.all.verdict, compared!.all.trials]).toEqual(['differs', 200]);
    expect([compared!.clean.verdict, compared!.clean.trials]).toEqual(['agrees', 150]);
  });

  it('counts capped trials as longer than everything', async () => {
    const run = runOf(30);
    const compared = await agreement({
      ...run,
      trials: [...run.trials, ...Array.from({ length: 30 }, () => trialWith(CAPPED))],
    });
    expect(compared!.all.trials).toBe(60);
    expect(compared!.all.ks!.distance).toBeGreaterThan(0.45);
  });

  it('is not compared when it was simulated itself, or has no trials', async () => {
    const run = runOf(5);
    expect(await agreement({ ...run, trials: [] })).toBeNull();
    const experiment = experimentSchema.parse({ engine: 'simulation' });
    expect(await agreement({ ...run, experiment })).toBeNull();
  });

  it('is not compared when it was anything but leader crashes under the usual conditions', async () => {
    const run = runOf(5);
    for (const other of [{ kind: 'cold-start' }, { conditions: { synchronisedHeartbeat: false } }]) {
      expect(await agreement({ ...run, experiment: experimentSchema.parse(other) })).toBeNull();
    }
  });

  it('has the run’s client load: commands reset the followers’ timers, so that downtimes are longer', async () => {
    const run = runOf(5);
    const cluster = { ...settings, clientLoadPerSecond: 100 };
    const loaded = await agreement({ ...run, experiment: experimentSchema.parse({ cluster }) });
    const p50 = (compared: typeof loaded) => compared!.predicted.downtimeMs.p50!;
    expect(p50(loaded)).toBeGreaterThan(p50(await agreement(run)) + 20);
  });

  it('is compared with an ideal machine where its delays are not known', async () => {
    const compared = await agreement({ ...runOf(5), summary: null });
    expect(compared!.machine).toEqual({ roundTripMs: null, persistMs: null });
  });
});
