import type { Fact } from '../../shared/facts';
import type { LogIndex } from '../../shared/ids';
import type { Message } from './types';

/** What one step has brought about so far; `RaftCore.step` turns it into an `Output`. */
export interface Effects {
  /** Of this step's input, ms. */
  readonly nowMs: number;
  hardStateChanged: boolean;
  /** The lowest index at which the log was changed; Infinity when it was not. */
  logChangedFrom: LogIndex;
  readonly sendNow: Message[];
  readonly sendOncePersisted: Message[];
  readonly facts: Fact[];
}

export function noEffects(nowMs: number): Effects {
  return {
    nowMs,
    hardStateChanged: false,
    logChangedFrom: Infinity,
    sendNow: [],
    sendOncePersisted: [],
    facts: [],
  };
}
