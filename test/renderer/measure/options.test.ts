import { describe, expect, it } from 'vitest';
import { requestOf, taskInWords, unfit, USUAL_OPTIONS } from '../../../src/renderer/measure/options';
import { measureRequestSchema } from '../../../src/shared/measure';
import { experimentSchema } from '../../../src/shared/experiment';
import { EXPERIMENT_KINDS } from '../../../src/shared/experimentKinds';
import { DEFAULT_SETTINGS } from '../../../src/shared/settings';

const LOADED = { ...DEFAULT_SETTINGS, clientLoadPerSecond: 100 };

describe('what is measured', () => {
  it.each(EXPERIMENT_KINDS)('of %s is asked for with what that kind has, and nothing else', (kind) => {
    const request = measureRequestSchema.parse(requestOf({ ...USUAL_OPTIONS, kind, crash: 'pause' }));
    expect(experimentSchema.safeParse({ ...request, cluster: LOADED }).success).toBe(true);
    expect(request.crash).toBe(kind === 'leader-crash' ? 'pause' : 'kill');
  });

  it('is a leader crash unless said otherwise', () => {
    expect(requestOf(USUAL_OPTIONS)).toEqual({ kind: 'leader-crash', trials: 100, crash: 'kill', seed: 1 });
  });

  it.each([
    ['split', { halfWidth: 0.02, minTrials: 100 }],
    ['p50', { downtime: 'p50', halfWidthMs: 5, minTrials: 100 }],
    ['p99', { downtime: 'p99', halfWidthMs: 5, minTrials: 100 }],
  ] as const)('goes on until %s is known well enough, and for so many trials at most', (until, precision) => {
    const request = requestOf({ ...USUAL_OPTIONS, until, mostTrials: 700 });
    expect(measureRequestSchema.parse(request)).toMatchObject({ trials: 700, precision });
  });

  it('without an election ends after so many trials, whatever was chosen for another kind', () => {
    const request = requestOf({ ...USUAL_OPTIONS, kind: 'steady', until: 'split' });
    expect(request).toMatchObject({ kind: 'steady', trials: 100 });
    expect(request).not.toHaveProperty('precision');
  });

  it('is told in words', () => {
    expect(taskInWords({ ...USUAL_OPTIONS, trials: 1 })).toBe('1 leader crash');
    expect(taskInWords({ ...USUAL_OPTIONS, kind: 'cold-start' })).toBe('100 cold starts');
    expect(taskInWords({ ...USUAL_OPTIONS, until: 'split' })).toBe('leader crashes to ± 2.0%');
    expect(taskInWords({ ...USUAL_OPTIONS, until: 'p99' })).toBe('leader crashes to ± 5 ms');
  });

  it('says beforehand what the cluster lacks', () => {
    expect(unfit({ kind: 'workload' }, DEFAULT_SETTINGS)).toMatch(/needs clients/);
    expect(unfit({ kind: 'workload' }, LOADED)).toBeNull();
    expect(unfit({ kind: 'leader-crash' }, { ...LOADED, nodes: 2 })).toMatch(/fewer than three/);
    expect(unfit({ kind: 'steady' }, { ...LOADED, nodes: 2 })).toBeNull();
  });
});
