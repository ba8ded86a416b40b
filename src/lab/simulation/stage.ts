import type { Experiment } from '../../shared/experiment';
import { serverIds, type NodeId } from '../../shared/ids';
import { timingOf, type Timing } from '../../shared/settings';
import { RaftCore } from '../../node/raft/core';
import type { Message, RestoredState } from '../../node/raft/types';
import { seededRandom, type Random } from '../../node/random';
import { drawDelayMs } from '../../node/transport/delay';
import type { TracedDisturbance } from '../../shared/trace';
import { basisOf, type TrialBasis, type TrialPlan } from '../trial/plan';
import { TrialWatch } from '../trial/watch';
import { drawMs, type Delay } from './delay';
import { LossBursts } from './lossBursts';
import { TRUE_CLOCK, type NodeClock } from './nodeClock';
import { restoredState } from './steadyState';
import { VirtualCluster, type ClusterObserver, type World } from './virtualCluster';

/** Experiments in virtual time. */
export interface Simulation {
  /** A killed leader and a paused one are equally silent, so a leader crash's mode makes no difference here. */
  readonly experiment: Experiment;
  /** For the records; absent where they are not kept. */
  readonly runId?: string;
  /** Servers that are down all along, besides a leader that crashes: those after server 1, of a cold start the first. */
  readonly alsoDead?: number;
}

const MAX_APPEND_BYTES = 1200;
/** How often the time before a disturbance is drawn anew when the cluster does not hold together until then. */
export const MAX_ATTEMPTS = 1000;

/** Who is told of all that happens in a trial, attempts that came to nothing included. */
export interface Tracer extends ClusterObserver {
  /** What was done to the cluster. */
  deed(deed: TracedDisturbance): void;
  /** All so far came to nothing: the time before the disturbance is drawn anew. */
  cleared(): void;
}

/**
 * No message takes no time, ms: of timers that are due at one moment all fire before any of them is heard of. Otherwise
 * equal timeouts would never split a vote on a network without a delay, as the first to be looked at would win.
 */
const SHORTEST_DELAY_MS = 1e-6;

/** Where a trial is played: servers, their world, and who watches. Each attempt at a trial begins with `clear`. */
export class Stage {
  readonly simulation: Simulation;
  readonly experiment: Experiment;
  readonly servers: readonly NodeId[];
  readonly latency: Delay;
  readonly cluster: VirtualCluster;
  /** One generator for the whole trial: in virtual time the order of draws is certain. */
  random: Random = seededRandom(0);
  watch = new TrialWatch();
  /** Of the trial under way, watches besides `watch`. */
  also: ClusterObserver | null = null;
  readonly #basis: TrialBasis;
  readonly #timings: readonly Timing[];
  /** What each server has on disk at the start, server 1 first. */
  readonly #restored: readonly RestoredState[];
  readonly #bursts: LossBursts | null;
  #clocks: NodeClock[] = [];
  /** What crashed servers left on disk. */
  #left: (RestoredState | null)[] = [];

  readonly #trace: Tracer | null;

  constructor(simulation: Simulation, trace: Tracer | null = null) {
    const { experiment } = simulation;
    const { cluster: settings, environment, conditions, kind } = experiment;
    this.simulation = simulation;
    this.#trace = trace;
    this.experiment = experiment;
    this.#basis = basisOf(experiment);
    this.servers = serverIds(settings.nodes);
    this.latency = [settings.latency, environment.ownLatency];
    this.#timings = this.servers.map((id) => timingIn(experiment, id));
    this.#restored = this.servers.map((_, i) => restoredState(environment.extraEntries[i] ?? 0));
    const { lossBursts } = environment;
    this.#bursts = lossBursts === null ? null : new LossBursts(lossBursts, () => this.random());
    const mayRestart = conditions.timeline.some(({ action }) => action.type === 'restart');
    const watchesMessages = trace !== null || kind === 'steady' || kind === 'workload';
    this.cluster = new VirtualCluster(
      this.#world(),
      {
        fact: (stamped) => {
          trace?.fact(stamped);
          this.watch.observe(stamped);
          this.also?.fact(stamped);
        },
        ...(watchesMessages && {
          message: (message, sentMs, arrivesMs) => {
            trace?.message?.(message, sentMs, arrivesMs);
            this.also?.message?.(message, sentMs, arrivesMs);
          },
        }),
        applied: (node, index) => this.also?.applied?.(node, index),
      },
      mayRestart,
    );
  }

  /** Which trial: all that is drawn from now on depends on its number and the seed alone. */
  begin(trial: number): void {
    this.random = seededRandom(this.experiment.seed, trial);
  }

