import { nodeLetter } from '../../shared/ids';
import { finishTrial, type FinishedTrial } from '../trial/record';
import { runUntilQuickCrash } from './quickCrash';
import { Stage, type Simulation, type Tracer } from './stage';
import { OLD_LEADER, OLD_TERM } from './steadyState';
import { playColdStart, playObservation, playStrike } from './wholeTrial';

export type { Simulation } from './stage';

/**
 * Simulates trials one by one: all of the experiment's, or those from `from` up to, not including, `to`. The same
 * simulation gives the same trials, byte for byte; each depends only on the seed and its own number. Their times are
 * on an axis of their own.
 *
 * @throws LabError `bad-argument` when no leader lasts until the disturbance
 */
export function* simulateTrials(
  simulation: Simulation,
  from = 0,
  to = simulation.experiment.trials,
): Generator<FinishedTrial, void> {
  const stage = new Stage(simulation);
  for (let trial = from; trial < to; trial++) yield play(stage, trial);
}

/**
 * One trial alone, as it is among all.
 *
 * @param trace told of everything as it happens, attempts that came to nothing included
 */
export function simulateTrial(simulation: Simulation, trial: number, trace?: Tracer): FinishedTrial {
  return play(new Stage(simulation, trace), trial);
}

function play(stage: Stage, trial: number): FinishedTrial {
  stage.begin(trial);
  switch (stage.experiment.kind) {
    case 'leader-crash':
      return isQuick(stage) ? playQuickCrash(stage, trial) : playStrike(stage, trial);
    case 'cold-start':
      return playColdStart(stage, trial);
    case 'leader-partition':
    case 'leader-pause':
    case 'rejoin-after-partition':
      return playStrike(stage, trial);
    case 'steady':
    case 'workload':
      return playObservation(stage, trial);
  }
}

/** Is there nothing in the trial but heartbeats, a crash and an election? */
function isQuick({ experiment: { cluster, conditions } }: Stage): boolean {
  return cluster.clientLoadPerSecond === 0 && conditions.timeline.length === 0;
}

function playQuickCrash(stage: Stage, trial: number): FinishedTrial {
  const live = stage.servers.slice(1 + (stage.simulation.alsoDead ?? 0));
  const crashMs = runUntilQuickCrash(stage, live);
  stage.watch.disturbed({
    scheduledMs: crashMs,
    happenedMs: crashMs,
    oldLeader: OLD_LEADER,
    oldTerm: OLD_TERM,
    live,
  });
  stage.tellDeed({
    atMs: crashMs,
    node: OLD_LEADER,
    text: `crash ${nodeLetter(OLD_LEADER)}`,
    effect: 'down',
  });
  const capMs = crashMs + stage.experiment.trialCapMs;
  while (stage.watch.recovery === null && stage.cluster.nextEventMs <= capMs) stage.cluster.advance();
  return finishTrial(stage.plan(trial), stage.watch, capMs);
}
