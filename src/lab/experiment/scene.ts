import type { Experiment } from '../../shared/experiment';
import type { StampedFact } from '../../shared/facts';
import { nodeLetter, type NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import type { Cluster } from '../cluster/cluster';
import { CircumstancesLog, inContact, inTouch } from '../trial/circumstances';
import { longestGapMs, type Acknowledgement } from '../trial/clients';
import type { TrialPlan } from '../trial/plan';
import { finishTrial, type FinishedTrial, type Measured } from '../trial/record';
import { TrialWatch, type Disturbance } from '../trial/watch';
import { sleepUntil } from '../wait';
import type { SetAlarm } from './alarmClock';
import { circumstancesOf } from './circumstances';
import type { Ready } from './readiness';
import type { ForkPace } from './forkPace';
import { disturbanceOffsetMs, harmfulLateMs, type Schedule } from './schedule';
import { Timeline } from './timeline';
import { atTime, untilNews } from './waiting';

/** The leader is told so long ahead when to broadcast its heartbeat, ms. */
const NOTICE_MS = 2;

/** The trial does not count and starts over. Its message says why, as part of a sentence. */
export class SpoiledTrial extends Error {}

export interface SceneOptions {
  readonly cluster: Cluster;
  /** Who takes part. */
  readonly nodes: readonly NodeId[];
  readonly ready: Ready;
  readonly plan: Omit<TrialPlan, 'connected'>;
  readonly setAlarm: SetAlarm;
  readonly forkPace: ForkPace;
  readonly signal: AbortSignal;
}

/**
 * One attempt at a trial, on a cluster that is ready for it: what all kinds share. A kind says what is done when, and
 * what ends it; the scene keeps all that is told meanwhile, brings the timeline's faults about, and notices when the
 * trial is spoiled.
 */
export class Scene {
  readonly cluster: Cluster;
  readonly nodes: readonly NodeId[];
  readonly ready: Ready;
  readonly experiment: Experiment;
  readonly trial: number;
  readonly signal: AbortSignal;
  /** All since the attempt began; those of one node in their order. */
  facts: StampedFact[] = [];
  watch: TrialWatch;
  circumstances: CircumstancesLog;
  readonly acknowledged: Acknowledgement[] = [];
  readonly #options: SceneOptions;
  readonly #timeline: Timeline;
  readonly #unsubscribe: (() => void)[];
  /** Its elections before the disturbance are part of the experiment. */
  #apart: NodeId | null = null;
  /** What happened before is not of this attempt. */
  #fromMs = -Infinity;

  constructor(options: SceneOptions) {
    const { cluster, nodes, ready, plan, setAlarm, signal } = options;
    this.#options = options;
    this.cluster = cluster;
    this.nodes = nodes;
    this.ready = ready;
    this.experiment = plan.basis.experiment;
    this.trial = plan.trial;
    this.signal = signal;
    this.watch = new TrialWatch();
    for (const fact of asTold(ready, nodes)) this.watch.observe(fact);
    this.circumstances = new CircumstancesLog(circumstancesOf(cluster));
    this.#timeline = new Timeline(cluster, setAlarm, (fromMs) => {
      this.changed(fromMs);
    });
    this.#unsubscribe = [
      cluster.news.onFact((stamped) => {
        if (stamped.atMs < this.#fromMs) return;
        this.facts.push(stamped);
        this.watch.observe(stamped);
      }),
      cluster.news.onAcknowledged((acknowledged) => this.acknowledged.push(acknowledged)),
    ];
  }

  /** Call when the attempt is over, however it ended. */
  close(): void {
    this.#timeline.stop();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  /**
   * Draws the moment of the disturbance, on a schedule that nothing moves, and asks the leader for a heartbeat before
   * it. There are `waitMs` at least until then, and time enough for `noticeMs` before it.
   */
  schedule({ waitMs = 0, noticeMs = 0 } = {}): Schedule {
    const { experiment, trial, ready, cluster } = this;
    const offsetMs = disturbanceOffsetMs(experiment, trial);
    const heartbeatMs = monotonicMs() + NOTICE_MS + noticeMs + Math.max(0, waitMs - offsetMs);
    if (experiment.conditions.synchronisedHeartbeat) {
      cluster.members.send(ready.leader, { type: 'heartbeat', atMs: heartbeatMs });
    }
    return { heartbeatMs, scheduledMs: heartbeatMs + offsetMs };
  }

  /**
   * Makes the process with which a node will be restarted, while no election timer can be due: that keeps a processor
   * busy. Resolves when it is ready, or when it will be before a timer can be due even if it takes as long as the
   * slowest of the last few.
   */
  async forkAhead(node: NodeId): Promise<void> {
    const { forkPace } = this.#options;
    const ready = this.cluster.members.require(node).prepare();
    if (ready === null) return;
    const readyMs = monotonicMs() + forkPace.slowestMs;
    forkPace.time(ready);
    await Promise.race([ready, sleepUntil(readyMs - this.experiment.cluster.electionTimeoutMinMs)]);
  }

  /** Does something at a time (monotonic ms). @throws the signal's reason when it aborts before that */
  async at<T>(atMs: number, action: () => T): Promise<T> {
    return await atTime(this.#options.setAlarm, atMs, action, this.signal);
  }

  /**
   * Waits until a look at the news finds something; null when that is not so by `untilMs`.
   * @throws SpoiledTrial when a node dies meanwhile
   */
  async until<T>(look: () => T | null, untilMs: number): Promise<T | null> {
    const found = await untilNews(
      this.cluster,
      () => {
        this.requireAlive(this.circumstances.latest.up);
        return look();
      },
      untilMs,
      this.signal,
    );
    this.requireAlive(this.circumstances.latest.up);
    return found;
  }

  /** Lets time pass. */
  async pass(untilMs: number): Promise<void> {
    await this.until(() => null, untilMs);
  }

  /** @throws SpoiledTrial */
  requireAlive(nodes: Iterable<NodeId>): void {
    for (const node of nodes) {
      if (this.cluster.members.require(node).process === 'crashed') {
        throw new SpoiledTrial(`${nodeLetter(node)} died`);
      }
    }
  }

  /** This node's elections before the disturbance do not spoil the trial. */
  allowElectionsOf(node: NodeId): void {
    this.#apart = node;
  }

  /** Nobody leads any more and all begins anew, at `fromMs`: what was before is not of this trial. */
  beginAnew(fromMs: number): void {
    this.#fromMs = fromMs;
    this.facts = [];
    this.watch = new TrialWatch();
    this.circumstances = new CircumstancesLog(circumstancesOf(this.cluster));
  }

  /** @throws SpoiledTrial when the leader is no longer what it was */
  requireLeader(what: string): void {
    const { leader, term } = this.ready;
    const node = this.cluster.members.require(leader);
    if (!node.leads || node.status.currentTerm !== term || this.#omens(Infinity)) throw tooEarly(what);
  }

  /**
   * What was to be done has been done. The timeline runs from here.
   *
   * @param what it is, in words: "the crash"
   * @throws SpoiledTrial when an election had begun before
   */
  disturbed(disturbance: Omit<Disturbance, 'live'>): void {
    this.changed(disturbance.happenedMs);
    this.watch.disturbed({ ...disturbance, live: inTouch(this.circumstances.latest, this.cluster.servers) });
    this.#timeline.start(this.experiment.conditions.timeline, disturbance);
  }

  /** What was to be done has been done: the leader was crashed, or paused. @throws SpoiledTrial as `disturbed` does */
  leaderFellSilent(schedule: Schedule, happenedMs: number): void {
    const { leader, term } = this.ready;
    this.disturbed({
      scheduledMs: schedule.scheduledMs,
      happenedMs,
      harmfulLateMs: harmfulLateMs(this.experiment, schedule, happenedMs),
      oldLeader: leader,
      oldTerm: term,
    });
  }

  /** Processes or links are otherwise from then on. */
  changed(fromMs = monotonicMs()): void {
    const before = this.circumstances.latest;
    const now = { fromMs, ...circumstancesOf(this.cluster) };
    for (const node of before.up) if (!now.up.has(node)) this.watch.crashed(node, fromMs);
    this.circumstances.push(now);
    this.watch.inTouch(inTouch(now, this.cluster.servers));
  }

  /** Have clients been served since then? True where there are none. */
  serves(sinceMs: number): boolean {
    if (this.experiment.cluster.clientLoadPerSecond === 0) return true;
    return (this.acknowledged.at(-1)?.atMs ?? -Infinity) > sinceMs;
  }

  /** Waits for the first stability after the disturbance, and until clients know of it. */
  async untilRecovered(capMs: number): Promise<void> {
    await this.until(() => {
      const { recovery } = this.watch;
      return recovery !== null && this.serves(recovery.sinceMs) ? recovery : null;
    }, capMs);
  }

  /** @throws SpoiledTrial when an election had begun before the disturbance, but was told of only after it */
  requireCalmBefore(what: string): void {
    const happenedMs = this.watch.disturbance?.happenedMs ?? -Infinity;
    if (this.#omens(happenedMs)) throw tooEarly(what);
  }

  get plan(): TrialPlan {
    const { circumstances } = this;
    return {
      ...this.#options.plan,
      connected: (a, b, atMs) => inContact(circumstances.at(atMs), a, b),
    };
  }

  /** The records of a trial that has recovered, or was given up. */
  finish(measured: Measured = {}): FinishedTrial {
    return finishTrial(this.plan, this.watch, monotonicMs(), {
      clientDowntimeMs: this.#clientDowntimeMs(),
      ...measured,
    });
  }

  #clientDowntimeMs(): number | null {
    const { disturbance, recovery } = this.watch;
    const last = this.acknowledged.at(-1);
    if (disturbance === null || recovery === null || last === undefined) return null;
    return this.serves(recovery.sinceMs)
      ? longestGapMs(this.acknowledged, disturbance.scheduledMs, last.atMs)
      : null;
  }

  /** Is there a sign that an election has begun before then? */
  #omens(beforeMs: number): boolean {
    return this.facts.some((stamped) => {
      const { fact, node, atMs } = stamped;
      if (atMs >= beforeMs || node === this.#apart) return false;
      if (fact.type === 'timerFired') return fact.timer === 'election';
      return fact.type === 'roleChanged' || fact.type === 'termAdvanced';
    });
  }
}

function tooEarly(what: string): SpoiledTrial {
  return new SpoiledTrial(`an election began before the ${what}`);
}

/** What the nodes would have told had they been listened to before: that all of them follow the leader. */
export function asTold({ leader, term }: Ready, nodes: readonly NodeId[]): StampedFact[] {
  const atMs = -Infinity;
  return [
    { atMs, node: leader, fact: { type: 'roleChanged', role: 'leader', term, reason: 'electionWon' } },
    ...nodes
      .filter((node) => node !== leader)
      .map((node): StampedFact => ({ atMs, node, fact: { type: 'leaderRecognised', leader, term } })),
  ];
}
