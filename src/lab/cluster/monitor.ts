import type { MachineDelays } from '../../shared/agreement';
import type { ClusterSnapshot } from '../../shared/clusterSnapshot';
import type { Telemetry } from '../../shared/control/toLab';
import { MachineLog, type MachineSamples } from './machineLog';
import { RecentValues } from './recent';

const MINUTE_MS = 60_000;
/** Commit latency is shown over this long. */
const LATENCY_SPAN_MS = 5_000;
/** Elections are rare in a cluster that is only watched. */
const ELECTIONS_SPAN_MS = 60 * MINUTE_MS;
/** So long are processors and disk busy with starting the processes: that election tells little of those to come. */
const STARTING_MS = 3_000;
/** Commits per second are counted over this long. */
const COMMITS_SPAN_MS = 2_000;

export type Measurements = Pick<
  ClusterSnapshot,
  'commitsPerSecond' | 'commitLatencyMs' | 'timerLateP99Ms' | 'measured'
>;

/** What the running cluster's telemetry says about its speed, over the last while. */
export class Monitor {
  readonly #timerLateMs = new RecentValues(MINUTE_MS, 30);
  readonly #machine = new MachineLog(MINUTE_MS, ELECTIONS_SPAN_MS);
  readonly #commitLatencyMs = new RecentValues(LATENCY_SPAN_MS, 10);
  /** Of the first election, told until there are others. */
  readonly #startingPersistMs = new RecentValues(Infinity, 1);
  readonly #electionsFromMs: number;
  #roundTripsFromMs = -Infinity;
  #writesFromMs = -Infinity;
  /** The highest commit index known, each time it rose, oldest first. */
  readonly #commits: { readonly atMs: number; readonly index: number }[] = [];

  /** @param startedMs when the cluster's processes were started, monotonic ms */
  constructor(startedMs: number) {
    this.#electionsFromMs = startedMs + STARTING_MS;
  }

  /** @param resumedMs when the node was last paused until; the timers that it slept through tell nothing */
  observe(telemetry: Telemetry, resumedMs: number): void {
    for (const { atMs: firedMs, fact } of telemetry.facts) {
      if (fact.type === 'timerFired') {
        if (fact.deadlineMs >= resumedMs) this.#timerLateMs.add(firedMs, fact.lateMs);
      } else if (fact.type === 'commitAdvanced') this.#committed(firedMs, fact.commitIndex);
    }
  }

  samples(samples: MachineSamples): void {
    const { atMs } = samples;
    const since = (fromMs: number, told: readonly number[]): readonly number[] =>
      atMs >= fromMs ? told : [];
    const electionsFromMs = this.#electionsFromMs;
    if (atMs < electionsFromMs) for (const ms of samples.persistMs) this.#startingPersistMs.add(atMs, ms);
    this.#machine.add({
      atMs,
      roundTripMs: since(this.#roundTripsFromMs, samples.roundTripMs),
      persistMs: since(Math.max(electionsFromMs, this.#writesFromMs), samples.persistMs),
      requestMs: since(electionsFromMs, samples.requestMs),
      voteDelayMs: since(electionsFromMs, samples.voteDelayMs),
    });
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

  /** A disk has become slower or faster: writes told before `fromMs` say nothing of it. */
  forgetWrites(fromMs: number): void {
    this.#writesFromMs = fromMs;
    this.#machine.forgetWrites();
    this.#startingPersistMs.clear();
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
      measured: this.#withStarting(this.#machine.medians(nowMs), nowMs),
    };
  }

  /** What the machine adds of its own, for a prediction: the last minute's, and the last hour's elections. */
  machine(nowMs: number): MachineDelays {
    return this.#withStarting(this.#machine.delays(nowMs), nowMs);
  }

  #withStarting<T extends Pick<MachineDelays, 'persistMs'>>(measured: T, nowMs: number): T {
    return { ...measured, persistMs: measured.persistMs ?? this.#startingPersistMs.quantile(0.5, nowMs) };
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
