import { isNone, type Distribution } from '../../shared/distribution';
import type { Clock } from '../clock';
import type { Random } from '../random';
import { drawDelayMs } from '../transport/delay';
import type { Storage } from './storage';

interface Write {
  readonly sequence: number;
  /** Not durable before, monotonic ms. */
  readonly dueMs: number;
}

/**
 * A disk that is as slow as one asks: each write takes the time drawn for it, or that of the real disk if that is
 * longer. Between a storage and whoever waits for it: `over` the one, and `onDurable` for the other.
 */
export class SlowDisk {
  /** Drawn afresh for each write from now on. */
  delay: Distribution;
  /** Writes that were given a time which is not over, oldest first. */
  private readonly writes: Write[] = [];
  private writtenSequence = 0;

  constructor(
    delay: Distribution,
    private readonly random: Random,
    private readonly clock: Clock,
    private readonly onDurable: (sequence: number) => void,
  ) {
    this.delay = delay;
  }

  /** A storage whose `onDurable` is this disk's `written`. */
  over(storage: Storage): Storage {
    return {
      append: (persist) => {
        this.begin(persist.sequence);
        storage.append(persist);
      },
      close: () => storage.close(),
    };
  }

  /** The storage's word that everything up to `sequence` is durable. */
  readonly written = (sequence: number): void => {
    this.writtenSequence = sequence;
    this.settle();
  };

  private begin(sequence: number): void {
    if (isNone(this.delay) && this.writes.length === 0) return;
    const nowMs = this.clock.nowMs();
    const before = this.writes.at(-1)?.dueMs ?? nowMs;
    const dueMs = Math.max(before, nowMs + drawDelayMs(this.delay, this.random));
    this.writes.push({ sequence, dueMs });
    this.clock.runAbout(dueMs, this.settle);
  }

  private readonly settle = (): void => {
    const nowMs = this.clock.nowMs();
    while ((this.writes[0]?.dueMs ?? Infinity) <= nowMs) this.writes.shift();
    const notYet = this.writes[0]?.sequence ?? Infinity;
    const durable = Math.min(this.writtenSequence, notYet - 1);
    if (durable > 0) this.onDurable(durable);
  };
}
