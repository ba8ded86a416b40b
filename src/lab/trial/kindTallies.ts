import type { TrialStatistics } from '../../shared/runStatistics';
import {
  SPURIOUS_CAUSES,
  SPURIOUS_COLUMN,
  type SpuriousCause,
  type TrialRecord,
} from '../../shared/trialRecord';
import { wilson } from '../../shared/proportion';
import { poissonInterval } from '../statistics/poisson';
import { quantile } from '../statistics/quantile';
import { SortedSamples } from '../statistics/sortedSamples';
import { downtimeQuantiles } from './downtimeQuantiles';

/** Running statistics of what only some kinds of experiment measure; a part without such trials is left out. */

const HOUR_MS = 3_600_000;

export class SpuriousTally {
  #trials = 0;
  #elections = 0;
  #observedMs = 0;
  readonly #causes: Record<SpuriousCause, number> = {
    lateHeartbeat: 0,
    lostDatagrams: 0,
    stall: 0,
    paused: 0,
    asymmetricLink: 0,
  };

  add(trial: TrialRecord): void {
    if (trial.spuriousElections === null || trial.observedMs === null) return;
    this.#trials += 1;
    this.#elections += trial.spuriousElections;
    this.#observedMs += trial.observedMs;
    for (const cause of SPURIOUS_CAUSES) this.#causes[cause] += trial[SPURIOUS_COLUMN[cause]] ?? 0;
  }

  statistics(): Pick<TrialStatistics, 'spurious'> {
    if (this.#trials === 0) return {};
    const elections = this.#elections;
    const explained = SPURIOUS_CAUSES.reduce((sum, cause) => sum + this.#causes[cause], 0);
    return {
      spurious: {
        elections,
        observedMs: this.#observedMs,
        perHour: this.#observedMs === 0 ? null : perHour(elections, this.#observedMs),
        causes: { ...this.#causes, unknown: elections - explained },
      },
    };
  }
}

function perHour(events: number, observedMs: number): { value: number; low: number; high: number } {
  const hours = observedMs / HOUR_MS;
  const { low, high } = poissonInterval(events);
  return { value: events / hours, low: low / hours, high: high / hours };
}

export class RejoinTally {
  #trials = 0;
  #inflated = 0;
  #inflation = 0;
  #most = 0;
  #deposed = 0;

  add({ termInflation, leaderDeposed }: TrialRecord): void {
    if (termInflation === null) return;
    this.#trials += 1;
    this.#inflation += termInflation;
    this.#most = Math.max(this.#most, termInflation);
    if (termInflation > 0) this.#inflated += 1;
    if (leaderDeposed === true) this.#deposed += 1;
  }

  statistics(): Pick<TrialStatistics, 'rejoin'> {
    const trials = this.#trials;
    if (trials === 0) return {};
    return {
      rejoin: {
        inflated: wilson(this.#inflated, trials),
        termInflation: { mean: this.#inflation / trials, max: this.#most },
        leaderDeposed: wilson(this.#deposed, trials),
      },
    };
  }
}

export class ClientTally {
  readonly #downtimesMs = new SortedSamples();
  readonly #p50sMs = new SortedSamples();
  readonly #p99sMs = new SortedSamples();
  /** Trials at whose end no client was served again; where there are no clients, all. */
  #unserved = 0;
  #acknowledged: number | null = null;
  #observedMs = 0;

  add(trial: TrialRecord): void {
    if (trial.clientDowntimeMs === null) this.#unserved += 1;
    else this.#downtimesMs.add(trial.clientDowntimeMs);
    if (trial.commitP50Ms !== null) this.#p50sMs.add(trial.commitP50Ms);
    if (trial.commitP99Ms !== null) this.#p99sMs.add(trial.commitP99Ms);
    if (trial.acknowledgedCommands === null || trial.observedMs === null) return;
    this.#acknowledged = (this.#acknowledged ?? 0) + trial.acknowledgedCommands;
    this.#observedMs += trial.observedMs;
  }

  statistics(): Pick<TrialStatistics, 'clients'> {
    const acknowledged = this.#acknowledged;
    if (acknowledged === null && this.#downtimesMs.size === 0) return {};
    return {
      clients: {
        downtimeMs: downtimeQuantiles(this.#downtimesMs, this.#unserved),
        acknowledged,
        commandsPerSecond: acknowledged === null ? null : (acknowledged * 1000) / this.#observedMs,
        commitP50Ms: quantile(this.#p50sMs, 0.5),
        commitP99Ms: quantile(this.#p99sMs, 0.5),
      },
    };
  }
}
