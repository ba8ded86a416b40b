import type { LinkSnapshot } from '../../shared/clusterSnapshot';
import type { LinkRule, ToNode } from '../../shared/control/toNode';
import type { Distribution } from '../../shared/distribution';
import type { NodeId } from '../../shared/ids';
import type { ClusterSettings } from '../../shared/settings';
import { monotonicMs } from '../../shared/time';
import { linkSnapshots, NO_FAULTS, rulesOf, type LinkFaults } from './links';
import { LEAD_MS } from './timers';

/** The links as they are to be, and their rules on their way to the nodes. */
export class Network {
  readonly #servers: readonly NodeId[];
  readonly #settings: () => ClusterSettings;
  readonly #send: (node: NodeId, message: ToNode) => void;
  #faults = NO_FAULTS;

  constructor(
    servers: readonly NodeId[],
    settings: () => ClusterSettings,
    send: (node: NodeId, message: ToNode) => void,
  ) {
    this.#servers = servers;
    this.#settings = settings;
    this.#send = send;
  }

  get faults(): LinkFaults {
    return this.#faults;
  }

  /** The delays of its links: the cluster's, and those that single links have for themselves. */
  get delays(): readonly Distribution[] {
    return [
      this.#settings().latency,
      ...[...this.#faults.conditions.values()].flatMap((own) => own.delay ?? []),
    ];
  }

  /** What a node is to start with. */
  rules(node: NodeId): LinkRule[] {
    return rulesOf(this.#faults, node, this.#servers, this.#settings());
  }

  snapshot(): LinkSnapshot[] {
    return linkSnapshots(this.#faults, this.#servers);
  }

  /**
   * Changes what is wrong with the links, everywhere at the same moment: at `atMs`, or a few ms from now.
   * @returns that moment, monotonic ms
   */
  change(faults: LinkFaults, atMs?: number): number {
    this.#faults = faults;
    return this.refresh(atMs);
  }

  /**
   * Brings all links to where they are to be: the cluster's own latency or loss have changed, or a hold ends.
   * @param applyAtMs far enough ahead for everyone to have been told (`LEAD_MS`)
   * @returns when that takes effect, monotonic ms
   */
  refresh(applyAtMs = monotonicMs() + LEAD_MS): number {
    this.#tell(applyAtMs, (node) => this.rules(node));
    return applyAtMs;
  }

  /** Rules other than those that are to be, everywhere from that moment on and until the next change. */
  impose(fromMs: number, otherwise: (rules: readonly LinkRule[], node: NodeId) => readonly LinkRule[]): void {
    this.#tell(fromMs, (node) => otherwise(this.rules(node), node));
  }

  #tell(applyAtMs: number, rules: (node: NodeId) => readonly LinkRule[]): void {
    for (const node of this.#servers) {
      const links = rules(node);
      if (links.length > 0) this.#send(node, { type: 'links', applyAtMs, links: [...links] });
    }
  }
}
