import type { FailedTermClass, RunSummary, TrialRecord, TrialStatistics } from '../../shared/experiment';
import { wilson } from '../statistics/proportion';
import { quantile } from '../statistics/quantile';
import { SortedSamples } from '../statistics/sortedSamples';

/** Running statistics of trials as they come in. */
class TrialTally {
  readonly #downtimesMs = new SortedSamples();
  readonly #failedTerms: Record<FailedTermClass, number> = {
    split: 0,
    preempted: 0,
    refused: 0,
    noQuorum: 0,
    lost: 0,
  };
  #trials = 0;
  #capped = 0;
  #withSplit = 0;
  #firstTermSplit = 0;
  #termsUsed = 0;
  #mostTermsUsed: number | null = null;

  add(trial: TrialRecord): void {
    this.#trials += 1;
    if (trial.downtimeMs === null) this.#capped += 1;
    else this.#downtimesMs.add(trial.downtimeMs);
    if (trial.splitTerms > 0) this.#withSplit += 1;
    if (trial.firstTermSplit) this.#firstTermSplit += 1;
    if (trial.termsUsed !== null) {
      this.#termsUsed += trial.termsUsed;
      this.#mostTermsUsed = Math.max(this.#mostTermsUsed ?? 0, trial.termsUsed);
    }
    const failed = this.#failedTerms;
    failed.split += trial.splitTerms;
    failed.preempted += trial.preemptedTerms;
    failed.refused += trial.refusedTerms;
    failed.noQuorum += trial.noQuorumTerms;
    failed.lost += trial.lostTerms;
  }

  statistics(): TrialStatistics {
    const samples = this.#downtimesMs;
    const capped = this.#capped;
    const recovered = this.#trials - capped;
    return {
      trials: this.#trials,
      splitVoteRate: wilson(this.#withSplit, this.#trials),
      firstTermSplitRate: wilson(this.#firstTermSplit, this.#trials),
      downtimeMs: {
        min: quantile(samples, 0, capped),
        p50: quantile(samples, 0.5, capped),
        p90: quantile(samples, 0.9, capped),
        p95: quantile(samples, 0.95, capped),
        p99: quantile(samples, 0.99, capped),
        max: quantile(samples, 1, capped),
        // A mean over a censored tail would be too small.
        mean: capped > 0 ? null : samples.mean,
      },
      termsUsed: {
        mean: recovered === 0 ? null : this.#termsUsed / recovered,
        max: this.#mostTermsUsed,
      },
      failedTerms: { ...this.#failedTerms },
      capped,
    };
  }
}

/** The summary of a run that is under way: takes its trials one by one, and can be asked at any time. */
export class SummaryBuilder {
  readonly #all = new TrialTally();
  readonly #clean = new TrialTally();

  add(trial: TrialRecord): void {
    this.#all.add(trial);
    if (trial.clean) this.#clean.add(trial);
  }

  /** @param runFolder where the run is kept; null when it is not */
  summary(runFolder: string | null): RunSummary {
    const cleanOnly = this.#clean.statistics();
    return { ...this.#all.statistics(), clean: cleanOnly.trials, cleanOnly, runFolder };
  }
}

/** The summary of trials that are all at hand. */
export function summarise(trials: Iterable<TrialRecord>, runFolder: string | null): RunSummary {
  const builder = new SummaryBuilder();
  for (const trial of trials) builder.add(trial);
  return builder.summary(runFolder);
}
