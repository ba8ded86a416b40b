import type { MachineDelays } from '../../shared/agreement';
import type { ClusterSnapshot } from '../../shared/clusterSnapshot';
import type { Telemetry } from '../../shared/control/toLab';
import { MachineLog, type MachineSamples } from './machineLog';
import { RecentValues } from './recent';

const MINUTE_MS = 60_000;
/** Commit latency is shown over this long. */
const LATENCY_SPAN_MS = 5_000;
/** Elections are rare in a cluster that is only watched. */
const VOTES_SPAN_MS = 60 * MINUTE_MS;
/** Commits per second are counted over this long. */
const COMMITS_SPAN_MS = 2_000;

export type Measurements = Pick<
  ClusterSnapshot,
  'commitsPerSecond' | 'commitLatencyMs' | 'timerLateP99Ms' | 'measured'
>;

/** What the running cluster's telemetry says about its speed, over the last while. */
export class Monitor {
  readonly #timerLateMs = new RecentValues(MINUTE_MS, 30);
  readonly #machine = new MachineLog(MINUTE_MS, VOTES_SPAN_MS);
  readonly #commitLatencyMs = new RecentValues(LATENCY_SPAN_MS, 10);
  #roundTripsFromMs = -Infinity;
  /** The highest commit index known, each time it rose, oldest first. */
  readonly #commits: { readonly atMs: number; readonly index: number }[] = [];

  /** @param resumedMs when the node was last paused until; the timers that it slept through tell nothing */
  observe(telemetry: Telemetry, resumedMs: number): void {
    for (const { atMs: firedMs, fact } of telemetry.facts) {
      if (fact.type === 'timerFired') {
        if (fact.deadlineMs >= resumedMs) this.#timerLateMs.add(firedMs, fact.lateMs);
      } else if (fact.type === 'commitAdvanced') this.#committed(firedMs, fact.commitIndex);
    }
  }

  samples(samples: MachineSamples): void {
    const isNew = samples.atMs >= this.#roundTripsFromMs;
    this.#machine.add(isNew ? samples : { ...samples, roundTripMs: [] });
  }

  /**
   * The network has changed: round trips told before `fromMs` say nothing of it.
   *
   * @param fromMs when those that began before the change have ended and been told
   */
  forgetRoundTrips(fromMs: number): void {
    this.#roundTripsFromMs = fromMs;
    this.#machine.forgetRoundTrips();
  }

  acknowledged(atMs: number, latencyMs: number): void {
    this.#commitLatencyMs.add(atMs, latencyMs);
  }

  measurements(nowMs: number): Measurements {
    const p50 = this.#commitLatencyMs.quantile(0.5, nowMs);
    const p99 = this.#commitLatencyMs.quantile(0.99, nowMs);
    return {
      commitsPerSecond: this.#commitsPerSecond(nowMs),
      commitLatencyMs: p50 === null || p99 === null ? null : { p50, p99 },
      timerLateP99Ms: this.#timerLateMs.quantile(0.99, nowMs),
      measured: this.#machine.medians(nowMs),
    };
  }

  /** What the machine adds of its own: the last minute's, and the last hour's votes, for a prediction. */
  machine(nowMs: number): MachineDelays {
    return this.#machine.delays(nowMs);
  }

  #committed(atMs: number, index: number): void {
    const last = this.#commits.at(-1);
    if (last !== undefined && index <= last.index) return;
    this.#commits.push({ atMs: Math.max(atMs, last?.atMs ?? atMs), index });
    this.#forget(atMs);
  }

  #commitsPerSecond(nowMs: number): number {
    this.#forget(nowMs);
    const first = this.#commits[0];
    const last = this.#commits.at(-1);
    if (first === undefined || last === undefined) return 0;
    return ((last.index - first.index) * 1000) / COMMITS_SPAN_MS;
  }

  /** Keeps one that is older than the span: the index from which the span's commits are counted. */
  #forget(nowMs: number): void {
    const kept = this.#commits.findIndex(({ atMs }) => atMs > nowMs - COMMITS_SPAN_MS);
    const from = kept < 0 ? this.#commits.length - 1 : kept - 1;
    if (from > 0) this.#commits.splice(0, from);
  }
}
