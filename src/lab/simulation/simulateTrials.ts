import { LabError } from '../../shared/errors';
import type { Experiment } from '../../shared/experiment';
import type { StampedFact } from '../../shared/facts';
import { serverIds, type NodeId } from '../../shared/ids';
import { timingOf, type Timing } from '../../shared/settings';
import { RaftCore } from '../../node/raft/core';
import type { RestoredState } from '../../node/raft/types';
import { seededRandom, type Random } from '../../node/random';
import { drawDelayMs } from '../../node/transport/delay';
import { finishTrial, type FinishedTrial } from '../trial/record';
import { TrialWatch } from '../trial/watch';
import { drawMs, type Delay } from './delay';
import { heartbeatsUntilSteady, heartbeatTo, OLD_LEADER, OLD_TERM, restoredState } from './steadyState';
import { VirtualCluster, type World } from './virtualCluster';

/** A leader-crash experiment in virtual time. */
export interface Simulation {
  /** A killed leader and a paused one are equally silent, so its crash mode makes no difference here. */
  readonly experiment: Experiment;
  /** For the records; absent where they are not kept. */
  readonly runId?: string;
  /** Servers that are down all along, besides the leader that crashes. */
  readonly alsoDead?: number;
  /**
   * Absent: the leader crashes at a random moment between two heartbeats. `all-at-once`: there is no leader, and the
   * timers of all servers but those of `alsoDead` start together at 0 (as Ongaro's thesis simulates elections).
   */
  readonly start?: 'all-at-once';
}

const MAX_APPEND_BYTES = 1200;
/** How often the time before a crash is drawn anew when the cluster does not hold together until then. */
const MAX_ATTEMPTS = 1000;

/**
 * Simulates trials one by one: all of the experiment's, or those from `from` up to, not including, `to`. The same
 * simulation gives the same trials, byte for byte; each depends only on the seed and its own number. Their times
 * count from a heartbeat shortly before their own crash.
 *
 * @throws LabError `bad-argument` when no leader lasts until its crash
 */
export function* simulateTrials(
  simulation: Simulation,
  from = 0,
  to = simulation.experiment.trials,
): Generator<FinishedTrial, void> {
  const simulator = new TrialSimulator(simulation);
  for (let trial = from; trial < to; trial++) yield simulator.run(trial);
}

/**
 * One trial alone, as it is among all.
 *
 * @param onFact told of every fact as it happens, those of attempts that came to nothing included
 */
export function simulateTrial(
  simulation: Simulation,
  trial: number,
  onFact?: (stamped: StampedFact) => void,
): FinishedTrial {
  return new TrialSimulator(simulation, onFact).run(trial);
}

class TrialSimulator {
  readonly #simulation: Simulation;
  readonly #latency: Delay;
  readonly #timing: Timing;
  readonly #servers: readonly NodeId[];
  readonly #live: readonly NodeId[];
  /** What each server has on disk at the start, server 1 first. */
  readonly #restored: readonly RestoredState[];
  readonly #heartbeats: number;
  readonly #cluster: VirtualCluster;
  // Of the trial under way:
  #random: Random = seededRandom(0);
  #watch = new TrialWatch();

  constructor(simulation: Simulation, onFact?: (stamped: StampedFact) => void) {
    const { experiment, alsoDead = 0, start } = simulation;
    const { cluster: settings, environment } = experiment;
    this.#simulation = simulation;
    this.#latency = [settings.latency, environment.ownLatency];
    this.#timing = timingOf(settings);
    this.#servers = serverIds(settings.nodes);
    this.#live = this.#servers.slice(start === 'all-at-once' ? alsoDead : 1 + alsoDead);
    this.#restored = this.#servers.map((_, i) => restoredState(environment.extraEntries[i] ?? 0));
    this.#heartbeats = heartbeatsUntilSteady({ ...settings, latency: this.#latency });
    this.#cluster = new VirtualCluster(this.#world(), (stamped) => {
      onFact?.(stamped);
      this.#watch.observe(stamped);
    });
  }

  run(trial: number): FinishedTrial {
    const { experiment, runId = '', start } = this.#simulation;
    // One generator for the whole trial: in virtual time the order of draws is certain.
    this.#random = seededRandom(experiment.seed, trial);
    const crashMs = start === 'all-at-once' ? this.#startAllAtOnce() : this.#runUntilCrash();
    const watch = this.#watch;
    watch.disturbed({
      scheduledMs: crashMs,
      happenedMs: crashMs,
      oldLeader: OLD_LEADER,
      oldTerm: OLD_TERM,
      live: this.#live,
    });
    const capMs = crashMs + experiment.trialCapMs;
    while (watch.recovery === null && this.#cluster.nextEventMs <= capMs) this.#cluster.advance();
    return finishTrial({ runId, trial, experiment, originMs: 0 }, watch, capMs);
  }

  #world(): World {
    const { cluster, environment } = this.#simulation.experiment;
    const { loss } = cluster;
    const { persist, timerNoise } = environment;
    return {
      messageDelayMs: () =>
        loss > 0 && this.#random() < loss ? Infinity : drawMs(this.#latency, this.#random),
      persistDelayMs: () => drawDelayMs(persist, this.#random),
      timerLateMs: () => drawDelayMs(timerNoise, this.#random),
    };
  }

  #clear(): void {
    this.#cluster.reset();
    this.#watch = new TrialWatch();
  }

  #startAllAtOnce(): number {
    this.#clear();
    for (const id of this.#live) this.#cluster.start(this.#core(id, 0));
    return 0;
  }

  /**
   * A stable cluster up to the moment of the crash. All that happens in it are the old leader's heartbeats, so that
   * one needs no core. When somebody times out all the same, the cluster was not stable: it is drawn anew.
   *
   * @returns when the leader crashes
   */
  #runUntilCrash(): number {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      this.#clear();
      const crashMs = this.#postHeartbeats();
      if (this.#holdsUntil(crashMs)) return crashMs;
    }
    throw new LabError(
      'bad-argument',
      `No leader lasts until its crash: followers time out before its next heartbeat reaches them. Set a heartbeat shorter than ${this.#timing.heartbeatMs} ms, or longer election timeouts.`,
    );
  }

  /** Heartbeats from time 0 on; each follower begins with the first. @returns when the leader crashes */
  #postHeartbeats(): number {
    const { heartbeatMs } = this.#timing;
    for (const id of this.#live) {
      const firstMs = drawMs(this.#latency, this.#random);
      const core = this.#core(id, firstMs);
      core.step({ type: 'message', message: heartbeatTo(id) }, firstMs);
      this.#cluster.start(core);
      for (let round = 1; round <= this.#heartbeats; round++) {
        this.#cluster.send(heartbeatTo(id), round * heartbeatMs, firstMs);
      }
    }
    return (this.#heartbeats + this.#random()) * heartbeatMs;
  }

  #holdsUntil(crashMs: number): boolean {
    const cluster = this.#cluster;
    while (cluster.nextEventMs < crashMs) {
      if (cluster.nextTimerMs === cluster.nextEventMs) return false;
      cluster.advance();
    }
    return true;
  }

  #core(id: NodeId, startMs: number): RaftCore {
    return new RaftCore(
      {
        id,
        servers: this.#servers,
        timing: this.#timing,
        random: this.#random,
        maxAppendBytes: MAX_APPEND_BYTES,
      },
      this.#restored[id - 1] ?? null,
      startMs,
    );
  }
}
