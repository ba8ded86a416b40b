import type { ClusterSnapshot, NodeSnapshot } from '../../shared/clusterSnapshot';
import { delayInWords } from '../../shared/delayWords';
import { majorityOf, nodeLetter, type NodeId } from '../../shared/ids';
import { count } from '../format';

export type NodeState =
  'starting' | 'crashed' | 'paused' | 'leader' | 'oldLeader' | 'candidate' | 'preCandidate' | 'follower';

/** How a node is drawn: the process's state first, then its role. */
export function nodeState(node: NodeSnapshot, leader: NodeId | null): NodeState {
  if (node.process !== 'running') return node.process;
  if (node.role === 'leader' && leader !== null && leader !== node.id) return 'oldLeader';
  return node.role;
}

const WORDS: Readonly<Record<NodeState, string>> = {
  starting: 'starting',
  crashed: 'crashed',
  paused: 'paused',
  leader: 'leader',
  oldLeader: 'old leader',
  candidate: 'candidate',
  preCandidate: 'pre-vote',
  follower: 'follower',
};

export function stateWord(state: NodeState): string {
  return WORDS[state];
}

export interface Votes {
  readonly granted: readonly NodeId[];
  readonly needed: number;
  readonly of: number;
}

/** A candidate's votes so far; null for all others. */
export function votesOf(node: NodeSnapshot, clusterSize: number): Votes | null {
  if (node.process !== 'running' || (node.role !== 'candidate' && node.role !== 'preCandidate')) return null;
  return { granted: node.votesGranted, needed: majorityOf(clusterSize), of: clusterSize };
}

/** A node in one sentence, for a screen reader. */
export function describeNode(node: NodeSnapshot, cluster: ClusterSnapshot, isolated: boolean): string {
  const state = nodeState(node, cluster.leader);
  const votes = votesOf(node, cluster.nodes.length);
  const parts = [
    `Node ${nodeLetter(node.id)}`,
    stateWord(state) + (isolated ? ', isolated' : ''),
    node.ownPersist === null ? null : `slow disk, ${delayInWords(node.ownPersist)} a write`,
    `term ${node.currentTerm}`,
    votes === null ? null : `${votes.granted.length} of ${votes.needed} votes needed`,
    `commit index ${count(node.commitIndex)}`,
    node.pid === null ? 'no process' : `process ${node.pid}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
