import type { Component } from 'vue';

/** Something a person can do, wherever it is offered: button, menu, key, palette or application menu. */
export interface LabAction {
  /** Its key in what `useActions` gives. */
  readonly id: string;
  readonly title: string;
  /** What it does, to the cluster first of all. */
  readonly about: string;
  readonly group: 'Faults' | 'Measure' | 'View';
  /** Single keys, or with `mod+` for ⌘ or Ctrl. The first is shown. */
  readonly keys: readonly string[];
  readonly icon: Component;
  /** Why it cannot be done now, or null. */
  blocked(): string | null;
  run(): void;
}

/** Runs an action unless it is blocked. */
export function perform(action: LabAction): void {
  if (action.blocked() === null) action.run();
}

/** How a key reads on its cap: "K", "⌘K" or "Ctrl K", "Space". */
export function keyCap(key: string, apple = /mac/i.test(navigator.userAgent)): string {
  const [mod, letter] = key.startsWith('mod+') ? [apple ? '⌘' : 'Ctrl ', key.slice(4)] : ['', key];
  return mod + (letter === 'space' ? 'Space' : letter.toUpperCase());
}
