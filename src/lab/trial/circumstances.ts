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

  /** Changes come in the order of their times: one said to be earlier than the last comes together with it. */
  push(change: Circumstances): void {
    this.#changes.push({ ...change, fromMs: Math.max(change.fromMs, this.latest.fromMs) });
  }

  /** In order of time; the first holds from −Infinity. */
  get changes(): readonly Circumstances[] {
    return this.#changes;
  }

  /** What holds since the last change. */
  get latest(): Circumstances {
    return this.#changes.at(-1) ?? this.#changes[0];
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

/** Do both run, with messages passing between them both ways? */
export function inContact(now: Circumstances, a: NodeId, b: NodeId): boolean {
  return runs(now, a) && runs(now, b) && connected(now, a, b);
}

/** Is the server connected to a majority of the cluster, itself included, dead servers not? */
export function reachesMajority(now: Circumstances, servers: readonly NodeId[], node: NodeId): boolean {
  const reached = servers.filter((other) => runs(now, other) && connected(now, node, other));
  return reached.length >= majorityOf(servers.length);
}

/** Who recovery waits for: the servers that run and are connected to a majority. */
export function inTouch(now: Circumstances, servers: readonly NodeId[]): readonly NodeId[] {
  return servers.filter((node) => runs(now, node) && reachesMajority(now, servers, node));
}
