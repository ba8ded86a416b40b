import { describe, expect, it } from 'vitest';
import { SummaryBuilder, summarise } from '../../../src/lab/trial/summary';
import { CAPPED, trialWith } from './trials';

const hundred = Array.from({ length: 101 }, (_, i) => trialWith({ trial: i, downtimeMs: 100 + i }));

describe('summary of a run', () => {
  it('knows nothing before the first trial, and says so', () => {
    const { splitVoteRate, downtimeMs, termsUsed } = summarise([], null);
    expect(splitVoteRate).toEqual({ value: null, low: 0, high: 1, successes: 0, n: 0 });
    expect(Object.values(downtimeMs)).toEqual([null, null, null, null, null, null, null]);
    expect(termsUsed).toEqual({ mean: null, max: null });
  });

  it('has the quantiles that NumPy and pandas compute', () => {
    expect(summarise(hundred.toReversed(), null).downtimeMs).toEqual({
      min: 100,
      p50: 150,
      p90: 190,
      p95: 195,
      p99: 199,
      max: 200,
      mean: 150,
    });
  });

  it('counts trials with a split term, not split terms, in the split-vote rate', () => {
    const { splitVoteRate, firstTermSplitRate, failedTerms, termsUsed } = summarise(
      [
        trialWith({ splitTerms: 3, firstTermSplit: true, termsUsed: 4 }),
        trialWith({ splitTerms: 1, preemptedTerms: 1, termsUsed: 3 }),
        trialWith(),
        trialWith(),
      ],
      null,
    );
    expect(splitVoteRate).toMatchObject({ value: 0.5, successes: 2, n: 4 });
    expect(firstTermSplitRate).toMatchObject({ value: 0.25, successes: 1 });
    expect(failedTerms).toEqual({ split: 4, preempted: 1, refused: 0, noQuorum: 0, lost: 0 });
    expect(termsUsed).toEqual({ mean: 2.25, max: 4 });
  });

  it('has no split-vote rate of trials that need no election, whatever terms they had', () => {
    const steady = [1, 0].map((splitTerms) =>
      trialWith({ kind: 'steady', splitTerms, firstTermSplit: true }),
    );
    const unknown = { value: null, low: 0, high: 1, successes: 0, n: 0 };
    const { splitVoteRate, firstTermSplitRate, failedTerms, cleanOnly } = summarise(steady, null);
    expect([splitVoteRate, firstTermSplitRate, cleanOnly.splitVoteRate]).toEqual([unknown, unknown, unknown]);
    expect(failedTerms.split).toBe(1);
    const builder = new SummaryBuilder();
    for (const trial of steady) builder.add(trial);
    expect(builder.digest(null).rates).toEqual([]);
  });

  it('adds up failed terms of each class on its own', () => {
    const { failedTerms } = summarise(
      [trialWith({ refusedTerms: 2, noQuorumTerms: 3 }), trialWith({ refusedTerms: 1, lostTerms: 5 })],
      null,
    );
    expect(failedTerms).toEqual({ split: 0, preempted: 0, refused: 3, noQuorum: 3, lost: 5 });
  });

  it('knows of no terms used where no trial recovered, and of none where none was needed', () => {
    expect(summarise([trialWith(CAPPED)], null).termsUsed).toEqual({ mean: null, max: null });
    expect(summarise([trialWith({ termsUsed: 0 })], null).termsUsed).toEqual({ mean: 0, max: 0 });
  });

  it('has the intervals between order statistics: ranks 469–532 and 983–997 of 1000', () => {
    const thousand = Array.from({ length: 1000 }, (_, i) => trialWith({ downtimeMs: i + 1 }));
    expect(summarise(thousand, null).downtimeIntervals).toEqual({
      p50: { low: 469, high: 532 },
      p99: { low: 983, high: 997 },
    });
  });

  it('has no mean as soon as one trial was capped', () => {
    expect(summarise([...hundred, trialWith(CAPPED)], null).downtimeMs.mean).toBeNull();
  });

  it('shows the split-vote rate after each trial, and the trials themselves', () => {
    const builder = new SummaryBuilder();
    for (const [trial, splitTerms] of [1, 0, 2].entries()) builder.add(trialWith({ trial, splitTerms }));
    const { rates, trials } = builder.digest(null);
    expect(rates.map(({ successes, n }) => [successes, n])).toEqual([
      [1, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(trials).toHaveLength(3);
  });

  it('takes a capped trial as censored: quantiles below it stand, those above and the mean are unknown', () => {
    const { downtimeMs, capped, trials } = summarise(
      [...hundred.slice(0, 96), ...Array.from({ length: 5 }, () => trialWith(CAPPED))],
      null,
    );
    expect({ capped, trials }).toEqual({ capped: 5, trials: 101 });
    expect(downtimeMs).toEqual({ min: 100, p50: 150, p90: 190, p95: 195, p99: null, max: null, mean: null });
  });

  it.each([
    [99, 'p99'],
    [19, 'p95'],
    [9, 'p90'],
    [1, 'p50'],
  ] as const)('of %i trials has no %s: it would be the maximum under another name', (n, name) => {
    expect(summarise(hundred.slice(0, n), null).downtimeMs[name]).toBeNull();
    expect(summarise(hundred.slice(0, n + 1), null).downtimeMs[name]).not.toBeNull();
  });

  it('reports all trials and the clean ones on their own', () => {
    const summary = summarise(
      [trialWith({ downtimeMs: 100 }), trialWith({ downtimeMs: 300, clean: false, splitTerms: 1 })],
      '/runs/x',
    );
    expect(summary).toMatchObject({ trials: 2, clean: 1, runFolder: '/runs/x' });
    expect(summary.downtimeMs.max).toBe(300);
    expect(summary.cleanOnly).toMatchObject({ trials: 1, downtimeMs: { max: 100 } });
    expect(summary.cleanOnly.splitVoteRate.successes).toBe(0);
  });

  it('can be asked at any time, and a summary once given does not change', () => {
    const builder = new SummaryBuilder();
    builder.add(trialWith({ splitTerms: 1 }));
    const early = builder.summary(null);
    builder.add(trialWith({ splitTerms: 1 }));
    expect(early.failedTerms.split).toBe(1);
    expect(builder.summary(null).failedTerms.split).toBe(2);
  });
});
