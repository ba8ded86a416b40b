import { LabError } from '../../shared/errors';
import type { TrialRecord } from '../../shared/trialRecord';
import type { StampedFact } from '../../shared/facts';
import type { NodeId } from '../../shared/ids';
import type { TracedDisturbance, TracedMessage, TrialTrace } from '../../shared/trace';
import type { Message } from '../../node/raft/types';
import { kindOf } from '../../node/transport/outbound';
import { simulateTrial, type Simulation } from './simulateTrials';
import type { Tracer } from './stage';

/** How much is shown before the disturbance, in heartbeat intervals, and after the recovery, ms. */
const HEARTBEATS_BEFORE = 1.5;
const AFTER_MS = 20;
/** Of a longer observation, so many messages are shown, evenly chosen. */
const MOST_MESSAGES = 20_000;

/**
 * Plays one trial of a simulated run again, as it was, and tells all that happened in it.
 *
 * @throws LabError `bad-argument` when the experiment has no such trial
 */
export function replayTrial(simulation: Simulation, trial: number): TrialTrace {
  const { experiment, runId = '' } = simulation;
  if (trial >= experiment.trials) {
    throw new LabError(
      'bad-argument',
      `There is no trial ${trial}: the run's are 0 to ${experiment.trials - 1}.`,
    );
  }
  const collector = new Collector();
  const { trial: record } = simulateTrial(simulation, trial, collector);
  const { heartbeatMs, scheduledCrashMs, oldLeader, oldTerm } = record;
  const fromMs = Math.max(0, scheduledCrashMs - HEARTBEATS_BEFORE * heartbeatMs);
  const toMs = endOf(record, collector.lastMs);
  const shown = (atMs: number): boolean => atMs >= fromMs && atMs <= toMs;
  const messages = collector.messages().filter(({ sentMs }) => shown(sentMs));
  const traceEvery = Math.ceil(messages.length / MOST_MESSAGES) || 1;
  return {
    runId,
    record,
    nodes: record.nodes,
    fromMs,
    toMs,
    startsWith: oldLeader === null ? null : { leader: oldLeader, term: oldTerm },
    facts: collector.facts.filter(({ atMs }) => shown(atMs)),
    messages: messages.filter((_, i) => i % traceEvery === 0),
    traceEvery,
    disturbances: collector.deeds.filter(({ atMs }) => shown(atMs)),
  };
}

function endOf({ scheduledCrashMs, observedMs, recoveredMs }: TrialRecord, lastMs: number): number {
  if (observedMs !== null) return scheduledCrashMs + observedMs;
  return recoveredMs === null ? lastMs : recoveredMs + AFTER_MS;
}

interface Sent {
  readonly message: Message;
  readonly sentMs: number;
  readonly arrivesMs: number;
}

class Collector implements Tracer {
  facts: StampedFact[] = [];
  deeds: TracedDisturbance[] = [];
  #sent: Sent[] = [];

  cleared(): void {
    this.facts = [];
    this.deeds = [];
    this.#sent = [];
  }

  fact(stamped: StampedFact): void {
    this.facts.push(stamped);
  }

  deed(deed: TracedDisturbance): void {
    this.deeds.push(deed);
  }

  message(message: Message, sentMs: number, arrivesMs: number): void {
    this.#sent.push({ message, sentMs, arrivesMs });
  }

  get lastMs(): number {
    return Math.max(this.facts.at(-1)?.atMs ?? 0, this.deeds.at(-1)?.atMs ?? 0);
  }

  /** In order of sending. */
  messages(): TracedMessage[] {
    return this.#sent
      .map(({ message, sentMs, arrivesMs }) => {
        const { from, to, term } = message;
        return { kind: kindOf(message), from, to, term, sentMs, arrivedMs: this.#readAt(to, arrivesMs) };
      })
      .sort((a, b) => a.sentMs - b.sentMs);
  }

  /** When what arrives then is read: never by a dead server, by a paused one when it goes on. */
  #readAt(node: NodeId, arrivesMs: number): number | null {
    if (arrivesMs === Infinity) return null;
    const own = this.deeds.filter((deed) => deed.node === node);
    const latest = own.findLast(
      ({ atMs, effect }) =>
        atMs <= arrivesMs && effect !== 'cutOff' && effect !== 'rejoined' && effect !== 'other',
    );
    if (latest?.effect === 'down') return null;
    if (latest?.effect !== 'paused') return arrivesMs;
    return own.find(({ atMs, effect }) => atMs >= arrivesMs && effect === 'resumed')?.atMs ?? null;
  }
}
