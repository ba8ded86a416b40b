import { unreachable } from '../../shared/errors';
import { nodeLetter, type NodeId } from '../../shared/ids';
import type { TimelineAction, TimelineNode } from '../../shared/timeline';
import type { TracedDisturbance } from '../../shared/trace';
import {
  cutLink,
  isCut,
  isolateNode,
  mendLink,
  NO_FAULTS,
  partition,
  rejoinNode,
  type LinkFaults,
} from '../cluster/links';
import { CircumstancesLog, inTouch } from '../trial/circumstances';
import type { Stage } from './stage';

/** Who is told of what is done to the servers, right after it was. */
export interface DeedListener {
  crashed(node: NodeId): void;
  /** Or resumed. */
  paused(node: NodeId): void;
  done(): void;
}

/** Faults of a virtual cluster, done at once. What makes no sense as things stand does nothing. */
export class Deeds {
  readonly #stage: Stage;
  readonly #listener: DeedListener;
  /** How it came to stand with servers and links. At first all is well. */
  readonly circumstances: CircumstancesLog;
  /** Who led when the trial began, 0 for nobody. */
  oldLeader: NodeId = 0;

  constructor(stage: Stage, listener: DeedListener) {
    this.#stage = stage;
    this.#listener = listener;
    this.circumstances = new CircumstancesLog({
      up: new Set(stage.servers),
      paused: new Set(),
      isCut: () => false,
    });
  }

  do(action: TimelineAction): void {
    this.#carryOut(action);
    this.#noteCircumstances();
    this.#listener.done();
  }

  /** Servers that run and are connected with a majority, both ways. */
  inTouch(): readonly NodeId[] {
    return inTouch(this.circumstances.latest, this.#stage.servers);
  }

  #noteCircumstances(): void {
    const { cluster, servers } = this.#stage;
    const { nowMs: fromMs, faults } = cluster;
    this.circumstances.push({
      fromMs,
      up: new Set(servers.filter((id) => cluster.core(id) !== null)),
      paused: new Set(servers.filter((id) => cluster.isPaused(id))),
      isCut: (from, to) => isCut(faults, from, to),
    });
  }

  #carryOut(action: TimelineAction): void {
    const { cluster, servers } = this.#stage;
    switch (action.type) {
      case 'heal':
        this.#link(NO_FAULTS, null, 'heal', 'other');
        return;
      case 'partition':
        this.#link(partition(cluster.faults, action.groups, servers), null, 'partition', 'other');
        return;
      case 'cut':
      case 'mend':
        this.#cutOrMend(action.type, this.#find(action.from), this.#find(action.to), action.both);
        return;
      case 'transfer': {
        const leader = this.#find('leader');
        const to = this.#find(action.to);
        if (leader === 0 || to === 0) return;
        cluster.step(leader, { type: 'transferLeadership', target: to });
        this.#tell(to, `transfer to ${nodeLetter(to)}`, 'other');
        return;
      }
      case 'crash':
      case 'restart':
      case 'pause':
      case 'resume':
      case 'isolate':
      case 'rejoin':
      case 'campaign': {
        const node = this.#find(action.node);
        if (node !== 0) this.#toNode(action.type, node);
      }
    }
  }

  #toNode(deed: Extract<TimelineAction, { node: TimelineNode }>['type'], node: NodeId): void {
    const { cluster } = this.#stage;
    const text = `${deed} ${nodeLetter(node)}`;
    switch (deed) {
      case 'crash':
        if (cluster.core(node) === null) return;
        this.#stage.crash(node);
        this.#listener.crashed(node);
        this.#tell(node, text, 'down');
        return;
      case 'restart':
        if (cluster.core(node) !== null) return;
        this.#stage.restart(node);
        this.#tell(node, text, 'up');
        return;
      case 'pause':
        cluster.pause(node);
        this.#listener.paused(node);
        this.#tell(node, text, 'paused');
        return;
      case 'resume':
        this.#listener.paused(node);
        cluster.resume(node);
        this.#tell(node, text, 'resumed');
        return;
      case 'isolate':
        this.#link(isolateNode(cluster.faults, node), node, text, 'cutOff');
        return;
      case 'rejoin':
        this.#link(rejoinNode(cluster.faults, node), node, text, 'rejoined');
        return;
      case 'campaign':
        cluster.step(node, { type: 'campaign' });
        this.#tell(node, text, 'other');
        return;
      default:
        unreachable(deed);
    }
  }

  #cutOrMend(deed: 'cut' | 'mend', from: NodeId, to: NodeId, both: boolean): void {
    if (from === 0 || to === 0 || from === to) return;
    const change = (faults: LinkFaults, a: NodeId, b: NodeId): LinkFaults =>
      deed === 'cut' ? cutLink(faults, a, b) : mendLink(faults, a, b, this.#stage.servers);
    const oneWay = change(this.#stage.cluster.faults, from, to);
    const text = `${deed} ${nodeLetter(from)}${both ? '–' : '→'}${nodeLetter(to)}`;
    this.#link(both ? change(oneWay, to, from) : oneWay, from, text, 'other');
  }

  #link(faults: LinkFaults, node: NodeId | null, text: string, effect: TracedDisturbance['effect']): void {
    const { cluster } = this.#stage;
    cluster.setFaults(faults);
    this.#tell(node, text, effect);
  }

  #tell(node: NodeId | null, text: string, effect: TracedDisturbance['effect']): void {
    this.#stage.tellDeed({ atMs: this.#stage.cluster.nowMs, node, text, effect });
  }

  /** 0 when nobody is meant as things stand. */
  #find(node: TimelineNode): NodeId {
    if (node === 'oldLeader') return this.oldLeader;
    return node === 'leader' ? this.#stage.leaderNow() : node;
  }
}
