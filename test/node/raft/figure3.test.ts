import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChaosCluster } from './chaosCluster';

const pick = fc.nat(1000);

/** One step of a schedule: a name and what it picks. Weighted so that elections succeed and entries commit. */
const step = fc.oneof(
  { weight: 40, arbitrary: fc.record({ do: fc.constant('deliver' as const), pick }) },
  {
    weight: 16,
    arbitrary: fc.record({ do: fc.constant('sync' as const), pick, count: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('fire' as const), pick }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('propose' as const), pick, value: fc.nat(65_535) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('duplicate' as const), pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('drop' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), pick, written: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('restart' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), pick, to: pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('heal' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('campaign' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('transfer' as const), pick, to: pick }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const scenario = fc.record({
  servers: fc.integer({ min: 1, max: 7 }),
  seed: fc.nat(),
  timing: fc.record({ preVote: fc.boolean(), checkQuorum: fc.boolean() }),
});
const schedule = fc.array(step, { minLength: 50, maxLength: 600, size: 'max' });

function perform(cluster: ChaosCluster, step: Step): void {
  switch (step.do) {
    case 'deliver':
      cluster.deliver(step.pick, false);
      return;
    case 'duplicate':
      cluster.deliver(step.pick, true);
      return;
    case 'drop':
      cluster.drop(step.pick);
      return;
    case 'fire':
      cluster.fire(step.pick);
      return;
    case 'sync':
      cluster.sync(step.pick, step.count);
      return;
    case 'propose':
      cluster.propose(step.pick, step.value);
      return;
    case 'crash':
      cluster.crash(step.pick, step.written);
      return;
    case 'restart':
      cluster.restart(step.pick);
      return;
    case 'cut':
      cluster.cut(step.pick, step.to);
      return;
    case 'heal':
      cluster.heal();
      return;
    case 'campaign':
      cluster.campaign(step.pick);
      return;
    case 'transfer':
      cluster.transfer(step.pick, step.to);
  }
}

describe('Figure 3, under random schedules of delivery, loss, duplication, reordering, crash and partition', () => {
  it('the five properties hold at every step, and with the faults over the cluster converges', () => {
    let committed = 0;
    fc.assert(
      fc.property(scenario, schedule, (options, steps) => {
        const cluster = new ChaosCluster(options);
        for (const step of steps) perform(cluster, step);
        cluster.converge(500);
        expect(cluster.converged()).toBe(true);
        committed += cluster.properties.committed;
      }),
      { numRuns: Number(process.env['FIGURE3_RUNS'] ?? 1500) },
    );
    // A schedule under which nothing ever commits would prove nothing.
    expect(committed).toBeGreaterThan(1500);
  });

  it('the same seed and schedule give the same cluster, byte for byte', () => {
    fc.assert(
      fc.property(scenario, schedule, (options, steps) => {
        const [one, two] = [new ChaosCluster(options), new ChaosCluster(options)];
        for (const step of steps) {
          perform(one, step);
          perform(two, step);
        }
        expect(one.describe()).toBe(two.describe());
      }),
      { numRuns: 30 },
    );
  });
});
