import type { NodeId } from '../../shared/ids';
import type { NodeSeries } from '../live/liveBuffers';
import type { Point } from './bucket';

/** How many entries each node's commit index was behind the foremost, at `points` moments of [fromMs, toMs]; a gap where unknown. */
export function lagOf(
  nodes: ReadonlyMap<NodeId, NodeSeries>,
  fromMs: number,
  toMs: number,
  points: number,
): ReadonlyMap<NodeId, Point[]> {
  const lag = new Map<NodeId, Point[]>([...nodes.keys()].map((id) => [id, []]));
  for (let i = 0; i <= points; i++) {
    const timeMs = fromMs + ((toMs - fromMs) * i) / points;
    const values = [...nodes].map(([id, series]) => [id, series.commit.at(timeMs)] as const);
    const foremost = Math.max(...values.map(([, value]) => value ?? -Infinity));
    for (const [id, value] of values)
      lag.get(id)?.push({ x: (timeMs - toMs) / 1000, y: value === null ? NaN : foremost - value });
  }
  return lag;
}
