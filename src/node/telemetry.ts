import type { MessageTrace, NodeStatus, Telemetry } from '../shared/control/toLab';
import type { Reporting } from '../shared/control/toNode';
import type { Fact } from '../shared/facts';
import type { Observer } from './driver';

/** Facts that an observer waits for: the lab learns of them soon, so that trials end when they end. */
const PROMPT: ReadonlySet<Fact['type']> = new Set(['roleChanged', 'leaderRecognised', 'voteCounted']);
/**
 * So long after the last of them, ms: to report takes as long as to vote, and would be in the middle of the election
 * that is reported.
 */
const PROMPT_MS = 2;
/** A timer this late may spoil a trial, and its node may be killed any moment, ms. */
const LATE_MS = 0.1;
/** Samples of one kind in one batch: enough for quantiles, whatever the load. */
const MAX_SAMPLES = 200;
/** Asking for the resident set reads a file. */
const RSS_INTERVAL_MS = 1_000;

export interface TelemetryParts extends Reporting {
  readonly nowMs: () => number;
  readonly status: () => NodeStatus;
  readonly counters: () => Omit<Telemetry['counters'], 'rssBytes'>;
  readonly rssBytes: () => number;
  readonly report: (telemetry: Telemetry) => void;
}

/**
 * Gathers what a node has to tell and reports it in batches: at most one in each interval, at once for what cannot
 * wait, and none when there is nothing to say.
 */
export class TelemetryBatcher implements Observer {
  private facts: Telemetry['facts'] = [];
  private traces: MessageTrace[] = [];
  private roundTripMs: number[] = [];
  private persistMs: number[] = [];
  private requestMs: number[] = [];
  private votes: Telemetry['samples']['votes'] = [];
  private lastStatus = '';
  private lastDrops = 0;
  private rss = 0;
  private rssAtMs = -Infinity;
  private pending: NodeJS.Timeout | null = null;
  private prompt: NodeJS.Timeout | null = null;

  constructor(private readonly parts: TelemetryParts) {}

  fact(fact: Fact, atMs: number): void {
    this.facts.push({ atMs, fact });
    if (cannotWait(fact)) this.reportSoon();
    this.touch();
  }

  trace(trace: MessageTrace): void {
    this.traces.push(trace);
    this.touch();
  }

  roundTrip(ms: number): void {
    if (this.roundTripMs.length < MAX_SAMPLES) this.roundTripMs.push(ms);
    this.touch();
  }

  persisted(ms: number): void {
    if (this.persistMs.length < MAX_SAMPLES) this.persistMs.push(ms);
    this.touch();
  }

  /** Asks for no report: a candidate is in the midst of its requests, and its facts will. */
  requested(ms: number): void {
    if (this.requestMs.length < MAX_SAMPLES) this.requestMs.push(ms);
  }

  vote(dueMs: number, handledMs: number): void {
    if (this.votes.length < MAX_SAMPLES) this.votes.push({ dueMs, handledMs });
    this.touch();
  }

  stepped(): void {
    if (this.pending === null && this.statusText() !== this.lastStatus) this.touch();
  }

  /** Something may have changed: a report is due within the interval, if it has. */
  touch(): void {
    this.pending ??= setTimeout(this.flush, this.parts.intervalMs);
  }

  private reportSoon(): void {
    if (this.prompt === null) this.prompt = setTimeout(this.flush, PROMPT_MS);
    else this.prompt.refresh();
  }

  /** Reports now, if there is anything to say. */
  readonly flush = (): void => {
    this.cancel();
    const statusText = this.statusText();
    const counters = this.parts.counters();
    const statusChanged = statusText !== this.lastStatus;
    const drops = Object.values(counters.dropped).reduce((sum, count) => sum + count, 0);
    const { facts, traces, roundTripMs, persistMs, requestMs, votes } = this;
    const gathered = [facts, traces, roundTripMs, persistMs, requestMs, votes].some(
      ({ length }) => length > 0,
    );
    if (!statusChanged && !gathered && drops === this.lastDrops) return;

    const atMs = this.parts.nowMs();
    this.parts.report({
      type: 'telemetry',
      atMs,
      ...(statusChanged ? { status: this.parts.status() } : {}),
      facts,
      traces,
      samples: { roundTripMs, persistMs, requestMs, votes },
      counters: { ...counters, rssBytes: this.rssBytes(atMs) },
    });
    this.lastStatus = statusText;
    this.lastDrops = drops;
    this.facts = [];
    this.traces = [];
    this.roundTripMs = [];
    this.persistMs = [];
    this.requestMs = [];
    this.votes = [];
  };

  /** Reports nothing more. */
  cancel(): void {
    if (this.pending !== null) clearTimeout(this.pending);
    if (this.prompt !== null) clearTimeout(this.prompt);
    this.pending = null;
    this.prompt = null;
  }

  /** Changes when what is news of the status does. */
  private statusText(): string {
    const { electionFromMs, electionDeadlineMs, ...rest } = this.parts.status();
    return JSON.stringify(this.parts.deadlines ? { electionFromMs, electionDeadlineMs, ...rest } : rest);
  }

  private rssBytes(nowMs: number): number {
    if (nowMs - this.rssAtMs >= RSS_INTERVAL_MS) {
      this.rss = this.parts.rssBytes();
      this.rssAtMs = nowMs;
    }
    return this.rss;
  }
}

function cannotWait(fact: Fact): boolean {
  if (fact.type !== 'timerFired') return PROMPT.has(fact.type);
  return fact.timer === 'election' || fact.lateMs > LATE_MS;
}
