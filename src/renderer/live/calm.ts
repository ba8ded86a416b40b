import type { ClusterSnapshot, NodeSnapshot } from '../../shared/clusterSnapshot';

/**
 * `told` with the figures of `known` that are others in nearly every frame, and that nobody could read so fast:
 * counters, rates, memory, and deadlines (which are drawn from the frame itself). What somebody must see at once, like
 * a role, a term, a vote or a process that ends, is always as told.
 */
export function calm(known: ClusterSnapshot | null, told: ClusterSnapshot | null): ClusterSnapshot | null {
  if (known === null || told === null) return told;
  const { commitsPerSecond, commitLatencyMs, timerLateP99Ms, measured } = known;
  return {
    ...told,
    commitsPerSecond,
    commitLatencyMs: told.commitLatencyMs === null ? null : commitLatencyMs,
    timerLateP99Ms,
    measured,
    nodes: told.nodes.map((node, i) => calmNode(known.nodes[i], node)),
  };
}

function calmNode(known: NodeSnapshot | undefined, told: NodeSnapshot): NodeSnapshot {
  if (known === undefined || differs(known, told)) return told;
  const { commitIndex, lastLogIndex, rssBytes, electionFromMs, electionDeadlineMs } = known;
  return { ...told, commitIndex, lastLogIndex, rssBytes, electionFromMs, electionDeadlineMs };
}

/** Whether its figures are another's: of another process, or of another part that it plays. */
function differs(known: NodeSnapshot, told: NodeSnapshot): boolean {
  return (
    known.id !== told.id ||
    known.pid !== told.pid ||
    known.process !== told.process ||
    known.role !== told.role ||
    known.currentTerm !== told.currentTerm
  );
}
