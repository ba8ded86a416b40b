import type { WindowApi } from '../shared/contract';
import type { LabEvent } from '../shared/labEvent';
import type { TrialRecord } from '../shared/trialRecord';
import { monotonicMs } from '../shared/time';
import { FRAME_INTERVAL_MS, FrameFeed, type FrameSource } from './frames';

const KEPT_EVENTS = 500;

/** What a window that opens now is shown of what is under way. */
export interface UnderWay {
  /** Of the measurement that runs or ran last. */
  readonly trials: readonly TrialRecord[];
  /** Of the sweep that runs or ran last. */
  readonly cells: readonly number[];
}

/** The windows on one lab. All see the same: what happens reaches each in its next frame, and later ones are told, too. */
export class Windows {
  private readonly feeds = new Set<FrameFeed>();
  private readonly events: LabEvent[] = [];
  private eventCount = 0;
  private timer: NodeJS.Timeout | null = null;

  /** @param source what all frames of one moment have in common */
  constructor(private readonly source: () => FrameSource) {}

  get anyOpen(): boolean {
    return this.feeds.size > 0;
  }

  /** @returns closes it again */
  open(window: WindowApi, { trials, cells }: UnderWay): () => void {
    const feed = new FrameFeed(window, this.events, trials, cells);
    this.feeds.add(feed);
    this.timer ??= setInterval(() => {
      const source = this.source();
      this.each((one) => {
        one.offer(source);
      });
    }, FRAME_INTERVAL_MS);
    return () => {
      this.feeds.delete(feed);
      if (!this.anyOpen) this.stop();
    };
  }

  each(told: (feed: FrameFeed) => void): void {
    for (const feed of this.feeds) told(feed);
  }

  tell(event: Omit<LabEvent, 'sequence'>): void {
    this.eventCount += 1;
    const told = { ...event, sequence: this.eventCount };
    this.events.push(told);
    if (this.events.length > KEPT_EVENTS) this.events.shift();
    this.each((feed) => {
      feed.addEvent(told);
    });
  }

  /** Says something of the lab itself, now. */
  note(text: string, kind: LabEvent['kind'] = 'info'): void {
    this.tell({ atMs: monotonicMs(), kind, node: null, text, marker: null });
  }

  /** No more frames. */
  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }
}
