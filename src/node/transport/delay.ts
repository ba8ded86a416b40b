import type { Distribution } from '../../shared/distribution';
import { unreachable } from '../../shared/errors';
import type { Random } from '../random';

/** One draw in milliseconds; draws below 0 count as 0. A fixed delay draws nothing from `random`. */
export function drawDelayMs(distribution: Distribution, random: Random): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.ms;
    case 'uniform':
      return distribution.minMs + (distribution.maxMs - distribution.minMs) * random();
    case 'normal':
      return Math.max(0, distribution.meanMs + distribution.sdMs * standardNormal(random));
    case 'lognormal':
      return distribution.medianMs * Math.exp(distribution.sigma * standardNormal(random));
    case 'exponential':
      return -distribution.meanMs * Math.log(1 - random());
    case 'empirical':
      return distribution.samplesMs[Math.floor(random() * distribution.samplesMs.length)] ?? 0;
    case 'spikes':
      return drawDelayMs(random() < distribution.share ? distribution.spike : distribution.usual, random);
    default:
      return unreachable(distribution);
  }
}

/** Box–Muller, its cosine half: always two uniforms a draw, so that streams of draws stay aligned. */
function standardNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
