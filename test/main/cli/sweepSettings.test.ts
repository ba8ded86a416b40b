import { describe, expect, it } from 'vitest';
import { sweepFromFlags } from '../../../src/main/cli/sweepSettings';

const SIMULATED = { engine: 'simulation' };

describe('the flags of a sweep', () => {
  it('are an axis for each --vary, by its name in the terminal or in files', () => {
    const { name, axes, stop, heartbeat } = sweepFromFlags({
      ...SIMULATED,
      vary: ['election-timeout=150-155,150-200..150-300/100', 'latency=1..21/10'],
    });
    expect(axes).toEqual([
      { parameter: 'electionTimeout', values: ['150-155', '150-200', '150-300'] },
      { parameter: 'latency', values: ['1', '11', '21'] },
    ]);
    expect({ name, stop, heartbeat }).toEqual({
      name: 'election-timeout by latency',
      stop: { trials: 1000 },
      heartbeat: 'proportional',
    });
    expect(sweepFromFlags({ vary: 'preVote=off,on' }).stop).toEqual({ trials: 100 });
  });

  it('say when a cell ends, and what the heartbeat is in all of them', () => {
    expect(sweepFromFlags({ ...SIMULATED, vary: 'loss=0,5%', precision: 'p99:20' }).stop).toEqual({
      downtime: 'p99',
      halfWidthMs: 20,
      minTrials: 100,
      maxTrials: 20_000,
    });
    const given = { ...SIMULATED, vary: 'loss=0,5%', precision: 0.01, trials: 5000, heartbeat: 40 };
    expect(sweepFromFlags(given)).toMatchObject({
      stop: { halfWidth: 0.01, minTrials: 100, maxTrials: 5000 },
      heartbeat: 'fixed',
      base: { cluster: { heartbeatMs: 40 } },
    });
  });

  it.each([
    [undefined, /needs --vary NAME=VALUES/],
    ['latency', /--vary takes NAME=VALUES.*"latency" is not that/],
    ['latency=', /--vary takes NAME=VALUES/],
    ['colour=1', /NAME one of kind, nodes, election-timeout/],
    ['latency=5..1/1', /leads nowhere/],
    ['latency=soon', /"soon" is not a delay/],
    ['election-timeout-max=100', /^The cell with Longest election timeout 100 ms cannot be/],
  ])('are refused in a sentence: --vary %s', (vary, problem) => {
    expect(() => sweepFromFlags({ ...SIMULATED, ...(vary === undefined ? {} : { vary }) })).toThrow(problem);
  });
});
