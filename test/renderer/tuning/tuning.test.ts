import { describe, expect, it } from 'vitest';
import type { Prediction } from '../../../src/shared/prediction';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../../src/shared/settings';
import {
  ANSWER_WITHIN_MS,
  followCluster,
  retuneBetween,
  sliderEnd,
  sliderStep,
  withRange,
  type Draft,
} from '../../../src/renderer/tuning/draft';
import { outlook } from '../../../src/renderer/tuning/outlook';
import { predictedSplitShare } from '../../../src/shared/agreement';
import { Predictor } from '../../../src/renderer/tuning/predictor';
import { wilson } from '../../../src/shared/proportion';
import { fakePrediction, summaryOf } from '../fakeLab';

const base = DEFAULT_SETTINGS;

describe('settings in hand', () => {
  it('retune only what differs, and never what takes a restart', () => {
    expect(retuneBetween(base, base)).toBeNull();
    expect(
      retuneBetween(base, { ...base, nodes: 7, heartbeatMs: 50, latency: { kind: 'fixed', ms: 1 } }),
    ).toEqual({
      heartbeatMs: 50,
      latency: { kind: 'fixed', ms: 1 },
    });
  });

  it('push one bound along when the other passes it', () => {
    expect(withRange(base, 'min', 400)).toMatchObject({
      electionTimeoutMinMs: 400,
      electionTimeoutMaxMs: 400,
    });
    expect(withRange(base, 'max', 100)).toMatchObject({
      electionTimeoutMinMs: 100,
      electionTimeoutMaxMs: 100,
    });
    expect(withRange(base, 'min', 200)).toMatchObject({
      electionTimeoutMinMs: 200,
      electionTimeoutMaxMs: 300,
    });
  });

  it('give the slider a round end with room to the right, and steps a hand can hit', () => {
    expect([20, 155, 300, 600, 50_000].map(sliderEnd)).toEqual([50, 400, 400, 1000, 60_000]);
    expect([50, 400, 10_000, 60_000].map(sliderStep)).toEqual([0.5, 1, 10, 100]);
  });
});

describe('following the cluster', () => {
  const draft = (settings: ClusterSettings, editedAtMs: number | null = null): Draft => ({
    settings,
    editedAtMs,
  });
  const edited = { ...base, heartbeatMs: 50 };

  it('takes over what another window retuned', () => {
    expect(followCluster(draft(base), base, edited, 0).settings).toEqual(edited);
  });

  it('keeps an edit until the cluster tells it back', () => {
    const mine = draft(edited, 100);
    expect(followCluster(mine, base, base, 200)).toBe(mine);
    expect(followCluster(mine, base, edited, 300)).toEqual(draft(edited));
  });

  it('gives an edit up that the cluster never takes on', () => {
    expect(followCluster(draft(edited, 100), base, base, 100 + ANSWER_WITHIN_MS)).toEqual(draft(base));
  });

  it('keeps a planned cluster size until there is another cluster', () => {
    const planned = draft({ ...base, nodes: 9 });
    expect(followCluster(planned, base, base, 0)).toBe(planned);
    expect(followCluster(planned, base, { ...base, nodes: 3 }, 0).settings.nodes).toBe(3);
  });

  it('changes nothing when nothing changed', () => {
    const mine = draft(base);
    expect(followCluster(mine, base, { ...base }, 0)).toBe(mine);
  });
});

