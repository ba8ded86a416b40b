import {
  NOT_MEASURED,
  type FailedTermClass,
  type TermRecord,
  type TrialRecord,
} from '../../shared/trialRecord';
import type { NodeId } from '../../shared/ids';
import type { TrialPlan } from './plan';
import type { SteadyObservation } from './steadyWatch';
import { termRecords } from './termRecords';
import type { Disturbance, TrialWatch } from './watch';

export interface FinishedTrial {
  readonly trial: TrialRecord;
  /** Every term of the trial that had a candidate, the lowest first. */
  readonly terms: readonly TermRecord[];
}

/** Columns that only some kinds fill. */
export type Measured = Partial<Pick<TrialRecord, keyof typeof NOT_MEASURED>>;

/**
 * The records of a trial that is over: recovered, or stopped at its time cap. As soon as the watch knows of the
 * recovery, all facts that matter are in, as those of one node come in their order.
 *
 * @param endMs when watching ended, on the facts' axis; only a capped trial depends on it
 * @throws Error when the watch was never told of a disturbance
 */
export function finishTrial(
  plan: TrialPlan,
  watch: TrialWatch,
  endMs: number,
  measured: Measured = NOT_MEASURED,
): FinishedTrial {
  const disturbance = disturbanceOf(watch);
  const { recovery } = watch;
  const ending: Ending = {
    untilMs: recovery?.sinceMs ?? endMs,
    outcome: recovery === null ? 'capped' : 'recovered',
    electedMs: recovery?.electedMs ?? null,
    recoveredMs: recovery?.sinceMs ?? null,
    downtimeMs: recovery === null ? null : Math.max(0, recovery.sinceMs - disturbance.scheduledMs),
    leader: recovery?.leader ?? null,
    term: recovery?.term ?? null,
  };
  return recordsOf(plan, watch, disturbance, ending, measured);
}

/**
 * The records of a trial that was watched for as long as it was to be. The disturbance is where that began.
 *
 * @param ledBy who leads at the end, and the highest term
 * @throws Error when the watch was never told of a disturbance
 */
export function finishObservation(
  plan: TrialPlan,
  watch: TrialWatch,
  observation: SteadyObservation,
  ledBy: { readonly leader: NodeId | null; readonly term: number },
  measured: Measured = NOT_MEASURED,
): FinishedTrial {
  const disturbance = disturbanceOf(watch);
  const { observedMs, leaderlessMs, spuriousElections, causes } = observation;
  const ending: Ending = {
    untilMs: disturbance.happenedMs + observedMs,
    outcome: 'observed',
    electedMs: null,
    recoveredMs: null,
    downtimeMs: leaderlessMs,
    ...ledBy,
  };
  return recordsOf(plan, watch, disturbance, ending, {
    ...measured,
    observedMs,
    spuriousElections,
    spuriousLateHeartbeat: causes.lateHeartbeat,
    spuriousLostDatagrams: causes.lostDatagrams,
    spuriousStall: causes.stall,
    spuriousPaused: causes.paused,
    spuriousAsymmetricLink: causes.asymmetricLink,
  });
}

function disturbanceOf({ disturbance }: TrialWatch): Disturbance {
  if (disturbance === null) throw new Error('a trial without a disturbance has no record');
  return disturbance;
}

/** How a trial ended. Times are on the facts' axis. */
interface Ending {
  /** What came later does not count. */
  readonly untilMs: number;
  readonly outcome: TrialRecord['outcome'];
  readonly electedMs: number | null;
  readonly recoveredMs: number | null;
  readonly downtimeMs: number | null;
  readonly leader: NodeId | null;
  readonly term: number | null;
}

function recordsOf(
  plan: TrialPlan,
  watch: TrialWatch,
  disturbance: Disturbance,
  ending: Ending,
  measured: Measured,
): FinishedTrial {
  const { runId, trial, basis, originMs } = plan;
  const { experiment } = basis;
  const settings = experiment.cluster;
  const { untilMs } = ending;
  const onRunAxis = (ms: number | null): number | null => (ms === null ? null : ms - originMs);

  const terms = termRecords(plan, watch, disturbance, untilMs);
  const failed = (outcome: FailedTermClass): number =>
    terms.filter((term) => term.outcome === outcome).length;
  const maxTimerLateMs = watch.maxTimerLateMs(untilMs);

  return {
    terms,
    trial: {
      runId,
      trial,
      seed: experiment.seed,
      nodes: settings.nodes,
      alive: disturbance.live.length,
      electionTimeoutMinMs: settings.electionTimeoutMinMs,
      electionTimeoutMaxMs: settings.electionTimeoutMaxMs,
      heartbeatMs: settings.heartbeatMs,
      latency: basis.latencyLabel,
      loss: settings.loss,
      preVote: settings.preVote,
      checkQuorum: settings.checkQuorum,
      crashMode: experiment.crash,
      scheduledCrashMs: disturbance.scheduledMs - originMs,
      crashMs: disturbance.happenedMs - originMs,
      detectedMs: onRunAxis(watch.detectedMs(untilMs)),
      electedMs: onRunAxis(ending.electedMs),
      recoveredMs: onRunAxis(ending.recoveredMs),
      downtimeMs: ending.downtimeMs,
      oldLeader: disturbance.oldLeader,
      newLeader: ending.leader,
      oldTerm: disturbance.oldTerm,
      newTerm: ending.term,
      termsUsed: ending.term === null ? null : ending.term - disturbance.oldTerm,
      splitTerms: failed('split'),
      preemptedTerms: failed('preempted'),
      refusedTerms: failed('refused'),
      noQuorumTerms: failed('noQuorum'),
      lostTerms: failed('lost'),
      maxTimerLateMs,
      clean: maxTimerLateMs <= basis.contaminationThresholdMs,
      outcome: ending.outcome,
      firstTermSplit: terms[0]?.outcome === 'split',
      engine: experiment.engine,
      kind: experiment.kind,
      // One by one: spread into this literal they would take a fifth of the time of a simulated election.
      observedMs: measured.observedMs ?? null,
      spuriousElections: measured.spuriousElections ?? null,
      spuriousLateHeartbeat: measured.spuriousLateHeartbeat ?? null,
      spuriousLostDatagrams: measured.spuriousLostDatagrams ?? null,
      spuriousStall: measured.spuriousStall ?? null,
      spuriousPaused: measured.spuriousPaused ?? null,
      spuriousAsymmetricLink: measured.spuriousAsymmetricLink ?? null,
      termInflation: measured.termInflation ?? null,
      leaderDeposed: measured.leaderDeposed ?? null,
      clientDowntimeMs: measured.clientDowntimeMs ?? null,
      acknowledgedCommands: measured.acknowledgedCommands ?? null,
      commitP50Ms: measured.commitP50Ms ?? null,
      commitP99Ms: measured.commitP99Ms ?? null,
    },
  };
}
