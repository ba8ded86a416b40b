import { describe, expect, it } from 'vitest';
import { EXPERIMENT_KINDS } from '../../src/shared/experimentKinds';
import { experimentSchema } from '../../src/shared/experiment';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';

const withLoad = { ...DEFAULT_SETTINGS, clientLoadPerSecond: 50 };

function problemsOf(given: object): string[] {
  const parsed = experimentSchema.safeParse(given);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('an experiment', () => {
  it.each(EXPERIMENT_KINDS)('of kind %s is resolved by its parsing, which may be repeated', (kind) => {
    const experiment = experimentSchema.parse({ kind, cluster: withLoad });
    expect(experiment.name).toBe(kind);
    expect(experimentSchema.parse(experiment)).toEqual(experiment);
  });

  it('has an outage where its kind has one, and a time of observation where its kind is observed', () => {
    const lengths = (kind: string): unknown => {
      const { outageMs, observeMs } = experimentSchema.parse({ kind, cluster: withLoad });
      return [outageMs, observeMs];
    };
    expect(lengths('leader-crash')).toEqual([null, null]);
    expect(lengths('leader-pause')).toEqual([1000, null]);
    expect(lengths('steady')).toEqual([null, 10_000]);
  });

  it.each<[object, string]>([
    [{ outageMs: 500 }, 'outageMs: nothing lasts in leader-crash: it belongs to leader-partition'],
    [{ kind: 'leader-pause', observeMs: 500 }, 'observeMs: a trial of leader-pause ends with recovery'],
    [{ kind: 'leader-pause', outageMs: 500, trialCapMs: 400 }, 'outageMs: what lasts must be over'],
    [{ kind: 'leader-pause', trialCapMs: 400 }, 'trialCapMs: what lasts must be over'],
    [{ kind: 'cold-start', crash: 'pause' }, 'crash: it belongs to leader-crash'],
    [
      { kind: 'cold-start', conditions: { synchronisedHeartbeat: false } },
      'conditions.synchronisedHeartbeat: cold-start has none',
    ],
    [{ kind: 'steady', conditions: { crashOffset: 0.5 } }, 'conditions.crashOffset: steady has no moment'],
    [{ environment: { ownLatency: { kind: 'fixed', ms: 1 } } }, 'environment: real nodes have their own'],
    [
      { environment: { extraEntries: [1, 2] } },
      'environment.extraEntries: real nodes have them from their leader, so it has the most',
    ],
    [
      { kind: 'cold-start', environment: { extraEntries: [1] } },
      'environment.extraEntries: real nodes have them from their leader: only in leader-crash',
    ],
    [
      { cluster: withLoad, environment: { extraEntries: [1] } },
      'environment.extraEntries: a leader makes its followers’ logs equal',
    ],
    [{ kind: 'workload' }, 'cluster.clientLoadPerSecond: a workload needs clients'],
    [
      { conditions: { nodeTimeouts: [{ node: 6, range: { minMs: 10, maxMs: 20 } }] } },
      'conditions.nodeTimeouts.0.node: the cluster has nodes 1 to 5',
    ],
    [
      { conditions: { timeline: [{ atMs: 0, action: { type: 'cut', from: 'leader', to: 7 } }] } },
      'conditions.timeline.0.action: the cluster has nodes 1 to 5',
    ],
    [
      { kind: 'steady', observeMs: 500, conditions: { timeline: [{ atMs: 500, action: { type: 'heal' } }] } },
      'conditions.timeline.0.atMs: a trial is over after 500 ms',
    ],
    [
      { conditions: { candidateTimeout: { minMs: 3, maxMs: 2 } } },
      'conditions.candidateTimeout.maxMs: a range',
    ],
    [{ conditions: { crashOffset: 'late' } }, 'conditions.crashOffset: "uniform", or a fixed share'],
  ])('says what does not go together: %j', (given, start) => {
    expect(problemsOf(given)).toHaveLength(1);
    expect(problemsOf(given)[0]).toContain(start);
  });
});
