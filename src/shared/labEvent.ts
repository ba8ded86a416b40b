import type { NodeId } from './ids';

export type LabEventKind = 'fault' | 'election' | 'retune' | 'measure' | 'warning' | 'info';

/** Something that happened, in words. The terminal prints the same lines. */
export interface LabEvent {
  readonly sequence: number;
  /** Monotonic ms, the axis of all charts. */
  readonly atMs: number;
  readonly kind: LabEventKind;
  readonly node: NodeId | null;
  readonly text: string;
  /** Short label for a marker on the charts ("crash B"); null for none. */
  readonly marker: string | null;
}
