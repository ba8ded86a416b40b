import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AdviceRequest } from '../../../src/shared/advice';
import { DEFAULT_SETTINGS } from '../../../src/shared/settings';
import {
  environmentOf,
  environmentOfCluster,
  FIRST_ENVIRONMENT,
} from '../../../src/renderer/advisor/environment';
import { perDay, worstMiss } from '../../../src/renderer/advisor/outcome';
import { click, openWindow, settle, stubBrowser, type, type OpenWindow } from '../support';

let open: OpenWindow;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  stubBrowser();
  open = await openWindow({ settings: { latency: { kind: 'fixed', ms: 15 } } });
  await open.pass(500);
});
afterEach(() => {
  open.window.unmount();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  document.body.innerHTML = '';
});

const questions = (): AdviceRequest[] =>
  open.lab.calls.filter(({ name }) => name === 'advise').map(({ argument }) => argument as AdviceRequest);

async function openAdvisor(): Promise<void> {
  await click(open.button('Advisor'));
  await settle();
}

describe('the advisor screen', () => {
  it('has a recommendation at once, each goal beside its limit and its check in words', async () => {
    await openAdvisor();
    expect(questions()).toHaveLength(1);
    expect(open.text()).toMatch(/Recommended ?200–400 ms election timeout ?50 ms heartbeat/);
    expect(open.text()).toMatch(/p99 downtime ≤ 500 ms ?340 ms ?met/);
    expect(open.text()).toMatch(/split votes ≤ 1.0% ?0.18% ?met ?0.20% \(.*\) holds/);
    expect(open.text()).toMatch(/spurious elections ≤ 1 a day.*too rare to count/);
  });

  it('waits for the end of a measurement, whose processors it would take, unless it is asked', async () => {
    await open.press('m');
    await open.pass(300);
    await openAdvisor();
    expect(questions()).toHaveLength(0);
    expect(open.text()).toContain('simulating would disturb it');
    await click(open.button('Stop'));
    await open.pass(500);
    expect(questions()).toHaveLength(1);
  });

  it('asks anew a moment after the form has changed, with what it says then', async () => {
    await openAdvisor();
    await type(open.field('Downtime, p99'), '250');
    await type(open.field('Split votes'), '5');
    expect(questions()).toHaveLength(1);
    vi.advanceTimersByTime(400);
    await settle();
    expect(questions()).toHaveLength(2);
    expect(questions()[1]?.goal).toMatchObject({ p99DowntimeMs: 250, splitVotes: 0.05 });
  });

  it('takes the environment of the live cluster with one click', async () => {
    await openAdvisor();
    await click(open.button('From the live cluster'));
    vi.advanceTimersByTime(400);
    await settle();
    expect(Number(open.field('Round trip, median').value)).toBeGreaterThanOrEqual(30);
  });

  it('says that it is at work, and can be stopped', async () => {
    open.lab.adviceWaits = true;
    await openAdvisor();
    expect(open.text()).toMatch(/Simulating elections over many ranges/);
    await click(open.button('Stop'));
    expect(open.text()).toMatch(/press Ask again/);
    open.lab.adviceWaits = false;
    await click(open.button('Ask again'));
    expect(open.text()).toMatch(/Recommended/);
  });

  it('says so when no setting meets all goals', async () => {
    await openAdvisor();
    await type(open.field('Downtime, p99'), '20');
    vi.advanceTimersByTime(400);
    await settle();
    expect(open.text()).toMatch(/No setting meets all goals\. The nearest ?50–70 ms/);
    expect(open.text()).toMatch(/missed/);
  });

  it('retunes the live cluster to the recommendation, with the environment’s delay and loss, and shows it', async () => {
    await openAdvisor();
    await click(open.button('Try it live'));
    const change = open.lab.calls.find(({ name }) => name === 'retune')?.argument;
    expect(change).toMatchObject({
      electionTimeoutMinMs: 200,
      electionTimeoutMaxMs: 400,
      heartbeatMs: 50,
      preVote: true,
      latency: { kind: 'lognormal', medianMs: 0.75 },
      loss: 0.0001,
    });
    expect(open.button('Live').getAttribute('aria-current')).toBe('page');
  });

  it('starts a cluster of the right size first where the live one has another, and measures 100 crashes', async () => {
    await openAdvisor();
    await type(open.field('Nodes'), '3');
    vi.advanceTimersByTime(400);
    await settle();
    await click(open.button('Measure 100 crashes'));
    const names = open.lab.calls.map(({ name }) => name);
    expect(names.slice(-2)).toEqual(['startCluster', 'measure']);
    expect(open.lab.calls.at(-1)?.argument).toMatchObject({ trials: 100 });
  });

  it('holds what real crashes show against the goals, while they come in and afterwards', async () => {
    await openAdvisor();
    expect(open.text()).not.toContain('real crashes');
    await click(open.button('Measure 100 crashes'));
    await open.pass(9000);
    await openAdvisor();
    expect(open.text()).toMatch(/\d+ of 100 real crashes so far ?p99 downtime n\/a ?unclear/);
    await click(open.button('Stop'));
    await open.pass(99);
    expect(open.text()).toMatch(/\d+ real crashes ?p99 downtime/);
    await type(open.field('Nodes'), '3');
    vi.advanceTimersByTime(400);
    await settle();
    expect(open.text()).not.toContain('real crashes');
  });

  it('measures nothing, and stays, where the cluster refuses the recommendation', async () => {
    await openAdvisor();
    vi.spyOn(open.lab, 'retune').mockRejectedValue(new Error('A link refuses.'));
    await click(open.button('Measure 100 crashes'));
    expect(open.text()).toContain('A link refuses.');
    expect(open.lab.calls.some(({ name }) => name === 'measure')).toBe(false);
    expect(open.button('Advisor').getAttribute('aria-current')).toBe('page');
  });

  it('leaves the options of Measure as they are', async () => {
    await click(open.button('Measurement options'));
    await type(open.field('Trials'), '7');
    await open.press('Escape');
    await openAdvisor();
    await click(open.button('Measure 100 crashes'));
    await open.pass(99);
    await click(open.button('Stop'));
    await open.pass(99);
    await open.press('m');
    const measured = open.lab.calls.filter(({ name }) => name === 'measure').map(({ argument }) => argument);
    expect(measured).toMatchObject([{ trials: 100 }, { trials: 7 }]);
  });

  it('has the keys of each system, what they come to, and copies them', async () => {
    const writeText = vi.fn(() => Promise.resolve());
    vi.stubGlobal('navigator', { userAgent: navigator.userAgent, clipboard: { writeText } });
    await openAdvisor();
    expect(open.text()).toContain('--heartbeat-interval=50 --election-timeout=250');
    await click(open.button('Copy'));
    expect(writeText).toHaveBeenCalledWith('--heartbeat-interval=50 --election-timeout=250');
    expect(open.text()).toContain('Copied');
  });

  it('reads the map’s cells with the arrow keys', async () => {
    await openAdvisor();
    const map = document.querySelector<HTMLElement>('.plot[role="img"][tabindex="0"]')!;
    expect(map.getAttribute('aria-label')).toMatch(/Recommended: 200–400 ms/);
    map.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
    await settle();
    expect(open.text()).toMatch(/100–300 ms, heartbeat 25 ms/);
  });
});

