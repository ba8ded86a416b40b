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

  function show(kind: Toast['kind'], text: string, action: ToastAction | null = null): void {
    if (action === null && toasts.value.some((toast) => toast.text === text)) return;
    const id = next++;
    toasts.value = [...toasts.value, { id, kind, text, action }].slice(-MOST_AT_ONCE);
    setTimeout(
      () => {
        dismiss(id);
      },
      kind === 'done' && action === null ? DONE_STAYS_MS : PROBLEM_STAYS_MS,
    );
  }

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }

  return {
    toasts,
    dismiss,
    done: (text: string, action?: ToastAction) => {
      show('done', text, action);
    },
    problem: (text: string) => {
      show('problem', text);
    },
  };
});
