import { ecdf } from '../../shared/histogram';
import {
  COMPARED_QUANTILES,
  type ComparedQuantile,
  type ComparedRun,
  type Comparison,
  type ComparisonRequest,
  type Estimate,
  type RunDifference,
} from '../../shared/runs/api';
import { differingSettings } from '../../shared/runs/settings';
import { digestOfRun } from '../runs/digestFile';
import { runInfo } from '../runs/library';
import { runFolderOf } from '../runs/folder';
import { medianDifference, proportionDifference, type CensoredSamples } from '../statistics/difference';
import { dkwHalfWidth } from '../statistics/ecdf';
import { kolmogorovSmirnov } from '../statistics/kolmogorovSmirnov';
import { rateRatio } from '../statistics/rateRatio';
import { ascending, innerQuantile, quantileInterval } from '../statistics/quantile';
import { differenceInWords, haveLikeDowntimes } from './words';

const STEPS = 400;
const NOT_COMPARED: Estimate = { value: null, low: null, high: null };
/** Of the bootstrap: the same comparison says the same. */
const SEED = 1;

interface Loaded {
  readonly compared: ComparedRun;
  readonly samples: CensoredSamples;
}

/**
 * Runs beside each other, and each against the baseline. A capped trial is known to be longer than its cap, and counts
 * as longer than everything.
 *
 * @throws LabError `no-such-run`, `bad-file`
 */
export async function compareRuns(runsFolder: string, request: ComparisonRequest): Promise<Comparison> {
  const { runIds, baseline, trials } = request;
  const infos = await Promise.all(runIds.map((runId) => runInfo(runsFolder, runId)));
  const loaded = await Promise.all(
    infos.map(({ runId, name, experiment: { kind } }) =>
      load(runFolderOf(runsFolder, runId), { runId, name, kind }, trials),
    ),
  );
  const base = loaded.find(({ compared }) => compared.runId === baseline);
  return {
    baseline,
    runs: loaded.map(({ compared }) => compared),
    settings: differingSettings(
      infos.map(({ experiment, imported }) => ({ experiment, imported: imported !== null })),
    ),
    differences:
      base === undefined ? [] : loaded.filter((run) => run !== base).map((run) => differenceOf(run, base)),
  };
}

async function load(
  folder: string,
  run: Pick<ComparedRun, 'runId' | 'name' | 'kind'>,
  wanted: ComparisonRequest['trials'],
): Promise<Loaded> {
  const digest = await digestOfRun(folder);
  const statistics = wanted === 'clean' ? digest.summary.cleanOnly : digest.summary;
  const sorted = wanted === 'clean' ? digest.cleanDowntimesMs : digest.downtimesMs;
  const { trials, capped, splitVoteRate, firstTermSplitRate } = statistics;
  const at = (name: ComparedQuantile): Estimate => {
    const p = COMPARED_QUANTILES[name];
    return {
      value: innerQuantile(ascending(sorted), p, capped),
      ...quantileInterval(ascending(sorted), p, capped),
    };
  };
  return {
    samples: { sorted, censored: capped },
    compared: {
      ...run,
      trials,
      capped,
      splitVoteRate,
      firstTermSplitRate,
      spurious: statistics.spurious ?? null,
      downtimeMs: { p50: at('p50'), p90: at('p90'), p95: at('p95'), p99: at('p99') },
      steps: ecdf(sorted, STEPS, trials),
      bandHalfWidth: dkwHalfWidth(trials),
    },
  };
}

function differenceOf(run: Loaded, base: Loaded): RunDifference {
  const a = run.samples;
  const b = base.samples;
  const alike = haveLikeDowntimes(run.compared, base.compared);
  const difference = {
    runId: run.compared.runId,
    medianMs: alike ? medianDifference(a, b, SEED) : NOT_COMPARED,
    splitVoteRate: proportionDifference(run.compared.splitVoteRate, base.compared.splitVoteRate),
    spuriousRatio: spuriousRatio(run.compared, base.compared),
    ks: alike ? kolmogorovSmirnov(a.sorted, b.sorted, { a: a.censored, b: b.censored }) : null,
  };
  return { ...difference, words: differenceInWords(difference, run.compared, base.compared) };
}

function spuriousRatio({ spurious: a }: ComparedRun, { spurious: b }: ComparedRun): Estimate {
  if (a === null || b === null) return NOT_COMPARED;
  return rateRatio(
    { events: a.elections, exposure: a.observedMs },
    { events: b.elections, exposure: b.observedMs },
  );
}
