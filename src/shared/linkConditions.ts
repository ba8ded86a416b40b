import { delayInWords } from './delayWords';
import type { Distribution } from './distribution';
import { percentTick } from './format';

/** What a person has set for one directed link; absent parts are the cluster's. */
export interface LinkConditions {
  /** 0 to 1. */
  readonly loss?: number;
  readonly delay?: Distribution;
  /** The share that arrives twice, 0 to 1. */
  readonly duplicate?: number;
}

/** "loss 10%, delay 40 ms, duplicates 5%". */
export function conditionsInWords(own: LinkConditions): string {
  const parts: string[] = [];
  if (own.loss !== undefined) parts.push(`loss ${percentTick(own.loss)}`);
  if (own.delay) parts.push(`delay ${delayInWords(own.delay)}`);
  if (own.duplicate !== undefined) parts.push(`duplicates ${percentTick(own.duplicate)}`);
  return parts.join(', ');
}
