import { describe, expect, it } from 'vitest';
import { TrialSample } from '../../../src/lab/trial/trialSample';

function sampled(n: number): readonly { trial: number; downtimeMs: number | null }[] {
  const sample = new TrialSample();
  for (let trial = 0; trial < n; trial++) {
    sample.add({ trial, downtimeMs: trial === 4321 ? null : (trial * 7919) % 10_007 });
  }
  return sample.points;
}

describe('the trials of a run that can be looked at', () => {
  it('are all of a short run', () => {
    expect(sampled(5000).map(({ trial }) => trial)).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });

  it('are some of a long one, each once, with the slowest and those that never recovered', () => {
    const trials = sampled(100_001);
    expect(trials.length).toBeLessThanOrEqual(5200);
    expect(new Set(trials.map(({ trial }) => trial)).size).toBe(trials.length);
    expect(trials).toContainEqual({ trial: 4321, downtimeMs: null });
    expect(trials.filter(({ downtimeMs }) => downtimeMs === 10_006)).not.toHaveLength(0);
    expect(trials.map(({ trial }) => trial)).toEqual(
      trials.map(({ trial }) => trial).toSorted((a, b) => a - b),
    );
  });
});
