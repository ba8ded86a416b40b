import { longestDelayMs, medianOf } from '../../shared/delayTail';
import { distributionLabel } from '../../shared/distribution';
import type { Experiment } from '../../shared/experiment';
import {
  NOT_MEASURED,
  type FailedTermClass,
  type TermRecord,
  type TrialRecord,
} from '../../shared/trialRecord';
import type { ClusterSettings } from '../../shared/settings';
import type { NodeId } from '../../shared/ids';
import { classifyFailedTerm, type Electorate } from './classify';
import type { SteadyObservation } from './steadyWatch';
import type { TermEntry } from './termLedger';
import type { Disturbance, TrialWatch } from './watch';

/** Which trial of which run. */
export interface TrialPlan {
  readonly runId: string;
  /** Counted from 0. */
  readonly trial: number;
  readonly experiment: Experiment;
  /** The run's start on the facts' axis: 0 on the records' axis. */
  readonly originMs: number;
  /** Did messages pass between the two then, both ways? Absent: always, between live servers. */
  readonly connected?: (a: NodeId, b: NodeId, atMs: number) => boolean;
}

export interface FinishedTrial {
  readonly trial: TrialRecord;
  /** Every term of the trial that had a candidate, the lowest first. */
  readonly terms: readonly TermRecord[];
}

/** A timer may be this late without harm, whatever the network (ms). */
const HARMLESS_LATENESS_MS = 0.25;

/**
 * How late a timer may fire in a clean trial, ms: the smaller of the median one-way latency and a twentieth of the
 * range's width, but at least 0.25 ms. Later ones could make, or hide, a split vote.
 */
export function contaminationThresholdMs(
  settings: Pick<ClusterSettings, 'latency' | 'electionTimeoutMinMs' | 'electionTimeoutMaxMs'>,
): number {
  const width = settings.electionTimeoutMaxMs - settings.electionTimeoutMinMs;
  return Math.max(HARMLESS_LATENESS_MS, Math.min(medianOf(settings.latency), width / 20));
}

/** Time that a node may take to act on a message, to write to its disk included, before it counts as lost (ms). */
const PROCESSING_ALLOWANCE_MS = 50;

/** `Electorate.deliveryBoundMs` of a cluster: longer than all but one in ten thousand messages take. */
export function deliveryBoundMs(settings: Pick<ClusterSettings, 'latency' | 'loss'>): number {
  return settings.loss === 0 ? Infinity : longestDelayMs(settings.latency) + PROCESSING_ALLOWANCE_MS;
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
  const { runId, trial, experiment, originMs } = plan;
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
      latency: distributionLabel(settings.latency),
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
      clean: maxTimerLateMs <= contaminationThresholdMs(settings),
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

/**
 * The trial's terms: above the old leader's, not over before the disturbance, and begun before the trial was over. One
 * not yet decided is left out.
 */
function termRecords(
  plan: TrialPlan,
  watch: TrialWatch,
  disturbance: Disturbance,
  untilMs: number,
): TermRecord[] {
  const settings = plan.experiment.cluster;
  const { connected } = plan;
  const electorateAt = (atMs: number): Electorate => ({
    servers: settings.nodes,
    live: disturbance.live,
    ...(connected !== undefined && { connected: (a, b) => connected(a, b, atMs) }),
    deliveryBoundMs: deliveryBoundMs(settings),
    untilMs,
  });
  const records: TermRecord[] = [];
  for (const entry of watch.ledger.terms) {
    if (entry.term <= disturbance.oldTerm || entry.candidacies.length === 0) continue;
    // What a server did while it was away is over.
    if (entry.candidacies.every(({ endedMs }) => endedMs <= disturbance.happenedMs)) continue;
    const startedMs = startOf(entry);
    if (startedMs > untilMs) continue;
    const won = entry.leader !== null && entry.ledFromMs <= untilMs;
    const outcome = won ? 'won' : classifyFailedTerm(entry, watch.ledger, electorateAt(startedMs));
    if (outcome === null) continue;
    const endedMs = won ? entry.ledFromMs : Math.max(...entry.candidacies.map((c) => c.endedMs));
    records.push({
      runId: plan.runId,
      trial: plan.trial,
      term: entry.term,
      candidates: entry.candidacies.map((c) => c.candidate).sort((a, b) => a - b),
      votes: votesOf(entry),
      leader: won ? entry.leader : null,
      outcome,
      startedMs: startedMs - plan.originMs,
      endedMs: endedMs > untilMs ? null : endedMs - plan.originMs,
    });
  }
  return records;
}

/** When the first of its candidates stood; where only requests were heard of, the first answer. */
function startOf(entry: TermEntry): number {
  return entry.candidacies.reduce(
    (first, { startedMs, answers }) => Math.min(first, startedMs, answers[0]?.atMs ?? Infinity),
    Infinity,
  );
}

/** Votes given, each candidate's own included, by voter. */
function votesOf({ candidacies }: TermEntry): TermRecord['votes'] {
  const votes: TermRecord['votes'][number][] = [];
  for (const { candidate, answers } of candidacies) {
    votes.push({ voter: candidate, candidate });
    for (const { voter, reason } of answers) if (reason === 'granted') votes.push({ voter, candidate });
  }
  return votes.sort((a, b) => a.voter - b.voter);
}
