import type { LabAction } from './actions/action';

export type KeyMeaning =
  | { readonly kind: 'action'; readonly action: LabAction }
  | { readonly kind: 'selectNode'; readonly node: number }
  | { readonly kind: 'letGo' };

/** What of a keyboard event decides its meaning. */
export interface KeyPress {
  readonly key: string;
  readonly mod: boolean;
  readonly alt: boolean;
  /** Where the focus is: fields and lists to choose from keep their letters, and what can be pressed its space. */
  readonly focus: 'text' | 'button' | 'elsewhere';
  /** A menu or a dialog is open: it has the keys. */
  readonly covered: boolean;
}

/** What a key press means, or null for nothing. */
export function meaningOf(press: KeyPress, actions: readonly LabAction[]): KeyMeaning | null {
  if (press.covered || press.alt) return null;
  const key = press.key === ' ' ? 'space' : press.key.toLowerCase();
  if (press.focus === 'text' && (!press.mod || key === 'z')) return null;
  if (press.focus === 'button' && key === 'space') return null;
  const wanted = press.mod ? `mod+${key}` : key;
  const action = actions.find((candidate) => candidate.keys.includes(wanted));
  if (action !== undefined) return { kind: 'action', action };
  if (press.mod) return null;
  if (/^[1-9]$/.test(key)) return { kind: 'selectNode', node: Number(key) };
  return key === 'escape' ? { kind: 'letGo' } : null;
}

/** Reads a browser's event. */
export function pressOf(event: KeyboardEvent): KeyPress {
  const target = event.target instanceof Element ? event.target : null;
  const isText = target?.closest(
    'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]',
  );
  const isButton = target?.closest('button, a, summary, input, [role="button"], [role="slider"]');
  return {
    key: event.key,
    mod: event.metaKey || event.ctrlKey,
    alt: event.altKey,
    focus: isText ? 'text' : isButton ? 'button' : 'elsewhere',
    covered: document.querySelector('[role="dialog"], [role="menu"]') !== null,
  };
}
