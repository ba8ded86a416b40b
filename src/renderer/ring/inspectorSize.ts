import type { NodeSnapshot } from '../../shared/contract';

const USUAL_HEIGHT_PX = 240;
const ROW_PX = 18;

/** The room that a node's inspector takes in its corner, margin included. */
export const INSPECTOR_WIDTH_PX = 180;

export function inspectorHeightPx({ ownRange, ownPersist }: NodeSnapshot): number {
  return USUAL_HEIGHT_PX + ROW_PX * [ownRange, ownPersist].filter((own) => own !== null).length;
}
