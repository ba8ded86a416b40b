import type { Action } from '../../shared/action';
import { messageOf } from '../../shared/errors';
import type { NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import type { Timeline as Faults, TimelineAction, TimelineNode } from '../../shared/timeline';
import type { Cluster } from '../cluster/cluster';
import { LEAD_MS } from '../cluster/timers';
import { asClause } from '../cluster/words';
import type { Disturbance } from '../trial/watch';
import type { SetAlarm } from './alarmClock';

/** Brings the faults of a trial's timeline about, each at its time. */
export class Timeline {
  readonly #cluster: Cluster;
  readonly #setAlarm: SetAlarm;
  readonly #changed: (fromMs: number) => void;
  readonly #cancels: (() => void)[] = [];
  #stopped = false;

  /** @param changed told when processes or links have become otherwise, and from when on */
  constructor(cluster: Cluster, setAlarm: SetAlarm, changed: (fromMs: number) => void) {
    this.#cluster = cluster;
    this.#setAlarm = setAlarm;
    this.#changed = changed;
  }

  start(faults: Faults, { scheduledMs, oldLeader }: Pick<Disturbance, 'scheduledMs' | 'oldLeader'>): void {
    for (const { atMs, action } of faults) {
      // Nodes need to be told of changes to their links some time ahead.
      const startMs = scheduledMs + atMs - (isOfLinks(action) ? LEAD_MS : 0);
      this.#cancels.push(
        this.#setAlarm(Math.max(startMs, monotonicMs()), () => {
          void this.#bringAbout(action, atMs, oldLeader);
        }),
      );
    }
  }

  /** What is still to come does not. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#cancels) cancel();
  }

  /** What makes no sense as things stand is left out, and that is told. */
  async #bringAbout(planned: TimelineAction, atMs: number, oldLeader: NodeId | null): Promise<void> {
    try {
      const action = this.#resolve(planned, oldLeader);
      if (action === null) throw new Error('nobody leads then');
      const done = this.#cluster.act(action);
      this.#changed(monotonicMs() + (isOfLinks(planned) ? LEAD_MS : 0));
      await done;
      if (!this.#stopped && action.type === 'restart') this.#changed(monotonicMs());
    } catch (error) {
      if (this.#stopped) return;
      this.#cluster.news.tell({
        kind: 'measure',
        node: null,
        text: `The timeline's ${planned.type} at ${atMs} ms is left out: ${asClause(messageOf(error))}`,
        marker: null,
      });
    }
  }

  /** Null when it names somebody that there is not as things stand. */
  #resolve(action: TimelineAction, oldLeader: NodeId | null): Action | null {
    const find = (node: TimelineNode): NodeId | null =>
      node === 'oldLeader' ? oldLeader : node === 'leader' ? this.#cluster.members.leader : node;
    if (action.type === 'heal' || action.type === 'partition') return action;
    if (action.type === 'transfer') {
      const to = find(action.to);
      return to === null ? null : { type: 'transfer', to };
    }
    if (action.type === 'cut' || action.type === 'mend') {
      const [from, to] = [find(action.from), find(action.to)];
      return from === null || to === null ? null : { ...action, from, to };
    }
    const node = find(action.node);
    return node === null ? null : { type: action.type, node };
  }
}

function isOfLinks({ type }: TimelineAction): boolean {
  return ['isolate', 'rejoin', 'partition', 'cut', 'mend', 'heal'].includes(type);
}
