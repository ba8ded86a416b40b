import type { SpuriousCause } from '../../shared/trialRecord';

/** One AppendEntries of a leader to a server, with or without entries: what resets the server's timer. */
export interface Sent {
  readonly atMs: number;
  /** Infinity when it was lost or cut off. */
  readonly arrivesMs: number;
}

/** What is known of the time in which a server did not hear its leader, until it stood for election. */
export interface Silence {
  /** In order of sending. */
  readonly sent: readonly Sent[];
  readonly stoodMs: number;
  readonly heartbeatMs: number;
  /** Was the server, or its leader, paused at some time since then? */
  readonly pausedSince: (atMs: number) => boolean;
  /** Is the link from the leader cut, and the one to it? */
  readonly cutFromLeader: boolean;
  readonly cutToLeader: boolean;
}

/** By so much may a heartbeat be sent late without being a stall, ms. */
const HARMLESS_MS = 0.25;

/** Why a server did not hear its leader in time. */
export function causeOfSilence(silence: Silence): SpuriousCause {
  const { sent, stoodMs, heartbeatMs, pausedSince, cutFromLeader, cutToLeader } = silence;
  const heard = sent.findLast(({ arrivesMs }) => arrivesMs <= stoodMs);
  if (pausedSince(heard?.arrivesMs ?? -Infinity)) return 'paused';
  if (cutFromLeader) return cutToLeader ? 'lostDatagrams' : 'asymmetricLink';
  const since = sent.filter(({ atMs }) => atMs > (heard?.atMs ?? -Infinity));
  if (since.some(({ arrivesMs }) => arrivesMs === Infinity)) return 'lostDatagrams';
  const overdueMs = stoodMs - (sent.at(-1)?.atMs ?? -Infinity) - heartbeatMs;
  return overdueMs > HARMLESS_MS ? 'stall' : 'lateHeartbeat';
}
