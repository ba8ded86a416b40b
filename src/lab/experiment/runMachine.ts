import type { MachineDelays } from '../../shared/agreement';
import { monotonicMs } from '../../shared/time';
import type { Cluster } from '../cluster/cluster';
import { MachineLog, type MachineSamples } from '../cluster/machineLog';

/** Gathers what one cluster's nodes tell during a trial. */
export interface MachineWatch {
  /** What was gathered since the last trial belongs to the one that has just ended. */
  trialEnded(clean: boolean): void;
  close(): void;
}

/**
 * What the machine has added to a run's delays: in its clean trials, which a prediction is to be held against, or in
 * all of them as long as the clean ones tell too little.
 */
export class RunMachine {
  readonly #all = new MachineLog(Infinity);
  readonly #clean = new MachineLog(Infinity);

  watch({ news }: Pick<Cluster, 'news'>): MachineWatch {
    let gathered: MachineSamples[] = [];
    const close = news.onSamples((samples) => {
      gathered.push(samples);
    });
    return {
      trialEnded: (clean) => {
        for (const samples of gathered) {
          this.#all.add(samples);
          if (clean) this.#clean.add(samples);
        }
        gathered = [];
      },
      close,
    };
  }

  get delays(): MachineDelays {
    const nowMs = monotonicMs();
    const log = this.#clean.knowsVotes(nowMs) ? this.#clean : this.#all;
    return log.delays(nowMs);
  }
}
