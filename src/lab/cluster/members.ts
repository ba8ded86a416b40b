import type { ToNode } from '../../shared/control/toNode';
import { LabError } from '../../shared/errors';
import { nodeLetter, type NodeId } from '../../shared/ids';
import type { NodeHandle } from './nodeHandle';

/** The servers of a cluster, one handle each, and what they tell when looked at together. */
export class Members {
  /** In the order of their ids. */
  readonly all: readonly NodeHandle[];

  constructor(all: readonly NodeHandle[]) {
    this.all = all;
  }

  /** Who runs and leads, in the highest term if several believe so; null when nobody does. */
  get leader(): NodeId | null {
    let found: NodeHandle | null = null;
    for (const node of this.all) {
      if (node.leads && node.status.currentTerm > (found?.status.currentTerm ?? -1)) found = node;
    }
    return found?.id ?? null;
  }

  /** The highest that one of them has told. */
  get term(): number {
    return this.all.reduce((highest, node) => Math.max(highest, node.status.currentTerm), 0);
  }

  /** Where each listens; 0 for one that has not listened yet. */
  get ports(): [NodeId, number][] {
    return this.all.map((node) => [node.id, node.port ?? 0]);
  }

  /** @throws LabError `bad-argument` for a server that this cluster does not have */
  require(id: NodeId): NodeHandle {
    const node = this.all[id - 1];
    if (node === undefined) {
      const last = nodeLetter(this.all.length);
      throw new LabError(
        'bad-argument',
        `This cluster has no node ${nodeLetter(id)}: its nodes are A to ${last}.`,
      );
    }
    return node;
  }

  /** @throws LabError `not-running` */
  requireRunning(id: NodeId): NodeHandle {
    const node = this.require(id);
    if (node.process !== 'running') {
      const how = node.process === 'starting' ? 'is still starting' : `is ${node.process}`;
      throw new LabError('not-running', `${nodeLetter(id)} ${how}: only a running node can do that.`);
    }
    return node;
  }

  /** What is sent to a crashed node is lost. */
  send(id: NodeId, message: ToNode): void {
    this.require(id).send(message);
  }
}
