import { z } from 'zod';
import { distributionSchema, isNone, NO_DELAY } from './distribution';
import { MAX_NODES } from './ids';
import { MAX_TRIAL_MS } from './timeline';

/**
 * What a cluster runs on besides its settings. Real nodes have an environment of their own; what they can be asked for
 * all the same are slower writes (`persist`) and unequal logs (`extraEntries`).
 */
export const environmentSchema = z.strictObject({
  /** One-way delay of the machine and its network themselves, on top of the latency in the settings. */
  ownLatency: z._default(distributionSchema, NO_DELAY),
  /**
   * From a message's arrival until its server acts upon it: a process has to be woken. Its timers wait meanwhile, so
   * that what has come before a deadline is acted upon first.
   */
  reaction: z._default(distributionSchema, NO_DELAY),
  /**
   * One durable write, paid by whoever must write before sending (§5.1: term and vote; log entries). Of real nodes: it
   * takes at least so long, and longer where the disk itself does.
   */
  persist: z._default(distributionSchema, NO_DELAY),
  /** How late a timer fires. */
  timerNoise: z._default(distributionSchema, NO_DELAY),
  /** Timers are seen to be due only at multiples of this, ms; 0: at once. Coarse ticks make votes split that would not. */
  timerQuantumMs: z.number().min(0).max(1000).default(0),
  /** Do all servers' ticks fall together, or has each its own? A number: together, at that time of each trial, ms. */
  timerPhase: z.union([z.enum(['shared', 'own']), z.number().min(0).max(1000)]).default('shared'),
  /** Each server's clock runs fast or slow by a share of its own, uniform on ± this, in millionths. */
  clockDriftPpm: z.number().min(0).max(100_000).default(0),
  /** Besides the settings' loss: each directed link has bursts of it, with gaps and lengths exponential (Gilbert–Elliott). */
  lossBursts: z
    .strictObject({
      meanGapMs: z.number().min(1).max(MAX_TRIAL_MS),
      meanLengthMs: z.number().min(0.1).max(MAX_TRIAL_MS),
      /** In a burst. */
      loss: z.number().min(0).max(1).default(1),
    })
    .nullable()
    .default(null),
  /**
   * Uncommitted entries in each server's log beyond what all share, server 1 (the old leader) first; where the list
   * ends, none. The old leader's heartbeats do not repair the difference; so only for leader crashes without clients
   * or a timeline, and for simulated cold starts. Of real nodes: the old leader, then the others by id; followers have
   * entries from their leader, so it has as many as any.
   */
  extraEntries: z.array(z.int().min(0).max(1000)).max(MAX_NODES).default([]),
});
export type Environment = z.infer<typeof environmentSchema>;

/** No delay of its own, a disk that takes no time, timers that are never late, equal logs. */
export const IDEAL: Environment = environmentSchema.parse({});

/** Can real nodes be given it? */
export function suitsProcesses({
  ownLatency,
  reaction,
  timerNoise,
  timerQuantumMs,
  clockDriftPpm,
  lossBursts,
}: Environment): boolean {
  return (
    isNone(ownLatency) &&
    isNone(reaction) &&
    isNone(timerNoise) &&
    timerQuantumMs === 0 &&
    clockDriftPpm === 0 &&
    lossBursts === null
  );
}
