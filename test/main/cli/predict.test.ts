import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { predict } from '../../../src/main/cli/predict';

let out: string;
beforeEach(() => {
  out = '';
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += stripVTControlCharacters(String(text));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

interface Predicted {
  readonly theory: { readonly splitProbability: number | null; readonly assumptions: readonly string[] };
  readonly simulated: {
    readonly trials: number;
    readonly firstTermSplitRate: { readonly low: number; readonly high: number };
  } | null;
}

function asJson(flags: Record<string, unknown>): Predicted {
  expect(predict({ ...flags, json: true })).toBe(0);
  return JSON.parse(out) as Predicted;
}

describe('predict', () => {
  it('is theory with its assumptions, and simulated elections with their intervals', () => {
    expect(predict({ latency: '15', trials: '5000' })).toBe(0);
    expect(out).toMatch(/Split votes in a term +5\.23%\n/);
    expect(out).toMatch(/Downtime, ms +mean 213\.3 · at least 135\.0\n/);
    expect(out).toMatch(/Assumes +equal logs\n +the same latency for every message\n +no loss\n/);
    expect(out).toContain('5000 elections · an ideal machine · seed 1');
    expect(out).toMatch(/First-term split rate +\d\.\d\d% +95% \d\.\d\d% to \d\.\d\d% · \d+ of 5000/);
    expect(out).toMatch(/Downtime, ms +min +p50 +p90 +p95 +p99 +max +mean\n( +\d+\.\d){7}\n/);
  });

  it('for machines has both side by side, and the simulation agrees with the theory', () => {
    const { theory, simulated } = asJson({ latency: '15', trials: '5000' });
    expect(theory.assumptions).toContain('equal logs');
    expect(simulated!.trials).toBe(5000);
    expect(simulated!.firstTermSplitRate.low).toBeLessThan(theory.splitProbability!);
    expect(simulated!.firstTermSplitRate.high).toBeGreaterThan(theory.splitProbability!);
  });

  it('is theory alone when no elections are asked for', () => {
    expect(asJson({ trials: '0' }).simulated).toBeNull();
  });

  it('predicts nothing where nobody could win, and says why, as measuring does', () => {
    for (const nodes of ['1', '2']) {
      expect(() => predict({ nodes, trials: '20' })).toThrow(/needs 3 nodes at least/);
    }
  });

  it('of equal timeouts: all elections split, without latency too, and it says what would break the tie', () => {
    for (const latency of ['0', '1']) {
      out = '';
      expect(predict({ electionTimeout: '150-150', latency, trials: '20' })).toBe(0);
      expect(out).toMatch(/Split votes in a term +100\.0%\n/);
      expect(out).toMatch(/Split-vote rate +100\.0% .* 20 of 20\n/);
      expect(out).toContain('20 elections were given up');
      expect(out).toContain('the lateness of timers breaks the tie');
    }
  });

  it('without latency says that no message takes any time, and what it takes on loopback', () => {
    predict({ trials: '20' });
    expect(out).toContain('messages take no time there; on loopback some 0.05 ms (--latency 0.05)');
    out = '';
    predict({ trials: '20', latency: '1' });
    expect(out).not.toContain('on loopback');
  });

  it('says what is not known, and what was given up, where next to nobody wins', () => {
    predict({ electionTimeout: '150-150', latency: '10', trials: '20' });
    expect(out).toMatch(/mean n\/a · at least 115\.0/);
    expect(out).toContain('20 elections were given up');
  });

  it('says why nothing is simulated where no leader lasts', () => {
    predict({ heartbeat: '5000', trials: '20' });
    expect(out).toContain('No leader lasts until its crash');
    expect(out).not.toContain('Simulated');
  });
});
