import {
  ArrowRight,
  ArrowRightLeft,
  Crown,
  Eraser,
  HardDrive,
  Link2,
  Link2Off,
  Megaphone,
  Pause,
  Play,
  RotateCcw,
  Skull,
  SlidersHorizontal,
  Timer,
  Unplug,
} from '@lucide/vue';
import type { Component } from 'vue';
import type { Action } from '../../shared/action';
import type { ClusterSnapshot } from '../../shared/clusterSnapshot';
import { delayInWords } from '../../shared/delayWords';
import { nodeLetter, type NodeId } from '../../shared/ids';
import { cutKeys, isolatedNodes, linkKey } from './faults';

export type MenuChoice =
  | { readonly kind: 'act'; readonly action: Action }
  | { readonly kind: 'nodeTimeout' | 'slowDisk' | 'wipeDisk'; readonly node: NodeId }
  | { readonly kind: 'linkConditions'; readonly from: NodeId; readonly to: NodeId };

/** What a menu was asked for, and where: `x` and `y` are window pixels. */
export type MenuSubject =
  | { readonly kind: 'node'; readonly node: NodeId; readonly x: number; readonly y: number }
  | { readonly kind: 'link'; readonly a: NodeId; readonly b: NodeId; readonly x: number; readonly y: number };

export interface MenuItem {
  readonly title: string;
  /** A few words on what it is, at the right edge. */
  readonly hint: string;
  readonly icon: Component;
  readonly danger: boolean;
  /** Why it cannot be done now, or null. */
  readonly blocked: string | null;
  readonly choice: MenuChoice;
  /** A line stands above it. */
  readonly apart: boolean;
}

const item = (
  title: string,
  icon: Component,
  choice: MenuChoice,
  more: Partial<Pick<MenuItem, 'hint' | 'danger' | 'blocked' | 'apart'>> = {},
): MenuItem => ({ title, icon, choice, hint: '', danger: false, blocked: null, apart: false, ...more });

const act = (action: Action): MenuChoice => ({ kind: 'act', action });

/**
 * What can be done to one node, as it stands.
 * @param pauseUnavailable why this platform cannot pause a process, or null
 */
export function nodeMenu(
  cluster: ClusterSnapshot,
  node: NodeId,
  pauseUnavailable: string | null,
): readonly MenuItem[] {
  const snapshot = cluster.nodes.find((candidate) => candidate.id === node);
  if (snapshot === undefined) return [];
  const { process } = snapshot;
  const letter = nodeLetter(node);
  const asleep = process === 'running' ? null : `${letter} is ${process}.`;
  const isolated = isolatedNodes(cluster.nodes, cluster.links).has(node);
  return [
    process === 'crashed'
      ? item('Restart', RotateCcw, act({ type: 'restart', node }), { hint: 'from its disk' })
      : item('Crash', Skull, act({ type: 'crash', node }), { hint: 'SIGKILL', danger: true }),
    process === 'paused'
      ? item('Resume', Play, act({ type: 'resume', node }), { hint: 'SIGCONT' })
      : item('Pause', Pause, act({ type: 'pause', node }), {
          hint: 'SIGSTOP',
          blocked: pauseUnavailable ?? (process === 'running' ? null : `${letter} is ${process}.`),
        }),
    isolated
      ? item('Rejoin', Link2, act({ type: 'rejoin', node }), { hint: 'mend its links' })
      : item('Isolate', Unplug, act({ type: 'isolate', node }), {
          hint: 'cut all its links',
          blocked: cluster.nodes.length < 2 ? 'There is no other node.' : null,
        }),
    item('Campaign now', Megaphone, act({ type: 'campaign', node }), {
      hint: 'as if timed out',
      apart: true,
      blocked: asleep ?? (snapshot.role === 'leader' ? `${letter} leads already.` : null),
    }),
    item('Transfer leadership here', Crown, act({ type: 'transfer', to: node }), {
      blocked:
        asleep ??
        (cluster.leader === null
          ? 'There is no leader to ask.'
          : cluster.leader === node
            ? `${letter} leads already.`
            : null),
    }),
    item(
      'Own timeout range…',
      Timer,
      { kind: 'nodeTimeout', node },
      {
        hint: snapshot.ownRange === null ? '' : `${snapshot.ownRange.minMs}–${snapshot.ownRange.maxMs} ms`,
      },
    ),
    item(
      'Slow disk…',
      HardDrive,
      { kind: 'slowDisk', node },
      { hint: snapshot.ownPersist === null ? '' : delayInWords(snapshot.ownPersist) },
    ),
    item(
      'Wipe disk…',
      Eraser,
      { kind: 'wipeDisk', node },
      {
        hint: 'forget all',
        danger: true,
        blocked:
          cluster.settings.durability === 'memory'
            ? 'Nothing is kept on disk.'
            : process === 'starting'
              ? `${letter} is starting.`
              : null,
      },
    ),
  ];
}

/** The links of one node, for its submenu: each cut or mended both ways. */
export function nodeLinksMenu(cluster: ClusterSnapshot, node: NodeId): readonly MenuItem[] {
  const cut = cutKeys(cluster.links);
  return cluster.nodes
    .filter((other) => other.id !== node)
    .map(({ id }) => {
      const isCut = cut.has(linkKey(node, id)) || cut.has(linkKey(id, node));
      return item(
        isCut
          ? `Mend ${nodeLetter(node)} – ${nodeLetter(id)}`
          : `Cut ${nodeLetter(node)} – ${nodeLetter(id)}`,
        isCut ? Link2 : Link2Off,
        act({ type: isCut ? 'mend' : 'cut', from: node, to: id, both: true }),
      );
    });
}

/** What can be done to the link between two nodes. */
export function linkMenu(cluster: ClusterSnapshot, a: NodeId, b: NodeId): readonly MenuItem[] {
  const cut = cutKeys(cluster.links);
  const oneWay = (from: NodeId, to: NodeId, apart: boolean): MenuItem => {
    const isCut = cut.has(linkKey(from, to));
    return item(
      `${isCut ? 'Mend' : 'Cut'} ${nodeLetter(from)} → ${nodeLetter(to)} only`,
      ArrowRight,
      act({ type: isCut ? 'mend' : 'cut', from, to, both: false }),
      { apart },
    );
  };
  const whole = !cut.has(linkKey(a, b)) && !cut.has(linkKey(b, a));
  return [
    item(
      whole ? 'Cut both ways' : 'Mend both ways',
      whole ? Link2Off : ArrowRightLeft,
      act({ type: whole ? 'cut' : 'mend', from: a, to: b, both: true }),
      { hint: 'or drag node to node' },
    ),
    oneWay(a, b, false),
    oneWay(b, a, false),
    item(
      'Loss, delay, duplication…',
      SlidersHorizontal,
      { kind: 'linkConditions', from: a, to: b },
      { apart: true },
    ),
  ];
}

/** What dropping one node on another does: mends what is cut, else cuts. */
export function dragAction(cluster: ClusterSnapshot, from: NodeId, to: NodeId, oneWay: boolean): Action {
  const cut = cutKeys(cluster.links);
  const isCut = cut.has(linkKey(from, to)) || (!oneWay && cut.has(linkKey(to, from)));
  return { type: isCut ? 'mend' : 'cut', from, to, both: !oneWay };
}
