import { majorityOf } from '../../shared/ids';
import type { SpuriousCause } from '../../shared/trialRecord';
import type { Sent } from './silence';

/** What a leader sent one follower and was answered, until it gave up. */
export interface Exchange {
  /** AppendEntries, in order of sending. */
  readonly requests: readonly Sent[];
  /** Answers to them, in order of sending. */
  readonly answers: readonly Sent[];
  /** Was the leader, or the follower, paused at some time since then? */
  readonly pausedSince: (atMs: number) => boolean;
  /** Is the link to the follower cut, and the one from it? */
  readonly cutTo: boolean;
  readonly cutFrom: boolean;
}

/**
 * Why a leader with CheckQuorum did not hear a majority in time (thesis §6.2). With too few answers there is one that
 * would have been enough: that of the follower whose last one is the oldest of a majority's. Asked is why it is so old.
 * @param exchanges one for each other server of the cluster
 */
export function causeOfGivingUp(
  exchanges: readonly Exchange[],
  gaveUpMs: number,
  heartbeatMs: number,
): SpuriousCause | null {
  const byLastAnswer = exchanges
    .map((exchange) => ({ exchange, heard: lastHeard(exchange.answers, gaveUpMs) }))
    .sort((a, b) => (b.heard?.arrivesMs ?? -Infinity) - (a.heard?.arrivesMs ?? -Infinity));
  // Itself is one of the majority.
  const decisive = byLastAnswer[majorityOf(exchanges.length + 1) - 2];
  return decisive === undefined ? null : causeOf(decisive.exchange, decisive.heard, gaveUpMs, heartbeatMs);
}

function lastHeard(answers: readonly Sent[], byMs: number): Sent | undefined {
  return answers.reduce<Sent | undefined>(
    (last, answer) =>
      answer.arrivesMs <= byMs && answer.arrivesMs >= (last?.arrivesMs ?? -Infinity) ? answer : last,
    undefined,
  );
}

function causeOf(
  { requests, answers, pausedSince, cutTo, cutFrom }: Exchange,
  heard: Sent | undefined,
  gaveUpMs: number,
  heartbeatMs: number,
): SpuriousCause {
  if (pausedSince(heard?.arrivesMs ?? -Infinity)) return 'paused';
  if (cutTo || cutFrom) return cutTo && cutFrom ? 'lostDatagrams' : 'asymmetricLink';

  const answeredAtMs = heard?.atMs ?? -Infinity;
  const asked = requests.findLast(({ arrivesMs }) => arrivesMs <= answeredAtMs);
  // A leader that wakes up late sends heartbeats before it finds that nobody has answered.
  const unanswered = requests.filter(({ atMs }) => atMs > (asked?.atMs ?? -Infinity) && atMs < gaveUpMs);
  const unheard = answers.filter(({ atMs }) => atMs > answeredAtMs && atMs <= gaveUpMs);
  if ([...unanswered, ...unheard].some(({ arrivesMs }) => arrivesMs === Infinity)) return 'lostDatagrams';

  // Half an interval more than is due is more than a timer's usual lateness, and less than costs a leader its answers.
  const harmlessMs = heartbeatMs / 2;
  const sendingMs = [...(asked === undefined ? [] : [asked]), ...unanswered].map(({ atMs }) => atMs);
  const leaderStood = [...sendingMs.slice(1), gaveUpMs].some(
    (nextMs, i) => nextMs - (sendingMs[i] ?? nextMs) - heartbeatMs > harmlessMs,
  );
  const followerStood = unanswered.some(({ arrivesMs }) => {
    const answer = unheard.find(({ atMs }) => atMs >= arrivesMs);
    return (answer?.atMs ?? gaveUpMs) - arrivesMs > harmlessMs;
  });
  return leaderStood || followerStood ? 'stall' : 'lateHeartbeat';
}
