import { shallowRef, type ShallowRef } from 'vue';
import type { NodeId } from '../../shared/ids';
import { useViewStore } from '../shell/viewStore';
import type { RingLayout } from './layout';
import type { MenuSubject } from './ringMenu';

/** What the ring's menu was asked for, and where it opens: at the pointer, or beside the node that has the focus. */
export function useRingMenu(stage: Readonly<ShallowRef<HTMLElement | null>>, layout: () => RingLayout) {
  const view = useViewStore();
  const subject = shallowRef<MenuSubject | null>(null);

  function openNode(node: NodeId, { clientX: x, clientY: y }: MouseEvent): void {
    view.selectedNode = node;
    subject.value = { kind: 'node', node, x, y };
  }

  function openNodeByKey(node: NodeId): void {
    const box = stage.value?.getBoundingClientRect();
    const { places, radius } = layout();
    const place = places.find(({ id }) => id === node);
    if (box === undefined || place === undefined) return;
    view.selectedNode = node;
    subject.value = { kind: 'node', node, x: box.left + place.x + radius, y: box.top + place.y };
  }

  function openLink(a: NodeId, b: NodeId, { clientX: x, clientY: y }: MouseEvent): void {
    subject.value = { kind: 'link', a, b, x, y };
  }

  /** The focus goes back to the node. */
  function close(): void {
    const closed = subject.value;
    subject.value = null;
    if (closed?.kind === 'node')
      stage.value?.querySelector<SVGGElement>(`[data-node="${closed.node}"]`)?.focus();
  }

  return { subject, openNode, openNodeByKey, openLink, close };
}
