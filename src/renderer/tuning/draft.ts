import type { ClusterSettings, Retune } from '../../shared/settings';
import { same } from '../same';

/** What a running cluster takes on without a restart, in the order of the panel. */
export const TUNABLE = [
  'electionTimeoutMinMs',
  'electionTimeoutMaxMs',
  'heartbeatMs',
  'latency',
  'loss',
  'preVote',
  'checkQuorum',
  'clientLoadPerSecond',
] as const satisfies readonly (keyof Retune)[];

/** How long the lab may take to tell back what was asked before its word is taken over the person's, ms. */
export const ANSWER_WITHIN_MS = 1500;

export function sameSettings(a: ClusterSettings, b: ClusterSettings): boolean {
  return sameTuning(a, b) && a.nodes === b.nodes && a.durability === b.durability;
}

function sameTuning(a: ClusterSettings, b: ClusterSettings): boolean {
  return TUNABLE.every((key) => same(a[key], b[key]));
}

/** What must be retuned to get from one to the other; null when nothing. */
export function retuneBetween(from: ClusterSettings, to: ClusterSettings): Retune | null {
  const changed = TUNABLE.filter((key) => !same(from[key], to[key]));
  return changed.length === 0 ? null : Object.fromEntries(changed.map((key) => [key, to[key]]));
}

/** A lower bound pushed over the upper one takes it along, and the other way round. */
export function withRange(s: ClusterSettings, bound: 'min' | 'max', valueMs: number): ClusterSettings {
  return bound === 'min'
    ? {
        ...s,
        electionTimeoutMinMs: valueMs,
        electionTimeoutMaxMs: Math.max(valueMs, s.electionTimeoutMaxMs),
      }
    : {
        ...s,
        electionTimeoutMinMs: Math.min(valueMs, s.electionTimeoutMinMs),
        electionTimeoutMaxMs: valueMs,
      };
}

/** What a person has in hand, next to what the cluster runs with. */
export interface Draft {
  readonly settings: ClusterSettings;
  /** Local time of the last edit that the cluster has not told back yet, ms; null when in step. */
  readonly editedAtMs: number | null;
}

/**
 * The draft after the lab told its settings: it follows the cluster (another window may have retuned it), unless an
 * edit is on its way. Restart-only settings (nodes, durability) stay as the person left them while the cluster keeps
 * the ones it had.
 */
export function followCluster(
  draft: Draft,
  before: ClusterSettings | null,
  running: ClusterSettings,
  nowMs: number,
): Draft {
  const restarted =
    before === null || before.nodes !== running.nodes || before.durability !== running.durability;
  const { nodes, durability } = restarted ? running : draft.settings;
  const settings = { ...running, nodes, durability };
  if (sameTuning(draft.settings, running))
    return draft.editedAtMs === null && sameSettings(draft.settings, settings)
      ? draft
      : { settings, editedAtMs: null };
  const waiting = draft.editedAtMs !== null && nowMs - draft.editedAtMs < ANSWER_WITHIN_MS;
  return waiting ? draft : { settings, editedAtMs: null };
}

/** The right end of the slider: a round number that leaves room to move to the right. */
export function sliderEnd(maxMs: number): number {
  const ends = [50, 100, 200, 400, 600, 1000, 2000, 4000, 6000, 10_000, 20_000, 40_000, 60_000];
  return ends.find((end) => end >= maxMs * 1.3) ?? 60_000;
}

/** Slider steps a person can hit: about a thousand over its length. */
export function sliderStep(endMs: number): number {
  return endMs <= 50 ? 0.5 : endMs <= 1000 ? 1 : endMs <= 10_000 ? 10 : 100;
}
