import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/lab/trial/summary';
import { computePrediction } from '../../../src/lab/prediction';
import { agreementOfRun, type Predict } from '../../../src/lab/runAgreement';
import { agreementAsJson, comparedWith } from '../../../src/main/cli/agreementReport';
import { ProgressDisplay } from '../../../src/main/cli/progress';
import { summaryAsJson, summaryAsText } from '../../../src/main/cli/report';
import { experimentSchema } from '../../../src/shared/experiment';
import { trialRecord } from '../trialRecord';

const EXPERIMENT = experimentSchema.parse({ trials: 10 });
const TRIALS = Array.from({ length: 10 }, (_, i) => ({
  ...trialRecord(i),
  downtimeMs: 200 + i,
  splitTerms: i === 0 ? 1 : 0,
  clean: i !== 1,
}));
const SUMMARY = summarise(TRIALS, '/runs/one');

describe('the summary', () => {
  it('of trials that need no election has no split-vote rate for machines either', () => {
    const steady = TRIALS.map((trial) => ({ ...trial, kind: 'steady' as const }));
    expect(summaryAsJson(summarise(steady, null))).toMatchObject({
      trials: 10,
      splitVoteRate: { value: null, low: 0, high: 1 },
      firstTermSplitRate: { value: null, low: 0, high: 1 },
    });
  });

  it('for machines has just these keys', () => {
    const json = summaryAsJson(SUMMARY);
    expect(json).toEqual({
      trials: 10,
      clean: 9,
      splitVoteRate: { value: 0.1, low: expect.any(Number) as number, high: expect.any(Number) as number },
      firstTermSplitRate: { value: 0, low: 0, high: expect.any(Number) as number },
      downtimeMs: {
        min: 200,
        p50: expect.any(Number) as number,
        p90: expect.any(Number) as number,
        // Of ten trials, these would be another name for the maximum.
        p95: null,
        p99: null,
        max: 209,
        mean: 204.5,
      },
      termsUsed: { mean: 1, max: 1 },
      failedTerms: { split: 1, preempted: 0, refused: 0, noQuorum: 0, lost: 0 },
      runFolder: '/runs/one',
    });
  });

  it('for people never shows a rate without its interval and count', () => {
    const text = stripVTControlCharacters(summaryAsText(SUMMARY, EXPERIMENT));
    expect(text).toMatch(/Split-vote rate +10\.0% +95% 1\.79% to 40\.4% · 1 of 10/);
    expect(text).toMatch(/First-term split rate +0\.00% +95% 0\.00% to 27\.8% · 0 of 10/);
    expect(text).toContain('1 of 10 trials had a timer too late to be called clean.');
    expect(text).toContain('Kept in /runs/one');
  });

  it('names the servers and the load it was measured under', () => {
    const cluster = { ...EXPERIMENT.cluster, nodes: 1, clientLoadPerSecond: 50 };
    const steady = experimentSchema.parse({ kind: 'steady', observeMs: 1000, cluster });
    const text = stripVTControlCharacters(summaryAsText(SUMMARY, steady));
    expect(text).toMatch(/ 1 node · .* · load 50\/s · /);
  });

  it('has no split-vote rate of trials that need no election, and says why', () => {
    for (const kind of ['steady', 'workload', 'rejoin-after-partition'] as const) {
      const cluster = { ...EXPERIMENT.cluster, clientLoadPerSecond: 50 };
      const text = stripVTControlCharacters(
        summaryAsText(SUMMARY, experimentSchema.parse({ kind, cluster })),
      );
      expect(text).toMatch(/Split-vote rate +n\/a +The split-vote rate is of trials .* need none\./);
      expect(text).not.toContain('First-term split rate');
    }
  });

  it('says n/a for what is not known, never 0', () => {
    const text = stripVTControlCharacters(summaryAsText(summarise([], null), EXPERIMENT));
    expect(text).toMatch(/Split-vote rate +n\/a/);
    expect(text).toMatch(/all 0 +n\/a/);
    expect(text).toContain('Terms used              mean n/a · max n/a');
  });
});

describe('the summary beside the prediction', () => {
  const withoutHurry: Predict = (request, running) =>
    computePrediction({ ...request, elections: 2000 }, running, Infinity);
  const run = { experiment: EXPERIMENT, trials: TRIALS, summary: SUMMARY };

  it('has the predicted numbers under the measured ones, and the verdicts in words', async () => {
    const agreement = await agreementOfRun(run, withoutHurry);
    const text = stripVTControlCharacters(summaryAsText(SUMMARY, EXPERIMENT, comparedWith(agreement!)));
    expect(text).toMatch(/Split-vote rate +10\.0% +95% .* · 1 of 10 · predicted 0\.0+%\n/);
    expect(text).toMatch(/ {2}predicted +1\d\d\.\d( +[12]\d\d\.\d){3} +1\d\d\.\d\n/);
    expect(text).toContain('Against the model  2000 simulated elections\n');
    expect(text).toMatch(
      /Downtime, clean 9 +differs \(KS 0\.\d\d, limit 0\.45 at n = 9\): the cluster is slower/,
    );
    expect(text).toMatch(/Split votes, all 10 +differ: .* predicted, 1\.79% to 40\.4%, n = 10 measured/);
    expect(text.indexOf('Kept in')).toBeGreaterThan(text.indexOf('Split votes, all'));
  });

  it('for machines has verdicts, distances and differences', async () => {
    const json = agreementAsJson((await agreementOfRun(run, withoutHurry))!);
    expect(json).toMatchObject({
      machine: { roundTripMs: null, persistMs: null },
      predicted: { elections: 2000, downtimeMs: { p50: expect.any(Number) as number } },
      clean: { trials: 9, downtime: { verdict: 'differs', ks: { limit: expect.any(Number) as number } } },
      all: { trials: 10, splitVotes: { verdict: 'differs' } },
    });
  });
});

describe('progress', () => {
  const at = (done: number) => ({
    runId: 'r',
    state: 'running' as const,
    experiment: EXPERIMENT,
    done,
    total: 100,
    elapsedMs: done * 250,
    remainingMs: (100 - done) * 250,
    summary: SUMMARY,
    newTrials: [],
    problem: null,
  });

  it('in a pipe is a few plain lines', () => {
    const lines: string[] = [];
    const display = new ProgressDisplay({ write: (text) => lines.push(text) });
    for (let done = 0; done <= 100; done += 1) display.show(at(done));
    display.end();
    expect(lines).toHaveLength(10);
    expect(lines[3]).toBe('40/100 · 4.0 trials/s · 15 s left · split votes 10.0% (1.79% to 40.4%)\n');
  });

  it('on a terminal is one line that fits, and leaves nothing behind', () => {
    const written: string[] = [];
    const display = new ProgressDisplay({ isTTY: true, columns: 60, write: (text) => written.push(text) });
    display.show(at(50));
    display.end();
    expect(written[0]).toMatch(/^\r\S+2K ████████████░░░░░░░░░░░░ {2}50\/100/);
    expect(written[0]!.length).toBeLessThanOrEqual(60 + '\r\x1b[2K'.length);
    expect(written.join('')).not.toContain('\n');
    expect(written[1]).toBe('\r\x1b[2K');
  });
});
