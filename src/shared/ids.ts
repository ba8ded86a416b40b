import * as z from 'zod/mini';

/** Largest cluster that the lab runs as real processes. */
export const MAX_NODES = 25;

/** A server's number in its cluster, counted from 1 as in the paper. */
export type NodeId = number;
/** A Raft term (§5.1), 0 before the first election. */
export type Term = number;
/** A position in the replicated log, counted from 1; 0 stands before the first entry. */
export type LogIndex = number;

export const nodeIdSchema = z.int().check(z.minimum(1), z.maximum(MAX_NODES));

/** The letter people see for a server: 1 → A … 25 → Y. */
export function nodeLetter(id: NodeId): string {
  return String.fromCharCode(64 + id);
}

/** The ids of a cluster of `n` servers: 1 … n. */
export function serverIds(n: number): NodeId[] {
  return Array.from({ length: n }, (_, i) => i + 1);
}

/** The fewest servers of `n` that are a majority. */
export function majorityOf(n: number): number {
  return Math.floor(n / 2) + 1;
}
