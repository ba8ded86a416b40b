import { describe, expect, it } from 'vitest';
import { experimentSchema } from '../../src/shared/experiment';
import { differingSettings } from '../../src/shared/runs/settings';
import { unusualInWords } from '../../src/shared/unusualWords';

const UNUSUAL = experimentSchema.parse({
  engine: 'simulation',
  environment: {
    ownLatency: { kind: 'fixed', ms: 0.2 },
    persist: { kind: 'fixed', ms: 4 },
    timerNoise: { kind: 'uniform', minMs: 0, maxMs: 1 },
    timerQuantumMs: 4,
    clockDriftPpm: 100,
    lossBursts: { meanGapMs: 1000, meanLengthMs: 20, loss: 0.5 },
    extraEntries: [2, 1],
  },
  conditions: {
    crashOffset: 0.5,
    candidateTimeout: { minMs: 50, maxMs: 100 },
    nodeTimeouts: [{ node: 2, range: { minMs: 100, maxMs: 120 } }],
  },
});
const USUAL = experimentSchema.parse({ engine: 'simulation' });

describe('what is not usual in an experiment', () => {
  it('is all told, and what is usual is not', () => {
    expect(unusualInWords(USUAL)).toEqual([]);
    expect(unusualInWords(UNUSUAL)).toEqual([
      'own latency 0.2 ms',
      'persist 4 ms',
      'timer noise uniform 0–1 ms',
      'ticks of 4 ms (shared)',
      'clocks ± 100 ppm',
      'bursts of loss 20 ms long, 1000 ms apart, 50.0% lost',
      'extra entries 2, 1',
      'candidates 50–100 ms',
      'B 100–120 ms',
      'at 50.0% of the heartbeat interval',
    ]);
    const conditions = {
      synchronisedHeartbeat: false,
      timeline: [{ atMs: 5, action: { type: 'heal' } }],
    };
    expect(unusualInWords(experimentSchema.parse({ conditions }))).toEqual([
      'heartbeat not synchronised',
      '1 fault on a timeline',
    ]);
  });

  it('beside another run stands under its own name: a burst’s loss is not the links’', () => {
    const lossy = { ...USUAL, cluster: { ...USUAL.cluster, loss: 0.1 } };
    const settings = differingSettings(
      [lossy, { ...lossy, environment: UNUSUAL.environment, conditions: UNUSUAL.conditions }].map(
        (experiment) => ({ experiment, imported: false }),
      ),
    );
    const valueOf = (name: string) => settings.find((setting) => setting.name === name)?.values;
    expect(valueOf('loss')).toBeUndefined();
    expect(valueOf('loss bursts')).toEqual(['none', '20 ms long, 1000 ms apart, 50.0% lost']);
    expect(valueOf('candidate timeout')).toEqual(['none', '50–100 ms']);
  });
});
