import { describe, expect, it } from 'vitest';
import { requestOf, unfit, USUAL_OPTIONS } from '../../../src/renderer/measure/options';
import { measureRequestSchema } from '../../../src/shared/contract';
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

  it('says beforehand what the cluster lacks', () => {
    expect(unfit({ kind: 'workload' }, DEFAULT_SETTINGS)).toMatch(/needs clients/);
    expect(unfit({ kind: 'workload' }, LOADED)).toBeNull();
    expect(unfit({ kind: 'leader-crash' }, { ...LOADED, nodes: 2 })).toMatch(/fewer than three/);
    expect(unfit({ kind: 'steady' }, { ...LOADED, nodes: 2 })).toBeNull();
  });
});
