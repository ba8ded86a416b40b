import { majorityOf, nodeLetter, type NodeId } from '../../shared/ids';

/** The most sides that a partition may have here. */
export const SIDES = [0, 1, 2] as const;
export type Side = (typeof SIDES)[number];

/** Which side each node is to be on. */
export type Sides = ReadonlyMap<NodeId, Side>;

/** As the cluster is parted now: its groups in order of their first member; what is beyond three joins the third. */
export function sidesOf(groups: readonly (readonly NodeId[])[]): Sides {
  return new Map(groups.flatMap((group, i) => group.map((id) => [id, SIDES[i] ?? 2] as const)));
}

export function membersOf(sides: Sides, side: Side): readonly NodeId[] {
  return [...sides]
    .filter(([, its]) => its === side)
    .map(([id]) => id)
    .sort((a, b) => a - b);
}

export function moved(sides: Sides, node: NodeId, side: Side): Sides {
  return new Map(sides).set(node, side);
}

/** The side to the right or the left, or the same at either end. */
export function neighbour(side: Side, step: 1 | -1): Side {
  return SIDES[side + step] ?? side;
}

/** What a side can do alone: "elects a leader: 3 of 5". Empty for an empty side. */
export function prospects(members: readonly NodeId[], servers: number): string {
  if (members.length === 0) return '';
  return members.length >= majorityOf(servers)
    ? `can elect a leader: ${members.length} of ${servers}`
    : `no majority: ${members.length} of ${servers}`;
}

/** The groups as the contract wants them; a single one ends every partition. */
export function groupsFrom(sides: Sides): NodeId[][] {
  return SIDES.map((side) => [...membersOf(sides, side)]).filter((group) => group.length > 0);
}

/** The partition in a few words: "A C | B D E". */
export function inWords(sides: Sides): string {
  return groupsFrom(sides)
    .map((group) => group.map(nodeLetter).join(' '))
    .join(' | ');
}