  plan(trial: number): TrialPlan {
    return { runId: this.simulation.runId ?? '', trial, basis: this.#basis, originMs: 0 };
  }

  clear(): void {
    this.#trace?.cleared();
    this.cluster.reset();
    this.watch = new TrialWatch();
    this.also = null;
    this.#bursts?.reset();
    this.#left = [];
    this.#clocks = this.#drawClocks();
  }

  /** Of a message that the cluster itself does not see. */
  tellMessage(message: Message, sentMs: number, arrivesMs: number): void {
    this.#trace?.message?.(message, sentMs, arrivesMs);
  }

  tellDeed(deed: TracedDisturbance): void {
    this.#trace?.deed(deed);
  }

  /** The longest election timeout of all, ms. */
  get longestTimeoutMs(): number {
    return this.#timings.reduce(
      (longest, { electionTimeoutMaxMs, candidateTimeout }) =>
        Math.max(longest, electionTimeoutMaxMs, candidateTimeout?.maxMs ?? 0),
      0,
    );
  }

  /** The running leader of the highest term, 0 when nobody leads. */
  leaderNow(): NodeId {
    let leader = 0;
    let term = -1;
    for (const id of this.servers) {
      const core = this.cluster.core(id);
      if (core?.role !== 'leader' || core.currentTerm <= term || !this.cluster.runs(id)) continue;
      leader = id;
      term = core.currentTerm;
    }
    return leader;
  }

  timing(id: NodeId): Timing {
    return this.#timings[id - 1] ?? timingOf(this.experiment.cluster);
  }

  clock(id: NodeId): NodeClock {
    return this.#clocks[id - 1] ?? TRUE_CLOCK;
  }

  /** A server's core, with what it has on disk at the start. */
  core(id: NodeId, startMs: number, restored = this.#restored[id - 1] ?? null): RaftCore {
    const config = {
      id,
      servers: this.servers,
      timing: this.timing(id),
      random: this.random,
      maxAppendBytes: MAX_APPEND_BYTES,
    };
    return new RaftCore(config, restored, startMs * this.clock(id).rate);
  }

  /** Starts a server now. @param restored what it finds on its disk; absent: what it has at the start */
  start(id: NodeId, restored = this.#restored[id - 1] ?? null): void {
    this.cluster.start(this.core(id, this.cluster.nowMs, restored), this.clock(id), restored);
  }

  /** Its process is gone; what it had written stays. */
  crash(id: NodeId): void {
    this.#left[id - 1] = this.cluster.crash(id);
  }

  /** A new process, with what the last one left on disk. */
  restart(id: NodeId): void {
    this.start(id, this.#left[id - 1] ?? undefined);
  }

  #world(): World {
    const { cluster, environment } = this.experiment;
    const { loss } = cluster;
    const { persist, reaction, timerNoise } = environment;
    return {
      messageDelayMs: ({ from, to }, sentMs) => {
        if (loss > 0 && this.random() < loss) return Infinity;
        if (this.#bursts?.loses(from, to, sentMs) === true) return Infinity;
        return Math.max(SHORTEST_DELAY_MS, drawMs(this.latency, this.random));
      },
      reactionMs: () => drawDelayMs(reaction, this.random),
      persistDelayMs: () => drawDelayMs(persist, this.random),
      timerLateMs: () => drawDelayMs(timerNoise, this.random),
    };
  }

  #drawClocks(): NodeClock[] {
    const { clockDriftPpm, timerQuantumMs, timerPhase } = this.experiment.environment;
    if (clockDriftPpm === 0 && timerQuantumMs === 0) return [];
    const sharedMs = typeof timerPhase === 'number' ? timerPhase : this.random() * timerQuantumMs;
    return this.servers.map(() => ({
      rate: 1 + (2 * this.random() - 1) * clockDriftPpm * 1e-6,
      quantumMs: timerQuantumMs,
      phaseMs: timerPhase === 'own' ? this.random() * timerQuantumMs : sharedMs,
    }));
  }
}

function timingIn({ cluster, conditions }: Experiment, id: NodeId): Timing {
  const { candidateTimeout, nodeTimeouts } = conditions;
  const timing: Timing =
    candidateTimeout === null ? timingOf(cluster) : { ...timingOf(cluster), candidateTimeout };
  const own = nodeTimeouts.find(({ node }) => node === id)?.range;
  if (own === undefined) return timing;
  return { ...timing, electionTimeoutMinMs: own.minMs, electionTimeoutMaxMs: own.maxMs };
}
