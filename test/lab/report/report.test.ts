import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { computePrediction } from '../../../src/lab/prediction';
import { html } from '../../../src/lab/report/markup';
import { reportPage } from '../../../src/lab/report/page';
import { runReportOf, type RunReport } from '../../../src/lab/report/runReport';
import { agreementOfRun } from '../../../src/lab/runAgreement';
import { experimentFileOf } from '../../../src/lab/runs/runFiles';
import { summarise } from '../../../src/lab/trial/summary';
import { experimentSchema } from '../../../src/shared/experiment';
import type { TrialRecord } from '../../../src/shared/trialRecord';
import { requireWellFormed } from '../../markup';
import { CAPPED, trialWith } from '../trial/trials';

/** 200 trials of which ten split their votes, five are contaminated and one is capped. */
const TRIALS: readonly TrialRecord[] = Array.from({ length: 200 }, (_, trial) =>
  trialWith({
    trial,
    downtimeMs: 150 + trial,
    splitTerms: trial % 20 === 3 ? 1 : 0,
    firstTermSplit: trial % 20 === 3,
    termsUsed: trial % 20 === 3 ? 2 : 1,
    clean: trial % 40 !== 7,
    ...(trial === 100 ? CAPPED : {}),
  }),
);

async function reportOf(given: object = {}, trials: readonly TrialRecord[] = TRIALS): Promise<RunReport> {
  const experiment = experimentSchema.parse({
    trials: 200,
    cluster: { ...experimentSchema.parse({}).cluster, latency: { kind: 'fixed', ms: 15 } },
    ...given,
  });
  const file = experimentFileOf(
    '2026-11-21T07-56-12Z-run',
    new Date('2026-11-21T07:56:12Z'),
    experiment,
    '0.1.0',
  );
  const summary = summarise(trials, '/home/ada/runs/x');
  const few = (...[request, running]: Parameters<typeof computePrediction>) =>
    computePrediction({ ...request, elections: Math.min(request.elections, 200) }, running, Infinity);
  return runReportOf(
    file,
    { trials, summary },
    {
      theory: { splitProbability: 0.052, assumptions: ['equal logs', 'no loss'] },
      agreement: await agreementOfRun({ experiment, trials, summary }, few),
    },
  );
}

