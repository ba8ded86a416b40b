import { LabError, messageOf } from '../shared/errors';
import type { ClusterSettings } from '../shared/settings';
import { WatchedCluster, type LiveCluster, type StartedCluster } from './liveCluster';
import type { Windows } from './windows';

const nothingToGiveBack = (): Promise<void> => Promise.resolve();

/** The place for one live cluster. However many starts and ends are asked for at once, they happen one after another. */
export class ClusterSlot<C extends LiveCluster> {
  private current: WatchedCluster<C> | null = null;
  private turn: Promise<void> = Promise.resolve();
  private readonly changes = new Set<Promise<void>>();
  private closed = false;

  constructor(
    private readonly start: (settings: ClusterSettings) => Promise<StartedCluster<C>>,
    private readonly windows: Windows,
  ) {}

  /** Null when none runs. */
  get cluster(): C | null {
    return this.current?.cluster ?? null;
  }

  /** @throws LabError `not-running` */
  require(): C {
    if (this.cluster === null) {
      throw new LabError('not-running', 'No cluster is running: start one first.');
    }
    return this.cluster;
  }

  /**
   * Does something to the one that runs. Resolves once it has taken effect.
   *
   * @throws LabError `not-running`, and what `work` throws
   */
  async change(work: (cluster: C) => Promise<void>): Promise<void> {
    const done = work(this.require());
    this.changes.add(done);
    try {
      await done;
    } finally {
      this.changes.delete(done);
    }
  }

  /** Is something done to it that has not taken effect yet? */
  get changing(): boolean {
    return this.changes.size > 0;
  }

  /** Resolves when all of that has taken effect, or has failed. */
  async changed(): Promise<void> {
    await Promise.allSettled(this.changes);
  }

  /** Ends the one that runs, if any, and starts another. */
  async launch(settings: ClusterSettings): Promise<void> {
    await this.inTurn(async () => {
      await this.endCurrent();
      if (this.closed) return;
      try {
        this.current = new WatchedCluster(await this.start(settings), {
          event: (event) => {
            this.windows.tell(event);
          },
          message: (message) => {
            this.windows.each((feed) => {
              feed.addMessage(message);
            });
          },
        });
      } catch (error) {
        this.windows.note(messageOf(error), 'warning');
        throw error;
      }
      this.watch();
    });
  }

  async end(): Promise<void> {
    await this.inTurn(() => this.endCurrent());
  }

  /** From now on none is started. The one that runs goes on until `end`. */
  startNoMore(): void {
    this.closed = true;
  }

  /** To be called when the first window has opened or the last has closed: messages are traced only for who looks. */
  watch(): void {
    this.current?.setWatched(this.windows.anyOpen);
  }

  /**
   * Real processes that are timed need the machine for themselves: the live cluster ends for them.
   *
   * @param whose processes, in words
   * @returns starts one like it
   */
  async makeRoom(whose: string): Promise<() => Promise<void>> {
    if (this.cluster === null) return nothingToGiveBack;
    const { settings } = this.cluster;
    this.windows.note(
      `The cluster ends: ${whose} need the machine for themselves; one like it starts afterwards`,
    );
    await this.end();
    return () => this.launch(settings);
  }

  private async inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    await done;
  }

  private async endCurrent(): Promise<void> {
    const ending = this.current;
    this.current = null;
    await ending?.stop();
  }
}
