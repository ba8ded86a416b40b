import { nodeLetter, type NodeId } from '../../shared/ids';
import type { NodeSeries } from '../live/liveBuffers';

/** "42: A B C · 41: D": who had which value at a time, highest first; empty before the first sample. */
export function valuesAt(
  nodes: ReadonlyMap<NodeId, NodeSeries>,
  which: keyof NodeSeries,
  timeMs: number,
  most = 3,
): string {
  const holders = new Map<number, NodeId[]>();
  for (const [id, series] of nodes) {
    const value = series[which].at(timeMs);
    if (value !== null) holders.set(value, [...(holders.get(value) ?? []), id]);
  }
  const groups = [...holders].sort((a, b) => b[0] - a[0]);
  const words = groups
    .slice(0, most)
    .map(([value, ids]) =>
      groups.length === 1 && ids.length > 1
        ? `${value} everywhere`
        : `${value}: ${ids.map(nodeLetter).join(' ')}`,
    );
  return words.join(' · ') + (groups.length > most ? ' …' : '');
}

/** "−23.4 s", for a place on the shared axis. */
export function secondsAgo(x: number): string {
  return x === 0 ? 'now' : `−${Math.abs(x).toFixed(1)} s`;
}