const pageOf = async (...given: Parameters<typeof reportOf>) => reportPage(await reportOf(...given));
const wordsOf = (page: string) =>
  page.replaceAll(/<style>[^<]*<\/style>|<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

describe('the report of a run', () => {
  it('gives the answer first: the rate with its n and interval, and downtime, beside what was predicted', async () => {
    const words = wordsOf(await pageOf());
    expect(words).toMatch(/Split-vote rate 5\.0 % 95%: 2\.7% – 9\.0% predicted \d/);
    expect(words).toMatch(/Median downtime 250\.0 ms 95%: 235\.0 – 265\.0 ms predicted \d/);
    expect(words).toContain('Votes were split in 10 of 200 leader crashes.');
    expect(words.indexOf('Split-vote rate')).toBeLessThan(words.indexOf('What was asked'));
  });

  it('is well-formed, loads nothing and runs nothing', async () => {
    const page = await pageOf();
    requireWellFormed(page);
    expect(page).not.toMatch(/<script|<img|<link|<iframe|\son\w+=|\sstyle=|javascript:|url\(|@import/i);
    expect(page.match(/https?:\/\/[^"]+/g)?.every((url) => url === 'http://www.w3.org/2000/svg')).toBe(true);
  });

  it('has a policy that allows its own style and nothing else', async () => {
    const page = await pageOf();
    const style = /<style>([^]*?)<\/style>/.exec(page)![1]!;
    const digest = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;sha256-${digest}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
  });

  it('shows figures and tables with captions', async () => {
    const page = await pageOf();
    expect(page.match(/<figcaption>/g)).toHaveLength(4);
    expect(page.match(/<svg xmlns/g)).toHaveLength(4);
    expect(page.match(/<caption>/g)).toHaveLength(4);
  });

  it('says all that was asked, clocks and network of a simulation too', async () => {
    const environment = {
      timerQuantumMs: 4,
      timerPhase: 'own',
      clockDriftPpm: 20_000,
      lossBursts: { meanGapMs: 1000, meanLengthMs: 20, loss: 0.5 },
      extraEntries: [3, 1],
    };
    const words = wordsOf(await pageOf({ engine: 'simulation', environment }));
    expect(words).toContain('Timer tick 4 ms timers fire at ticks alone; each server has its own');
    expect(words).toContain('Clock drift ± 20 000 ppm');
    expect(words).toContain(
      'Bursts of loss 20 ms long, 1000 ms apart on average, on each link for itself; 50.0% of',
    );
    expect(words).toContain('Extra log entries A 3, B 1');
    const real = wordsOf(await pageOf({ environment: { extraEntries: [3] } }));
    expect(real).toContain('Extra log entries old leader 3, the others none');
  });

  it('says what clean means, how many trials are, and what the clean ones show', async () => {
    const words = wordsOf(await pageOf());
    expect(words).toContain('late by more than 7.5 ms');
    expect(words).toContain('195 of 200 trials are clean. Nothing was dropped.');
    expect(words).toContain('All trials, and the clean ones on their own all 200 clean 195');
  });

  it('says that a trial was capped, and gives no mean then', async () => {
    const words = wordsOf(await pageOf());
    expect(words).toContain('1 trial hit the time cap and is only known to be longer');
    expect(words).toMatch(/mean n\/a/);
  });

  it('has all that repeats it: the experiment, the command, the seed, the machine', async () => {
    const page = await pageOf({ seed: 77 });
    const words = wordsOf(page);
    expect(words).toContain('raft-lab run 2026-11-21T07-56-12Z-run-experiment.json');
    expect(words).toMatch(/raft-lab measure --nodes 5 --election-timeout 150-300 .*--seed 77/);
    const json = /<pre>(\{[^]*?)<\/pre>/.exec(page)![1]!.replaceAll('&quot;', '"');
    expect(experimentSchema.parse(JSON.parse(json))).toEqual((await reportOf({ seed: 77 })).file.experiment);
    expect(words).toContain(`Raft Lab, Node.js 0.1.0, ${process.versions.node}`);
  });

  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "</title></style>' & <b>",
    '${x}&lt;',
  ])('shows the name %j as it was written, and nothing else of it', async (name) => {
    const page = await pageOf({ name });
    requireWellFormed(page);
    expect(page).not.toContain(name);
    expect(page).not.toMatch(/<script|<img|<b>$/);
    const heading = /<h1>([^]*?)<\/h1>/.exec(page)![1]!;
    const read = heading
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
    expect(read).toBe(name);
  });

  it('of a run without a trial says that there is nothing to say', async () => {
    const page = await pageOf({}, []);
    requireWellFormed(page);
    expect(wordsOf(page)).toContain('No trial of this run was finished');
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('of nothing seen gives the upper bound, never 0% alone', async () => {
    const trials = TRIALS.map((trial) => ({ ...trial, splitTerms: 0, firstTermSplit: false }));
    expect(wordsOf(await pageOf({}, trials))).toContain('no vote was split: the rate is at most 1.9%');
  });

  it('of a steady run speaks of spurious elections, and not of downtime', async () => {
    const trials = TRIALS.map((trial) => ({
      ...trial,
      ...CAPPED,
      outcome: 'observed' as const,
      kind: 'steady' as const,
      observedMs: 10_000,
      spuriousElections: trial.trial % 100 === 0 ? 1 : 0,
      spuriousLateHeartbeat: trial.trial % 100 === 0 ? 1 : 0,
    }));
    const page = await pageOf({ kind: 'steady' }, trials);
    requireWellFormed(page);
    const words = wordsOf(page);
    expect(words).toContain('Spurious elections per hour 3.6');
    expect(words).toContain('caused by: late heartbeat 2');
    expect(page).not.toContain('<h2>Downtime</h2>');
  });

  it('of many trials draws some hundred of them, and says so', async () => {
    const many = Array.from({ length: 5000 }, (_, trial) => ({ ...TRIALS[trial % 99]!, trial }));
    const page = await pageOf({ engine: 'simulation', trials: 5000 }, many);
    expect(wordsOf(page)).toContain('1500 of 5000 trials, evenly chosen');
    expect(page.length).toBeLessThan(400_000);
  });
});

it('html escapes what is put into it, lists and all, and leaves out null', () => {
  const inner = html`<i>${'<'}</i>`;
  expect(html`<p>${['a & b', inner, null, 3]}</p>`.text).toBe('<p>a &amp; b<i>&lt;</i>3</p>');
});
