import { describe, expect, it } from 'vitest';
import { clientColumns, longestGapMs } from '../../../src/lab/trial/clients';

const at = (...times: number[]) => times.map((atMs) => ({ atMs, latencyMs: 1 }));

describe('client downtime', () => {
  it('is the longest gap between acknowledgements', () => {
    expect(longestGapMs(at(10, 20, 190, 200), 0, 210)).toBe(170);
  });

  it('counts the time before the first and after the last one, and nothing outside the span', () => {
    expect(longestGapMs(at(5, 80, 90), 0, 100)).toBe(75);
    expect(longestGapMs(at(5, 10), 0, 100)).toBe(90);
    expect(longestGapMs(at(-500, 40, 60, 900), 0, 100)).toBe(40);
    expect(longestGapMs([], 0, 100)).toBe(100);
  });
});

describe('what clients got', () => {
  it('is counted from the acknowledgements of the span alone', () => {
    const acknowledged = [90, 100, 110, 120, 200].map((atMs, i) => ({ atMs, latencyMs: i }));
    expect(clientColumns(acknowledged, 100, 200)).toEqual({
      clientDowntimeMs: 80,
      acknowledgedCommands: 3,
      commitP50Ms: 2,
      commitP99Ms: expect.closeTo(2.98, 9) as number,
    });
  });

  it('has no latency where nothing was acknowledged', () => {
    expect(clientColumns([], 0, 50)).toEqual({
      clientDowntimeMs: 50,
      acknowledgedCommands: 0,
      commitP50Ms: null,
      commitP99Ms: null,
    });
  });
});
