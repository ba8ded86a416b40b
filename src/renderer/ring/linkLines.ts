import type { LinkSnapshot } from '../../shared/clusterSnapshot';
import { nodeLetter, type NodeId } from '../../shared/ids';
import { drawnLinks, type DrawnLink } from './faults';
import { ARC_GAP_PX, type Place, type RingLayout } from './layout';

/** A link as a line between its nodes' edges, px. */
export interface LinkLine extends DrawnLink {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** What is wrong with it in a few words; null when nothing is, or when there is no room for words. */
  readonly label: string | null;
}

/** More labels than this would cover the ring; its summary tells the rest. */
const MOST_LABELS = 4;
/** Between a node's arc and the end of a line. */
const GAP_PX = 4;

export function linkLines(
  layout: RingLayout,
  links: readonly LinkSnapshot[],
  isolated: ReadonlySet<NodeId>,
): readonly LinkLine[] {
  const places = new Map(layout.places.map((place) => [place.id, place]));
  const drawn = drawnLinks(layout.places, links);
  // An isolated node says so itself; its links need not each say it again.
  const speaks = (link: DrawnLink) =>
    !isolated.has(link.a) && !isolated.has(link.b) && labelOf(link) !== null;
  const roomForAll = drawn.filter(speaks).length <= MOST_LABELS;
  return drawn.flatMap((link) => {
    const a = places.get(link.a);
    const b = places.get(link.b);
    if (a === undefined || b === undefined) return [];
    return [
      { ...link, ...ends(a, b, layout.radius), label: roomForAll && speaks(link) ? labelOf(link) : null },
    ];
  });
}

function ends(a: Place, b: Place, radius: number): Pick<LinkLine, 'x1' | 'y1' | 'x2' | 'y2'> {
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  // Discs that overlap, in a box too small for them, have no line between them.
  const edge = Math.min(0.5, (radius + ARC_GAP_PX + GAP_PX) / Math.max(length, 1));
  return {
    x1: a.x + (b.x - a.x) * edge,
    y1: a.y + (b.y - a.y) * edge,
    x2: b.x - (b.x - a.x) * edge,
    y2: b.y - (b.y - a.y) * edge,
  };
}

function labelOf({ a, b, state, conditions }: DrawnLink): string | null {
  switch (state) {
    case 'cut':
      return 'cut';
    case 'cutAtoB':
      return `${nodeLetter(a)} → ${nodeLetter(b)} cut`;
    case 'cutBtoA':
      return `${nodeLetter(b)} → ${nodeLetter(a)} cut`;
    case 'whole':
      return conditions;
  }
}

/** What is cut, in one line: the parts that no longer reach each other, else how many links; null when nothing is. */
export function cutSummary(
  groups: readonly (readonly NodeId[])[],
  links: readonly Pick<DrawnLink, 'state'>[],
): string | null {
  if (groups.length > 1) {
    const parts = groups.map((group) => group.map(nodeLetter).join(' ')).join('  |  ');
    return `${groups.length} parts:  ${parts}`;
  }
  const both = links.filter((link) => link.state === 'cut').length;
  const oneWay = links.filter((link) => link.state === 'cutAtoB' || link.state === 'cutBtoA').length;
  const words = [
    both === 0 ? null : `${both} ${both === 1 ? 'link' : 'links'} cut`,
    oneWay === 0 ? null : `${oneWay} cut one way`,
  ].filter((part) => part !== null);
  return words.length === 0 ? null : words.join(', ');
}
