const query = window.matchMedia('(prefers-reduced-motion: reduce)');

/** Whether the person asked their system for less motion. The setting may change at any time. */
export function prefersReducedMotion(): boolean {
  return query.matches;
}
