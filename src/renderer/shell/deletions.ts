import { plural } from '../format';
import { useToastStore } from './toastStore';

/**
 * Tells of what is deleted, with Undo. What follows while that is still said shares the toast, which then stays as long
 * anew and brings all of it back: of any number in a row, none loses its Undo to the next.
 *
 * @param what one of what is deleted, for people: "run"
 * @param restore takes back what was deleted under these undo tokens
 * @returns to be called with the name and the undo token of each that was deleted
 */
export function useDeletions(
  what: string,
  restore: (undoTokens: readonly string[]) => void,
): (name: string, undoToken: string) => void {
  const toasts = useToastStore();
  let told: { readonly toast: number; readonly undoTokens: readonly string[] } | null = null;
  return (name, undoToken) => {
    const before = told !== null && toasts.isShown(told.toast) ? told : null;
    if (before !== null) toasts.dismiss(before.toast);
    const undoTokens = [...(before?.undoTokens ?? []), undoToken];
    const words = before === null ? name : plural(undoTokens.length, what);
    const toast = toasts.undoable(`${words} deleted`, () => {
      restore(undoTokens);
    });
    told = { toast, undoTokens };
  };
}
