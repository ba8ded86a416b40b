/** Whether the person asked their system for less motion. Asked each time: the setting may change. */
export function prefersReducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
