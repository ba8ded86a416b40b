import type { NodeId } from '../../shared/ids';

export interface Place {
  readonly id: NodeId;
  readonly x: number;
  readonly y: number;
  /** Where the node's words stand: beside it, on the outer side of the ring. */
  readonly side: 'left' | 'right';
  /** It stands at the top, its links all below it. */
  readonly top: boolean;
}

export interface RingLayout {
  readonly width: number;
  readonly height: number;
  /** The middle of the ring, which may stand beside something. */
  readonly middleX: number;
  readonly places: readonly Place[];
  /** Radius of a node's disc, px; its deadline arc runs `ARC_GAP_PX` outside. */
  readonly radius: number;
  /** Words beside each node; without room there are none (the inspector has them). */
  readonly words: boolean;
}

/** Between a node's disc and the middle of its arc, px. */
export const ARC_GAP_PX = 6;
/** From the disc's edge to the words, and the words' own size, px. */
export const WORDS_GAP_PX = 18;
const WORDS_WIDTH_PX = 88;
const WORDS_ABOVE_PX = 22;
const WORDS_BELOW_PX = 37;
/** Beside the top node the words stand this much higher, clear of its links. */
export const TOP_WORDS_UP_PX = 16;

/** Of a disc: a share of the box's height, within these, px. */
const RADIUS_OF_HEIGHT = 0.11;
const LARGEST_RADIUS = 60;
const LARGEST_IN_A_LOW_BOX = 46;
/** Below this a node's words are worth less than a larger disc. */
const SMALLEST_RADIUS_WITH_WORDS = 32;
const SMALLEST_RADIUS = 13;
/** The ring may be this much wider than high. */
const WIDEST = 2.1;
const MARGIN_PX = 12;

/** Whether a disc has room for its role beneath its letter. */
export function isLarge(radius: number): boolean {
  return radius >= 30;
}

/** Nodes evenly spaced along an ellipse that fits the box, the first at the top, clockwise. */
export function ringLayout(ids: readonly NodeId[], width: number, height: number): RingLayout {
  const largest = Math.round(
    Math.min(LARGEST_RADIUS, Math.max(LARGEST_IN_A_LOW_BOX, height * RADIUS_OF_HEIGHT)),
  );
  for (let radius = largest; radius >= SMALLEST_RADIUS_WITH_WORDS; radius -= 2) {
    const places = placed(ids, width, height, radius, WORDS_GAP_PX + WORDS_WIDTH_PX);
    if (fits(places, radius) && wordsFit(places, radius))
      return { width, height, middleX: width / 2, places, radius, words: true };
  }
  let radius = largest;
  let places = placed(ids, width, height, radius, 0);
  while (radius > SMALLEST_RADIUS && !fits(places, radius)) {
    radius -= 1;
    places = placed(ids, width, height, radius, 0);
  }
  return { width, height, middleX: width / 2, places, radius, words: false };
}

/** What stands in a lower corner of the box, its margin included, px. */
export interface Corner {
  readonly side: 'left' | 'right';
  readonly width: number;
  readonly height: number;
}

/** The ring as it is; where a node would be covered, beside what stands in the corner. */
export function ringBeside(whole: RingLayout, corner: Corner | null): RingLayout {
  if (corner === null || isClear(whole, corner)) return whole;
  const { places, width, height } = whole;
  const beside = ringLayout(
    places.map(({ id }) => id),
    width - corner.width,
    height,
  );
  const aside = corner.side === 'left' ? corner.width : 0;
  return {
    ...beside,
    width,
    middleX: beside.middleX + aside,
    places: beside.places.map((place) => ({ ...place, x: place.x + aside })),
  };
}

function isClear({ width, height, places, radius }: RingLayout, corner: Corner): boolean {
  const box: Box = {
    left: corner.side === 'left' ? 0 : width - corner.width,
    right: corner.side === 'left' ? corner.width : width,
    top: height - corner.height,
    bottom: height,
  };
  return places.every((place) => distanceTo(box, place) >= reachOf(radius));
}

/** Outer edge of everything that is drawn of a node itself, px from its centre. */
function reachOf(radius: number): number {
  return radius + ARC_GAP_PX + 4;
}

function placed(
  ids: readonly NodeId[],
  width: number,
  height: number,
  radius: number,
  besidePx: number,
): Place[] {
  const n = ids.length;
  const reach = reachOf(radius);
  const ry = n === 1 ? 0 : Math.max(0, height / 2 - MARGIN_PX - reach);
  const rx = Math.min(Math.max(0, width / 2 - MARGIN_PX - reach - besidePx), ry * wideness(n));
  return evenlyOnEllipse(n, rx, ry).map(([dx, dy], i) => ({
    id: ids[i] ?? i + 1,
    x: width / 2 + dx,
    y: height / 2 + dy,
    side: dx >= -1 ? 'right' : 'left',
    top: n > 2 && i === 0,
  }));
}

/** Few nodes stand on nearly a circle; many use the box's width. */
function wideness(n: number): number {
  return Math.min(WIDEST, 1.25 + Math.max(0, n - 3) * 0.09);
}

/** Whether all nodes keep their distance: generous for few, a little for many. */
function fits(places: readonly Place[], radius: number): boolean {
  const n = places.length;
  const gap = n <= 5 ? 34 : n <= 9 ? 20 : 6;
  return places.every((a, i) =>
    places.slice(i + 1).every((b) => Math.hypot(a.x - b.x, a.y - b.y) >= 2 * reachOf(radius) + gap),
  );
}

/** Whether every node's words stand clear of all other nodes and their words. */
function wordsFit(places: readonly Place[], radius: number): boolean {
  const boxes = places.map((place) => wordsBox(place, radius));
  return boxes.every(
    (box, i) =>
      places.every((other, j) => j === i || distanceTo(box, other) >= reachOf(radius) + 2) &&
      boxes.every((other, j) => j <= i || !overlap(box, other)),
  );
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The room that a node's words take. */
export function wordsBox(place: Place, radius: number): Box {
  const near = radius + WORDS_GAP_PX;
  const y = place.y - (place.top ? TOP_WORDS_UP_PX : 0);
  return {
    left: place.side === 'right' ? place.x + near : place.x - near - WORDS_WIDTH_PX,
    right: place.side === 'right' ? place.x + near + WORDS_WIDTH_PX : place.x - near,
    top: y - WORDS_ABOVE_PX,
    bottom: y + WORDS_BELOW_PX,
  };
}

function distanceTo(box: Box, { x, y }: { readonly x: number; readonly y: number }): number {
  return Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Offsets from the centre, equally far apart along the curve. */
function evenlyOnEllipse(n: number, rx: number, ry: number): readonly (readonly [number, number])[] {
  const steps = 720;
  const lengths = [0];
  const at = (t: number): readonly [number, number] => {
    const angle = (t / steps) * 2 * Math.PI - Math.PI / 2;
    return [rx * Math.cos(angle), ry * Math.sin(angle)];
  };
  for (let t = 1; t <= steps; t++) {
    const [x0, y0] = at(t - 1);
    const [x1, y1] = at(t);
    lengths.push((lengths[t - 1] ?? 0) + Math.hypot(x1 - x0, y1 - y0));
  }
  const total = lengths[steps] ?? 0;
  return Array.from({ length: n }, (_, i) => {
    const wanted = (i / n) * total;
    const t = lengths.findIndex((length) => length >= wanted);
    return at(Math.max(0, t));
  });
}
