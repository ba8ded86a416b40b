import type { Distribution } from '../../shared/distribution';
import { drawDelayMs } from '../../node/transport/delay';
import type { Random } from '../../node/random';

/** A delay that is the sum of one draw of each, ms; none of them is no delay. */
export type Delay = readonly Distribution[];

export function drawMs(delay: Delay, random: Random): number {
  let sum = 0;
  for (const distribution of delay) sum += drawDelayMs(distribution, random);
  return sum;
}