describe('asking for predictions', () => {
  interface Question {
    readonly settings: ClusterSettings;
    readonly answer: (p: Prediction) => void;
    readonly fail: () => void;
  }
  const setUp = () => {
    const questions: Question[] = [];
    const answers: [Prediction | null, number][] = [];
    let due: (() => void) | null = null;
    const predictor = new Predictor({
      ask: (settings) =>
        new Promise((answer, reject) =>
          questions.push({
            settings,
            answer,
            fail: () => {
              reject(new Error('no'));
            },
          }),
        ),
      answer: (prediction, { heartbeatMs }) => answers.push([prediction, heartbeatMs]),
      later: (run) => {
        due = run;
        return () => {
          due = null;
        };
      },
      gapMs: 100,
    });
    const pass = () => {
      const run = due;
      due = null;
      run?.();
    };
    return { questions, answers, predictor, pass };
  };
  const at = (heartbeatMs: number): ClusterSettings => ({ ...base, heartbeatMs });
  const prediction = fakePrediction({ settings: base, elections: 10, seed: 1 }, true);
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('asks at once, then with the newest of what was wanted meanwhile', async () => {
    const { questions, answers, predictor, pass } = setUp();
    for (const ms of [1, 2, 3, 4]) predictor.want(at(ms));
    expect(questions.map((q) => q.settings.heartbeatMs)).toEqual([1]);
    questions[0]!.answer(prediction);
    await settled();
    expect(questions).toHaveLength(1);
    pass();
    expect(questions.map((q) => q.settings.heartbeatMs)).toEqual([1, 4]);
    questions[1]!.answer(prediction);
    await settled();
    expect(answers.map(([, ms]) => ms)).toEqual([1, 4]);
  });

  it('waits for a slow answer before it asks again', async () => {
    const { questions, predictor, pass } = setUp();
    predictor.want(at(1));
    pass();
    predictor.want(at(2));
    expect(questions).toHaveLength(1);
    questions[0]!.answer(prediction);
    await settled();
    expect(questions).toHaveLength(2);
  });

  it('tells of a question that failed, and goes on', async () => {
    const { questions, answers, predictor, pass } = setUp();
    predictor.want(at(1));
    questions[0]!.fail();
    await settled();
    expect(answers).toEqual([[null, 1]]);
    pass();
    predictor.want(at(2));
    expect(questions).toHaveLength(2);
  });

  it('drops what is under way when it is stopped', async () => {
    const { questions, answers, predictor } = setUp();
    predictor.want(at(1));
    predictor.stop();
    questions[0]!.answer(prediction);
    await settled();
    expect(answers).toEqual([]);
  });
});

describe('prediction beside measurement', () => {
  const paper: ClusterSettings = { ...base, latency: { kind: 'fixed', ms: 15 } };
  const ask = (elections: number, settings = paper) => fakePrediction({ settings, elections, seed: 1 }, true);

  it('reads n/a where nothing is known', () => {
    for (const row of outlook(null, null)) expect([row.predicted, row.measured]).toEqual(['n/a', 'n/a']);
  });

  it('shows theory alone at once, and n/a for what only a simulation knows', () => {
    const rows = outlook(ask(0), null);
    expect(rows.map((row) => row.predicted)).toEqual(['5.2%', 'n/a', 'n/a']);
    expect(rows[0]?.source).toContain('Assumes equal logs');
  });

  it('says of what is not simulated beside a measurement when it will be', () => {
    const sources = outlook(ask(0), null, null, true).map((row) => row.source);
    for (const source of sources) expect(source).toMatch(/Not simulated: the measurement.* tried again/);
    expect(outlook(ask(0), null)[1]?.source).toMatch(/^Not simulated\. /);
  });

  it('prefers the simulation where it saw split votes, else the formula', () => {
    expect(predictedSplitShare(ask(1000))).toBeCloseTo(0.052, 2);
    const local = ask(1000, base);
    expect(local.simulated?.summary.splitVoteRate.successes).toBe(0);
    expect(predictedSplitShare(local)).toBe(local.theory.splitProbability);
    expect(predictedSplitShare({ ...local, theory: { ...local.theory, splitProbability: null } })).toBeNull();
  });

  it('is what the measurement is held against, once that is known: not another number than its verdict speaks of', () => {
    const against = {
      elections: 10_000,
      splitVoteRate: 0.063,
      downtimeMs: { ...summaryOf([]).downtimeMs, p50: 171, p99: 402 },
      downtimesMs: [],
      assumptions: ['equal logs'],
    };
    const rows = outlook(ask(1000), null, against);
    expect(rows.map((row) => row.predicted)).toEqual(['6.3%', '171 ms', '402 ms']);
    expect(rows[0]?.source).toMatch(/held against: 10000 elections.* Assumes equal logs/);
  });

  it('never shows 0% alone: an upper bound stands beside it', () => {
    const rates = { ...summaryOf([]), splitVoteRate: wilson(0, 100) };
    expect(outlook(null, rates)[0]).toMatchObject({ measured: '0%', beside: '≤3.7%' });
    expect(outlook(null, { ...rates, splitVoteRate: wilson(6, 100) })[0]).toMatchObject({
      measured: '6.0%',
      beside: '±4.8',
    });
    const unseen = {
      ...ask(100, base),
      theory: { splitProbability: null, meanDowntimeMs: null, floorMs: null },
    };
    expect(outlook(unseen, null)[0]?.predicted).toBe('≤3.7%');
  });
});
