import type { NodeId } from '../../shared/ids';
import { connected, inContact } from '../trial/circumstances';
import { clientColumns, longestGapMs } from '../trial/clients';
import type { TrialPlan } from '../trial/plan';
import { finishObservation, finishTrial, type FinishedTrial, type Measured } from '../trial/record';
import { SteadyWatch } from '../trial/steadyWatch';
import { VirtualClients } from './clients';
import { Deeds } from './deeds';
import { Evidence } from './evidence';
import type { Stage } from './stage';
import { heartbeatsUntilSteady, OLD_LEADER } from './steadyState';

/** After so many of the longest timeouts without stability, a cluster is not waited for any longer. */
const PATIENCE_TIMEOUTS = 50;

/** A cluster's leader when nothing disturbs it. */
export interface Calm {
  readonly leader: NodeId;
  readonly term: number;
}

/**
 * One attempt at a trial in which every server has its core, the leader included: from the start of all servers to
 * whatever ends it. Whoever plays it says what happens when.
 */
export class Course {
  readonly stage: Stage;
  readonly deeds: Deeds;
  readonly clients: VirtualClients | null;
  readonly #steady: SteadyWatch | null;

  /** @param observes whether spurious elections and leaderless time are watched for */
  constructor(stage: Stage, observes = false) {
    stage.clear();
    this.stage = stage;
    const { cluster, watch, servers, experiment } = stage;
    const evidence = observes ? new Evidence(stage) : null;
    this.deeds = new Deeds(stage, {
      crashed: (node) => {
        watch.crashed(node, cluster.nowMs);
        this.#steady?.crashed(node, cluster.nowMs);
      },
      paused: (node) => evidence?.paused(node),
      done: () => {
        watch.inTouch(this.deeds.inTouch());
        this.clients?.turnSoon();
      },
    });
    this.#steady =
      evidence === null
        ? null
        : new SteadyWatch(servers, {
            lives: (node) => cluster.core(node) !== null,
            connected: (a, b) => connected(this.deeds.circumstances.latest, a, b),
            causeOf: (candidate, leader, atMs) => evidence.causeOf(candidate, leader, atMs),
            causeOfGivingUp: (leader, atMs) => evidence.causeOfGivingUp(leader, atMs),
          });
    const { clientLoadPerSecond } = experiment.cluster;
    this.clients = clientLoadPerSecond === 0 ? null : new VirtualClients(stage, clientLoadPerSecond);
    stage.also = {
      fact: (stamped) => {
        this.#steady?.observe(stamped);
        this.clients?.heard(stamped.fact);
      },
      message: (message, sentMs, arrivesMs) => evidence?.sent(message, sentMs, arrivesMs),
      applied: (node, index) => this.clients?.applied(node, index),
    };
  }

  /** Starts all servers but the first `dead` ones, and the clients. */
  start(dead = 0): readonly NodeId[] {
    const live = this.stage.servers.slice(dead);
    for (const id of live) this.stage.start(id);
    this.stage.watch.inTouch(live);
    this.clients?.start();
    return live;
  }

  /** Starts all, has the first server elected and lets some heartbeats pass. Null when no calm comes of it. */
  settle(): Calm | null {
    const { cluster, watch, experiment, latency } = this.stage;
    const { electionTimeoutMaxMs, heartbeatMs } = experiment.cluster;
    this.start();
    cluster.step(OLD_LEADER, { type: 'campaign' });
    const patienceMs = PATIENCE_TIMEOUTS * electionTimeoutMaxMs;
    while (watch.stability === null && cluster.nextEventMs <= patienceMs) cluster.advance();
    const heartbeats = 1 + heartbeatsUntilSteady({ ...experiment.cluster, latency });
    this.advanceTo(cluster.nowMs + heartbeats * heartbeatMs);
    return watch.stability;
  }

  /** Lets all happen until then. */
  advanceTo(atMs: number): void {
    const { cluster } = this.stage;
    const arrival = { reached: false };
    cluster.plan(atMs, () => {
      arrival.reached = true;
    });
    while (!arrival.reached) cluster.advance();
  }

  /** Lets all happen until `isOver`, or until `capMs`. */
  advanceUntil(isOver: () => boolean, capMs: number): void {
    const { cluster } = this.stage;
    while (!isOver() && cluster.nextEventMs <= capMs) cluster.advance();
  }

  planTimeline(fromMs: number): void {
    for (const { atMs, action } of this.stage.experiment.conditions.timeline) {
      this.stage.cluster.plan(fromMs + atMs, () => {
        this.deeds.do(action);
      });
    }
  }

  /** Have clients been served since then? */
  serves(sinceMs: number): boolean {
    return this.clients === null || this.clients.lastAcknowledgedMs > sinceMs;
  }

  finish(trial: number, disturbedMs: number, capMs: number, measured: Measured = {}): FinishedTrial {
    const { stage, clients } = this;
    const { recovery } = stage.watch;
    const clientDowntimeMs =
      clients === null || recovery === null || !this.serves(recovery.sinceMs)
        ? null
        : longestGapMs(clients.acknowledged, disturbedMs, clients.lastAcknowledgedMs);
    return finishTrial(this.#plan(trial), stage.watch, capMs, { ...measured, clientDowntimeMs });
  }

  /** Watches for as long as the experiment says, from now on. */
  observe(trial: number, steady = this.#steady): FinishedTrial {
    const { stage, clients, deeds } = this;
    if (steady === null) throw new Error('this course was not to be observed');
    const { cluster, watch } = stage;
    const fromMs = cluster.nowMs;
    const untilMs = fromMs + (stage.experiment.observeMs ?? 0);
    const led = steady.followed;
    deeds.oldLeader = led?.leader ?? 0;
    steady.begin(fromMs);
    watch.disturbed({
      scheduledMs: fromMs,
      happenedMs: fromMs,
      oldLeader: led?.leader ?? null,
      oldTerm: led?.term ?? steady.term,
      live: deeds.inTouch(),
    });
    this.planTimeline(fromMs);
    this.advanceTo(untilMs);
    const ledBy = { leader: steady.followed?.leader ?? null, term: steady.term };
    return finishObservation(
      this.#plan(trial),
      watch,
      steady.end(untilMs),
      ledBy,
      clients === null ? undefined : clientColumns(clients.acknowledged, fromMs, untilMs),
    );
  }

  #plan(trial: number): TrialPlan {
    return {
      ...this.stage.plan(trial),
      connected: (a, b, atMs) => inContact(this.deeds.circumstances.at(atMs), a, b),
    };
  }
}