describe('the environment form', () => {
  it('halves round trips, and has medians and tails as operators know them', () => {
    const environment = environmentOf({
      ...FIRST_ENVIRONMENT,
      roundTripMs: 2,
      roundTripP99Ms: 8,
      lossPercent: 1,
    });
    expect(environment.latency).toEqual({ kind: 'lognormal', medianMs: 1, sigma: 0.5959 });
    expect(environment.loss).toBe(0.01);
    expect(environmentOf({ ...FIRST_ENVIRONMENT, roundTripP99Ms: 1 }).latency).toEqual({
      kind: 'fixed',
      ms: 0.75,
    });
  });

  it('takes medians from the cluster as measured, and the tail from what its settings add', () => {
    const form = environmentOfCluster(
      {
        settings: { ...DEFAULT_SETTINGS, latency: { kind: 'uniform', minMs: 10, maxMs: 20 }, loss: 0.02 },
        measured: { roundTripMs: 30.2, persistMs: null },
      },
      FIRST_ENVIRONMENT,
    );
    expect(form).toMatchObject({
      roundTripMs: 30.2,
      roundTripP99Ms: 40.2,
      persistMs: 3,
      lossPercent: 2,
      nodes: 5,
    });
  });
});

describe('the words', () => {
  it.each([
    [0, 'none'],
    [12, '12 a day'],
    [0.5, '0.5 a day'],
    [0.01, '3.7 a year'],
    [1e-4, '< 1 in 10 years'],
    [1e-12, '< 1 a century'],
  ])('%d a day is "%s"', (value, words) => {
    expect(perDay(value)).toBe(words);
  });

  it('name the goal that is missed most', () => {
    const goal = { p99DowntimeMs: 100, spuriousPerDay: 1, splitVotes: 0.01, heartbeatsPerSecond: 10 };
    const outlook = {
      p50DowntimeMs: 90,
      p99DowntimeMs: 150,
      splitVotes: 0.005,
      spurious: { perDay: 3, network: 3, stalls: 0 },
      heartbeatsPerSecond: 5,
    };
    expect(worstMiss(goal, outlook)).toBe('spuriousPerDay');
    expect(worstMiss(goal, { ...outlook, p99DowntimeMs: null })).toBe('p99DowntimeMs');
    expect(worstMiss({ ...goal, p99DowntimeMs: 200, spuriousPerDay: 5 }, outlook)).toBeNull();
  });
});
