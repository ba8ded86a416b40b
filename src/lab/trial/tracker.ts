import type { Role, StampedFact } from '../../shared/facts';
import type { NodeId } from '../../shared/ids';

/** A cluster at rest: one leader, and every live follower has accepted a heartbeat of its term. */
export interface Stability {
  readonly leader: NodeId;
  readonly term: number;
  /** When the leader was elected, on the facts' axis (ms). */
  readonly electedMs: number;
  /** Since when the cluster is stable: when the last live follower took its leader's first heartbeat (ms). */
  readonly sinceMs: number;
}

/** The latest that is known of one node. */
interface NodeView {
  role: Role;
  term: number;
  /** Since when it has this role. */
  roleSinceMs: number;
  /** The leader it last recognised, 0 for none. */
  leader: NodeId;
  leaderTerm: number;
  recognisedMs: number;
}

/**
 * Knows from the nodes' facts who leads, in which term, and whether the cluster is stable. Facts of one node come in
 * their order; those of different nodes may come in any (telemetry arrives in batches).
 */
export class ClusterTracker {
  /** Indexed by node id. */
  readonly #views: (NodeView | undefined)[] = [];

  observe({ atMs, node, fact }: StampedFact): void {
    if (fact.type === 'roleChanged') {
      const view = this.#view(node);
      view.role = fact.role;
      view.term = fact.term;
      view.roleSinceMs = atMs;
    } else if (fact.type === 'termAdvanced') {
      this.#view(node).term = fact.term;
    } else if (fact.type === 'leaderRecognised') {
      const view = this.#view(node);
      view.term = fact.term;
      view.leader = fact.leader;
      view.leaderTerm = fact.term;
      view.recognisedMs = atMs;
    }
  }

  /** The node starts anew: what it said before its crash no longer holds. */
  forget(node: NodeId): void {
    this.#views[node] = undefined;
  }

  /** The highest term that any node has told of, 0 at first. */
  get term(): number {
    return this.#views.reduce((highest, view) => Math.max(highest, view?.term ?? 0), 0);
  }

  /** Who of `live` leads in the highest term that one of them leads in; null when nobody does. */
  leaderAmong(live: readonly NodeId[]): { readonly leader: NodeId; readonly term: number } | null {
    let found: { leader: NodeId; term: number } | null = null;
    for (const node of live) {
      const view = this.#views[node];
      if (view?.role === 'leader' && view.term > (found?.term ?? -1))
        found = { leader: node, term: view.term };
    }
    return found;
  }

  /** Who leads in the highest term, if a majority of that many servers follows it; else null. */
  followedBy(
    majority: number,
    servers: readonly NodeId[],
  ): { readonly leader: NodeId; readonly term: number } | null {
    const led = this.leaderAmong(servers);
    if (led === null) return null;
    const followers = servers.filter((node) => {
      const view = this.#views[node];
      if (view?.role !== 'follower' || view.term !== led.term) return false;
      return view.leader === led.leader && view.leaderTerm === led.term;
    });
    return followers.length + 1 >= majority ? led : null;
  }

  /** Is the cluster stable as far as these nodes go? Null while it is not. */
  stability(live: readonly NodeId[]): Stability | null {
    const led = this.leaderAmong(live);
    if (led === null) return null;
    const electedMs = this.#view(led.leader).roleSinceMs;
    let sinceMs = electedMs;
    for (const node of live) {
      if (node === led.leader) continue;
      const view = this.#views[node];
      if (view?.role !== 'follower' || view.term !== led.term) return null;
      if (view.leader !== led.leader || view.leaderTerm !== led.term) return null;
      sinceMs = Math.max(sinceMs, view.recognisedMs, view.roleSinceMs);
    }
    return { ...led, electedMs, sinceMs };
  }

  #view(node: NodeId): NodeView {
    return (this.#views[node] ??= {
      role: 'follower',
      term: 0,
      roleSinceMs: -Infinity,
      leader: 0,
      leaderTerm: 0,
      recognisedMs: -Infinity,
    });
  }
}
