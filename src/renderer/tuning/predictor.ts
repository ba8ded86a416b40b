import type { Prediction } from '../../shared/prediction';
import type { ClusterSettings } from '../../shared/settings';

export interface PredictorOptions {
  readonly ask: (settings: ClusterSettings) => Promise<Prediction>;
  /** Called with each answer that no newer one has overtaken, and with null when the asking failed. */
  readonly answer: (prediction: Prediction | null, settings: ClusterSettings) => void;
  /** Runs something later; returns how to call it off. */
  readonly later: (run: () => void, ms: number) => () => void;
  /** Least time between two questions, ms. */
  readonly gapMs: number;
}

/**
 * Asks for predictions while settings change under a moving hand: one question at a time, at most one every `gapMs`,
 * always with the newest settings (those in between are dropped).
 */
export class Predictor {
  #wanted: ClusterSettings | null = null;
  #asking = false;
  #resting = false;
  #callOff: (() => void) | null = null;
  /** Counts `stop`s, so that an answer to an older question is known for one. */
  #generation = 0;

  constructor(private readonly options: PredictorOptions) {}

  want(settings: ClusterSettings): void {
    this.#wanted = settings;
    this.#next();
  }

  /** Forgets what was wanted; an answer under way is dropped. */
  stop(): void {
    this.#wanted = null;
    this.#callOff?.();
    this.#callOff = null;
    this.#resting = false;
    this.#generation++;
  }

  #next(): void {
    if (this.#asking || this.#resting || this.#wanted === null) return;
    const settings = this.#wanted;
    const generation = this.#generation;
    this.#wanted = null;
    this.#asking = true;
    this.#resting = true;
    this.#callOff = this.options.later(() => {
      this.#resting = false;
      this.#next();
    }, this.options.gapMs);
    const settle = (prediction: Prediction | null) => {
      this.#asking = false;
      if (generation === this.#generation) this.options.answer(prediction, settings);
      this.#next();
    };
    this.options.ask(settings).then(settle, () => {
      settle(null);
    });
  }
}
