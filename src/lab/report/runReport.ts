import type { RunAgreement } from '../../shared/agreement';
import { medianOf } from '../../shared/delayTail';
import type { Experiment } from '../../shared/experiment';
import type { DowntimeQuantiles, Proportion, RunSummary } from '../../shared/runStatistics';
import type { TrialRecord } from '../../shared/trialRecord';
import type { RateAfter } from '../../shared/figures/splitRateFigure';
import type { ShownTrial } from '../../shared/figures/trialsFigure';
import { wilson } from '../../shared/proportion';
import { agreementOfRun, type Predict } from '../runAgreement';
import { loadWholeRun, openRun } from '../runs/library';
import type { ExperimentFile } from '../runs/runFiles';
import { bootstrapMean } from '../statistics/bootstrap';
import { dkwHalfWidth } from '../statistics/ecdf';
import { ascending, quantileInterval } from '../statistics/quantile';
import { summarise } from '../trial/summary';

/** All that the report of a run says, before it is put into words. */
export interface RunReport {
  readonly file: ExperimentFile;
  readonly summary: RunSummary;
  readonly downtime: {
    /** Ascending, ms; those that were capped are not among them. */
    readonly sortedMs: readonly number[];
    readonly intervals: Readonly<Record<keyof DowntimeQuantiles, Interval | null>>;
    readonly bandHalfWidth: number;
  };
  /** At most some hundred of them, evenly chosen. */
  readonly rates: readonly RateAfter[];
  /** By how many terms; ascending, and none left out between. */
  readonly termsUsed: readonly { readonly terms: number; readonly share: Proportion }[];
  /** Trials that used more terms than are listed. */
  readonly moreTerms: number;
  /** In their order; at most some hundred, evenly chosen. */
  readonly shownTrials: readonly ShownTrial[];
  readonly theory: {
    /** That one term splits its votes, 0 to 1; null where the formula does not hold. */
    readonly splitProbability: number | null;
    readonly assumptions: readonly string[];
  } | null;
  /** Against simulated elections; null where there is nothing to compare. */
  readonly agreement: RunAgreement | null;
}

/** In ms; a bound is null where too few trials lie beyond it to know. */
export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

const MOST_RATES = 400;
const MOST_SHOWN_TRIALS = 1500;
const MOST_TERMS = 16;

/**
 * Reads a run and computes what its report says.
 *
 * @throws LabError `no-such-run`, or `bad-file` when its files cannot be read
 */
export async function readRunReport(runsFolder: string, runId: string, predict: Predict): Promise<RunReport> {
  const { file } = await openRun(runsFolder, runId);
  const run = await loadWholeRun(runsFolder, runId);
  return runReportOf(file, run, {
    theory: await theoryOf(file.experiment, run.summary, predict),
    agreement: await agreementOfRun(run, predict),
  });
}

/** The formulas know leader crashes; what the machine adds to the latency they take from its measured round trip. */
async function theoryOf(
  { kind, cluster, environment }: Experiment,
  summary: RunSummary | null,
  predict: Predict,
): Promise<RunReport['theory']> {
  if (kind !== 'leader-crash') return null;
  const simulatedRoundTripMs = 2 * (medianOf(cluster.latency) + medianOf(environment.ownLatency));
  const measured = summary?.machine ?? { roundTripMs: simulatedRoundTripMs, persistMs: null };
  const { theory, assumptions } = await predict(
    { settings: cluster, elections: 0, seed: 0 },
    { settings: cluster, measured },
    0,
  );
  return { splitProbability: theory.splitProbability, assumptions };
}

export function runReportOf(
  file: ExperimentFile,
  run: { readonly trials: readonly TrialRecord[]; readonly summary: RunSummary | null },
  { theory, agreement }: Pick<RunReport, 'theory' | 'agreement'>,
): RunReport {
  const { experiment } = file;
  const { trials } = run;
  const summary = run.summary ?? summarise(trials, null);
  const sortedMs = [...Float64Array.from(trials.flatMap(({ downtimeMs }) => downtimeMs ?? [])).sort()];
  return {
    file,
    summary,
    downtime: {
      sortedMs,
      intervals: intervalsOf(sortedMs, summary.capped, experiment.seed),
      bandHalfWidth: dkwHalfWidth(trials.length),
    },
    rates: ratesOf(trials),
    ...termsUsedOf(trials),
    shownTrials: thinned(trials.length, MOST_SHOWN_TRIALS).flatMap((i) => shownTrial(trials[i], i)),
    theory,
    agreement,
  };
}

function intervalsOf(
  sortedMs: readonly number[],
  capped: number,
  seed: number,
): RunReport['downtime']['intervals'] {
  const between = (p: number) => quantileInterval(ascending(sortedMs), p, capped);
  return {
    min: null,
    p50: between(0.5),
    p90: between(0.9),
    p95: between(0.95),
    p99: between(0.99),
    max: null,
    mean: capped > 0 ? null : bootstrapMean(sortedMs, seed),
  };
}

/** The rate as it stood after trials along the run, the last among them. */
function ratesOf(trials: readonly TrialRecord[]): RateAfter[] {
  const wanted = new Set(thinned(trials.length, MOST_RATES));
  const rates: RateAfter[] = [];
  let splits = 0;
  trials.forEach(({ splitTerms }, i) => {
    if (splitTerms > 0) splits += 1;
    if (!wanted.has(i)) return;
    const { value, low, high, n } = wilson(splits, i + 1);
    rates.push({ n, value: value ?? 0, interval: { low, high } });
  });
  return rates;
}

function termsUsedOf(trials: readonly TrialRecord[]): Pick<RunReport, 'termsUsed' | 'moreTerms'> {
  const counts = new Map<number, number>();
  for (const { termsUsed } of trials) {
    if (termsUsed !== null) counts.set(termsUsed, (counts.get(termsUsed) ?? 0) + 1);
  }
  const known = [...counts.keys()].sort((a, b) => a - b);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return { termsUsed: [], moreTerms: 0 };
  const listed = Array.from({ length: Math.min(last - first + 1, MOST_TERMS) }, (_, i) => first + i);
  const termsUsed = listed.map((terms) => ({
    terms,
    share: wilson(counts.get(terms) ?? 0, trials.length),
  }));
  const more = known.filter((terms) => terms >= first + MOST_TERMS);
  return { termsUsed, moreTerms: more.reduce((sum, terms) => sum + (counts.get(terms) ?? 0), 0) };
}

function shownTrial(trial: TrialRecord | undefined, i: number): ShownTrial[] {
  if (trial === undefined) return [];
  const { downtimeMs, splitTerms, clean } = trial;
  return [{ place: i + 1, downtimeMs, split: splitTerms > 0, clean }];
}

/** `length` places or fewer of 0 … n − 1, evenly chosen, the last among them. */
function thinned(n: number, length: number): number[] {
  if (n <= length) return Array.from({ length: n }, (_, i) => i);
  return Array.from({ length }, (_, i) => Math.round(((i + 1) * n) / length) - 1);
}
