import type { NodeSnapshot } from '../../shared/clusterSnapshot';
import type { NodeId } from '../../shared/ids';
import type { Corner, Place } from './layout';

/** From this many nodes on the ring's corners are taken and its middle is free. */
const CROWDED = 12;
const WIDTH_PX = 180;
const USUAL_HEIGHT_PX = 240;
const ROW_PX = 18;

export type InspectorPlace = 'left' | 'right' | 'middle';

export function isCrowded(nodes: number): boolean {
  return nodes >= CROWDED;
}

/** Where the inspector stands: in a lower corner, where it does not cover the node that it tells of, or in the middle. */
export function inspectorPlace(places: readonly Place[], node: NodeId | null): InspectorPlace {
  if (isCrowded(places.length)) return 'middle';
  return places.find(({ id }) => id === node)?.side === 'left' ? 'right' : 'left';
}

/** How many rows of a node's inspector are for settings of its own. */
export function ownRows({ ownRange, ownPersist }: Pick<NodeSnapshot, 'ownRange' | 'ownPersist'>): number {
  return [ownRange, ownPersist].filter((one) => one !== null).length;
}

/** The corner that an inspector takes up, for the ring to keep clear of it; null where it takes none. */
export function inspectorCorner(place: InspectorPlace, rows: number): Corner | null {
  if (place === 'middle') return null;
  return { side: place, width: WIDTH_PX, height: USUAL_HEIGHT_PX + ROW_PX * rows };
}
