import { majorityOf, type NodeId } from '../../shared/ids';

/** What has been done to a cluster's processes and links, from one moment on. */
export interface Circumstances {
  /** On the facts' axis. */
  readonly fromMs: number;
  /** Whose process is there, paused ones included. */
  readonly up: ReadonlySet<NodeId>;
  readonly paused: ReadonlySet<NodeId>;
  readonly isCut: (from: NodeId, to: NodeId) => boolean;
}

/** How circumstances changed in the course of a trial. */
export class CircumstancesLog {
  readonly #changes: [Circumstances, ...Circumstances[]];

  /** @param first what held all along until the first change */
  constructor(first: Omit<Circumstances, 'fromMs'>) {
    this.#changes = [{ ...first, fromMs: -Infinity }];
  }

  /** Changes come in the order of their times. */
  push(change: Circumstances): void {
    this.#changes.push(change);
  }

  /** In order of time; the first holds from −Infinity. */
  get changes(): readonly Circumstances[] {
    return this.#changes;
  }

  at(atMs: number): Circumstances {
    return this.#changes.findLast(({ fromMs }) => fromMs <= atMs) ?? this.#changes[0];
  }

  /** All that held at some time of the span, both ends included. */
  during(fromMs: number, untilMs: number): readonly Circumstances[] {
    const first = this.#changes.indexOf(this.at(fromMs));
    return this.#changes.filter((change, i) => i >= first && change.fromMs <= untilMs);
  }
}

export function runs({ up, paused }: Circumstances, node: NodeId): boolean {
  return up.has(node) && !paused.has(node);
}

/** Do messages pass between the two, both ways? */
export function connected({ isCut }: Pick<Circumstances, 'isCut'>, a: NodeId, b: NodeId): boolean {
  return a === b || (!isCut(a, b) && !isCut(b, a));
}

/** Is the server connected to a majority of the cluster, itself included, dead servers not? */
export function reachesMajority(now: Circumstances, servers: readonly NodeId[], node: NodeId): boolean {
  const reached = servers.filter((other) => runs(now, other) && connected(now, node, other));
  return reached.length >= majorityOf(servers.length);
}

/**
 * Who can be brought to follow one leader: the servers that run and are connected to a majority; all that run where
 * there is no such majority (then nobody can be elected until that changes).
 */
export function takingPart(now: Circumstances, servers: readonly NodeId[]): readonly NodeId[] {
  const running = servers.filter((node) => runs(now, node));
  const able = running.filter((node) => reachesMajority(now, servers, node));
  return able.length > 0 ? able : running;
}
