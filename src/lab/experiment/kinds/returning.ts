import { monotonicMs } from '../../../shared/time';
import type { FinishedTrial, Measured } from '../../trial/record';
import type { Scene } from '../scene';

/** A node that is told something has heard it after so long, ms. */
const TOLD_MS = 3;

/** Whoever was away comes back, at `backMs` (monotonic ms); the trial's time cap counts from `scheduledMs`. */
export interface Return {
  readonly scheduledMs: number;
  readonly backMs: number;
  /** What the disturbance is called in words: "pause". */
  readonly what: string;
}

/**
 * The end of a trial from which somebody was away for a while: all follow one leader, and so long after the return that
 * anybody who was to stand for election has done so. Where the old leader leads on, nothing had to recover but what was
 * taken away.
 *
 * @param measured asked for at the end
 */
export async function untilReturned(
  scene: Scene,
  { scheduledMs, backMs, what }: Return,
  measured: () => Measured = () => ({}),
): Promise<FinishedTrial> {
  const { watch, experiment, ready } = scene;
  const capMs = scheduledMs + experiment.trialCapMs;
  await scene.pass(Math.min(capMs, backMs + longestTimeoutMs(scene) + experiment.cluster.heartbeatMs));
  await scene.until(() => {
    const servedMs = watch.recovery?.sinceMs ?? backMs;
    return scene.serves(servedMs) ? watch.stability : null;
  }, capMs);
  scene.requireCalmBefore(what);
  const { stability } = watch;
  if (stability?.leader === ready.leader && stability.term === ready.term) {
    watch.ledOn(ready.leader, ready.term, backMs);
  }
  return scene.finish(measured());
}

function longestTimeoutMs({ experiment }: Scene): number {
  const { candidateTimeout, nodeTimeouts } = experiment.conditions;
  return Math.max(
    experiment.cluster.electionTimeoutMaxMs,
    candidateTimeout?.maxMs ?? 0,
    ...nodeTimeouts.map(({ range }) => range.maxMs),
  );
}

/** When a change of links takes effect that is to come at `wantedMs`, but is told to the nodes only now; monotonic ms. */
export function linksChangeAtMs(wantedMs: number): number {
  return Math.max(wantedMs, monotonicMs() + TOLD_MS);
}
