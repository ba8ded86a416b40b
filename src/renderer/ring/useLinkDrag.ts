import { computed, shallowRef } from 'vue';
import type { NodeId } from '../../shared/ids';
import type { Place } from './layout';

export interface LinkDrag {
  readonly from: NodeId;
  readonly x: number;
  readonly y: number;
  readonly over: NodeId | null;
  /** Shift is held: only the direction of the drag. */
  readonly oneWay: boolean;
}

/** A hand that trembles while it clicks is not dragging, px. */
const THRESHOLD_PX = 6;

/**
 * Dragging from one node to another. `drop` is called with the two nodes; a press that does not move is a click and
 * left alone.
 */
export function useLinkDrag(options: {
  readonly places: () => readonly Place[];
  readonly reachPx: () => number;
  readonly toLocal: (event: PointerEvent) => { readonly x: number; readonly y: number };
  readonly drop: (from: NodeId, to: NodeId, oneWay: boolean) => void;
}) {
  const pressed = shallowRef<{ readonly node: NodeId; readonly x: number; readonly y: number } | null>(null);
  const drag = shallowRef<LinkDrag | null>(null);
  let justDragged = false;

  const nodeAt = (x: number, y: number): NodeId | null =>
    options.places().find((place) => Math.hypot(place.x - x, place.y - y) <= options.reachPx())?.id ?? null;

  function press(node: NodeId, event: PointerEvent): void {
    justDragged = false;
    if (event.button === 0) pressed.value = { node, ...options.toLocal(event) };
  }

  function move(event: PointerEvent): void {
    if (pressed.value === null) return;
    const { x, y } = options.toLocal(event);
    const { node } = pressed.value;
    if (drag.value === null && Math.hypot(x - pressed.value.x, y - pressed.value.y) < THRESHOLD_PX) return;
    const over = nodeAt(x, y);
    drag.value = { from: node, x, y, over: over === node ? null : over, oneWay: event.shiftKey };
  }

  function release(): void {
    const done = drag.value;
    pressed.value = null;
    drag.value = null;
    if (done === null) return;
    justDragged = true;
    if (done.over !== null) options.drop(done.from, done.over, done.oneWay);
  }

  function cancel(): void {
    pressed.value = null;
    drag.value = null;
  }

  /** Whether the click that follows belongs to a drag. */
  function swallowClick(): boolean {
    const swallowed = justDragged;
    justDragged = false;
    return swallowed;
  }

  return { drag: computed(() => drag.value), press, move, release, cancel, swallowClick };
}
