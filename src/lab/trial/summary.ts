import type { DowntimeIntervals, RunSummary, TrialStatistics } from '../../shared/runStatistics';
import type { FailedTermClass, TrialRecord } from '../../shared/trialRecord';
import { KIND_TRAITS } from '../../shared/experimentKinds';
import { wilson } from '../../shared/proportion';
import { RateLine } from '../../shared/rateLine';
import { SortedSamples } from '../statistics/sortedSamples';
import type { Counted } from '../stopping';
import type { RunDigest } from './digest';
import { downtimeInterval, downtimeIntervals, downtimeQuantiles } from './downtimeQuantiles';
import { TrialSample } from './trialSample';
import { ClientTally, RejoinTally, SpuriousTally } from './kindTallies';

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
  /** Of which an election is a part: the others have no split-vote rate. */
  #electing = 0;
  #capped = 0;
  #withSplit = 0;
  #firstTermSplit = 0;
  #termsUsed = 0;
  #mostTermsUsed: number | null = null;
  readonly #spurious = new SpuriousTally();
  readonly #rejoin = new RejoinTally();
  readonly #clients = new ClientTally();

  add(trial: TrialRecord): void {
    this.#trials += 1;
    if (trial.downtimeMs === null) this.#capped += 1;
    else this.#downtimesMs.add(trial.downtimeMs);
    if (KIND_TRAITS[trial.kind].elects) {
      this.#electing += 1;
      if (trial.splitTerms > 0) this.#withSplit += 1;
      if (trial.firstTermSplit) this.#firstTermSplit += 1;
    }
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
    this.#spurious.add(trial);
    this.#rejoin.add(trial);
    this.#clients.add(trial);
  }

  /** Downtimes of the trials that ended, ms, ascending. */
  downtimesMs(): Float64Array {
    return this.#downtimesMs.toArray();
  }

  intervals(): DowntimeIntervals {
    return downtimeIntervals(this.#downtimesMs, this.#capped);
  }

  get counted(): Counted {
    return {
      trials: this.#trials,
      splits: this.#withSplit,
      interval: (quantile) => downtimeInterval(this.#downtimesMs, quantile, this.#capped),
    };
  }

  statistics(): TrialStatistics {
    const samples = this.#downtimesMs;
    const capped = this.#capped;
    const recovered = this.#trials - capped;
    return {
      trials: this.#trials,
      splitVoteRate: wilson(this.#withSplit, this.#electing),
      firstTermSplitRate: wilson(this.#firstTermSplit, this.#electing),
      downtimeMs: downtimeQuantiles(samples, capped),
      termsUsed: {
        mean: recovered === 0 ? null : this.#termsUsed / recovered,
        max: this.#mostTermsUsed,
      },
      failedTerms: { ...this.#failedTerms },
      capped,
      ...this.#spurious.statistics(),
      ...this.#rejoin.statistics(),
      ...this.#clients.statistics(),
    };
  }
}

/** The summary of a run that is under way: takes its trials one by one, and can be asked at any time. */
export class SummaryBuilder {
  readonly #all = new TrialTally();
  readonly #clean = new TrialTally();
  readonly #rates = new RateLine();
  readonly #sample = new TrialSample();

  add(trial: TrialRecord): void {
    this.#all.add(trial);
    this.#sample.add(trial);
    if (KIND_TRAITS[trial.kind].elects) this.#rates.add(trial.splitTerms > 0);
    if (trial.clean) this.#clean.add(trial);
  }

  /** What decides whether these are enough. */
  get counted(): Counted {
    return this.#all.counted;
  }

  /** @param runFolder where the run is kept; null when it is not */
  summary(runFolder: string | null): RunSummary {
    const cleanOnly = this.#clean.statistics();
    return {
      ...this.#all.statistics(),
      clean: cleanOnly.trials,
      cleanOnly,
      downtimeIntervals: this.#all.intervals(),
      runFolder,
    };
  }

  /** @param runFolder as in `summary` */
  digest(runFolder: string | null): RunDigest {
    return {
      summary: this.summary(runFolder),
      downtimesMs: this.#all.downtimesMs(),
      cleanDowntimesMs: this.#clean.downtimesMs(),
      rates: this.#rates.points,
      trials: this.#sample.points,
    };
  }
}

/** The summary of trials that are all at hand. */
export function summarise(trials: Iterable<TrialRecord>, runFolder: string | null): RunSummary {
  const builder = new SummaryBuilder();
  for (const trial of trials) builder.add(trial);
  return builder.summary(runFolder);
}
