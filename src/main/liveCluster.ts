import type { Cluster } from '../lab/cluster/cluster';
import type { TraceClaim } from '../lab/cluster/traceClaims';
import type { ClusterNews } from '../lab/cluster/news';
import type { ClusterSnapshot } from '../shared/clusterSnapshot';
import type { LabEvent } from '../shared/labEvent';
import type { MessageTrace } from '../shared/control/toLab';

/** What a host needs of a running cluster. */
export interface LiveCluster extends Pick<
  Cluster,
  'settings' | 'machine' | 'snapshot' | 'act' | 'retune' | 'traces' | 'traceEvery'
> {
  readonly news: Pick<ClusterNews, 'onEvent' | 'onTrace'>;
}

export interface StartedCluster<C> {
  readonly cluster: C;
  /** Ends its processes and removes what they kept on disk. */
  readonly end: () => Promise<void>;
}

export interface ClusterWatcher {
  readonly event: (event: LabEvent) => void;
  readonly message: (message: MessageTrace) => void;
}

const SAMPLE_INTERVAL_MS = 1000;
/**
 * More traced messages a second than this no eye can follow, and telling of each takes the processors from the nodes;
 * the window says what share it shows.
 */
const MOST_PER_SECOND = 600;
const FEWEST_PER_SECOND = 200;

/**
 * A cluster under the eyes of windows: its events and messages go to the watcher, and so many messages are traced as a
 * window can show, none while nobody looks.
 */
export class WatchedCluster<C extends LiveCluster> {
  private readonly unsubscribe: (() => void)[];
  private readonly timer: NodeJS.Timeout;
  private readonly claim: TraceClaim;
  private messages = 0;
  /** What windows ask for: one in so many messages; 0 while nobody looks. */
  private every = 0;

  readonly cluster: C;
  private readonly end: () => Promise<void>;

  constructor({ cluster, end }: StartedCluster<C>, watcher: ClusterWatcher) {
    this.cluster = cluster;
    this.end = end;
    this.claim = cluster.traces.claim(this.every);
    this.unsubscribe = [
      cluster.news.onEvent(watcher.event),
      cluster.news.onTrace((message) => {
        this.messages += 1;
        watcher.message(message);
      }),
    ];
    this.timer = setInterval(() => {
      this.adjustTracing();
    }, SAMPLE_INTERVAL_MS);
    this.timer.unref();
  }

  snapshot(): ClusterSnapshot {
    return this.cluster.snapshot();
  }

  setWatched(watched: boolean): void {
    const isWatched = this.every > 0;
    if (watched !== isWatched) this.ask(watched ? 1 : 0);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    for (const end of this.unsubscribe) end();
    await this.end();
  }

  private adjustTracing(): void {
    const { messages } = this;
    this.messages = 0;
    // Where a measurement wants more of them, their number says nothing of what windows asked for.
    if (this.cluster.traceEvery === this.every) this.ask(nextTraceEvery(this.every, messages));
  }

  private ask(every: number): void {
    this.every = every;
    this.claim.change(every);
  }
}

/** One message in how many to trace next, when `seen` were traced in the last second at one in `every`. */
export function nextTraceEvery(every: number, seen: number): number {
  if (seen > MOST_PER_SECOND) return every * 2;
  return seen < FEWEST_PER_SECOND && every > 1 ? every / 2 : every;
}
