import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

export interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'problem';
  readonly text: string;
  /** What can still be done about it. */
  readonly action: ToastAction | null;
}

const DONE_STAYS_MS = 4000;
const PROBLEM_STAYS_MS = 9000;
const MOST_AT_ONCE = 3;

/** Short words in the corner: what was done, and what went wrong. */
export const useToastStore = defineStore('toasts', () => {
  const toasts = shallowRef<readonly Toast[]>([]);
  let next = 1;

  function show(kind: Toast['kind'], text: string, action: ToastAction | null = null): number {
    const same = toasts.value.find((toast) => toast.text === text);
    if (action === null && same !== undefined) return same.id;
    const id = next++;
    toasts.value = withoutSurplus([...toasts.value, { id, kind, text, action }]);
    setTimeout(
      () => {
        dismiss(id);
      },
      kind === 'done' && action === null ? DONE_STAYS_MS : PROBLEM_STAYS_MS,
    );
    return id;
  }

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }

  return {
    toasts,
    dismiss,
    isShown: (id: number): boolean => toasts.value.some((toast) => toast.id === id),
    done: (text: string) => {
      show('done', text);
    },
    /** What was done and can be taken back; its id. */
    undoable: (text: string, undo: () => void): number => show('done', text, { label: 'Undo', run: undo }),
    problem: (text: string) => {
      show('problem', text);
    },
  };
});

/** No more than stand at once: the oldest goes first, but one with something still to be done about it goes last. */
function withoutSurplus(all: readonly Toast[]): readonly Toast[] {
  if (all.length <= MOST_AT_ONCE) return all;
  const surplus = all.find(({ action }) => action === null) ?? all[0];
  return all.filter((toast) => toast !== surplus);
}
