import type { MeasureProgress } from '../../shared/measure';
import { rateInShort } from './report';

const BAR_WIDTH = 24;
/** In a pipe: one line for each of so many parts of the work. */
const PIPE_LINES = 10;

/** Where progress goes: standard error, as standard output is for the result. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows how far a measurement is: one line that redraws itself on a terminal, a few plain lines in a pipe. */
export class ProgressDisplay {
  private linesPrinted = 0;

  constructor(private readonly stream: ProgressStream) {}

  show(progress: MeasureProgress): void {
    this.showShare(progress, () => inWords(progress));
  }

  /** How far any work is. `words` is asked only when there is something to write. */
  showShare({ done, total }: { readonly done: number; readonly total: number }, words: () => string): void {
    if (this.stream.isTTY === true) {
      const line = ` ${bar(done / total)}  ${words()}`;
      this.stream.write(`\r\x1b[2K${line.slice(0, this.columns - 1)}`);
    } else if (done >= ((this.linesPrinted + 1) * total) / PIPE_LINES) {
      this.linesPrinted = Math.floor((done * PIPE_LINES) / total);
      this.stream.write(`${words()}\n`);
    }
  }

  /** Some terminals do not say how wide they are, or say 0. */
  private get columns(): number {
    const { columns = 0 } = this.stream;
    return columns > 0 ? columns : 80;
  }

  /** A line of its own, above the progress. */
  say(text: string): void {
    this.end();
    this.stream.write(`${text}\n`);
  }

  /** Leaves the terminal's line empty for what comes next. */
  end(): void {
    if (this.stream.isTTY === true) this.stream.write('\r\x1b[2K');
  }
}

function bar(fraction: number): string {
  const full = Math.round(fraction * BAR_WIDTH);
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}

function inWords({ done, total, elapsedMs, remainingMs, summary }: MeasureProgress): string {
  const rate = elapsedMs > 0 && done > 0 ? `${((done / elapsedMs) * 1000).toFixed(1)} trials/s` : '';
  const left = remainingMs === null ? '' : `${duration(remainingMs)} left`;
  return [`${done}/${total}`, rate, left, rateInShort(summary)].filter((part) => part !== '').join(' · ');
}

export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 60
    ? `${seconds} s`
    : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
