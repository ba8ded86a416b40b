import { formatDistribution, medianOf, type Distribution } from '../../shared/distribution';
import {
  NOT_MEASURED,
  type Experiment,
  type FailedTermClass,
  type TermRecord,
  type TrialRecord,
} from '../../shared/experiment';
import { serverIds, type NodeId } from '../../shared/ids';
import type { ClusterSettings } from '../../shared/settings';
import { connected, runs, type CircumstancesLog } from './circumstances';
import { classifyFailedTerm, type Electorate } from './classify';
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
  /** What became of processes and links meanwhile; absent: nothing but the disturbance. */
  readonly circumstances?: CircumstancesLog;
}

/** The columns that only some kinds of experiment measure. */
export type Measured = Partial<{ [Column in keyof typeof NOT_MEASURED]: TrialRecord[Column] }>;

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

/** What 99.99% of draws stay below, ms. */
export function longestDelayMs(d: Distribution): number {
  const deviates = 3.72;
  switch (d.kind) {
    case 'fixed':
      return d.ms;
    case 'uniform':
      return d.maxMs;
    case 'normal':
      return d.meanMs + deviates * d.sdMs;
    case 'lognormal':
      return d.medianMs * Math.exp(deviates * d.sigma);
    case 'exponential':
      return d.meanMs * Math.log(10_000);
  }
}

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
  measured: Measured = {},
): FinishedTrial {
  const { recovery } = watch;
  const disturbance = disturbanceOf(watch);
  if (recovery === null) return recordsOf(plan, watch, { ...CAPPED, untilMs: endMs }, measured);
  const { sinceMs, leader, term, electedMs } = recovery;
  const ending: Ending = {
    outcome: 'recovered',
    untilMs: sinceMs,
    electedMs,
    recoveredMs: sinceMs,
    downtimeMs: sinceMs - disturbance.scheduledMs,
    newLeader: leader,
    newTerm: term,
  };
  return recordsOf(plan, watch, ending, measured);
}

/** A cluster that was watched without waiting for anything. Times are on the facts' axis. */
export interface Observation {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Time in which no majority followed one leader, ms. */
  readonly leaderlessMs: number;
  /** Whom a majority follows at the end; null when there is nobody. */
  readonly followed: { readonly leader: NodeId; readonly term: number } | null;
}

/** The records of a trial that was observed for as long as it was to be. Its new leader is who leads at the end. */
export function finishObserved(
  plan: TrialPlan,
  watch: TrialWatch,
  { fromMs, untilMs, leaderlessMs, followed }: Observation,
  measured: Measured = {},
): FinishedTrial {
  const ending: Ending = {
    outcome: 'observed',
    untilMs,
    electedMs: null,
    recoveredMs: null,
    downtimeMs: leaderlessMs,
    newLeader: followed?.leader ?? null,
    newTerm: followed?.term ?? null,
  };
  return recordsOf(plan, watch, ending, { observedMs: untilMs - fromMs, ...measured });
}

/** How a trial ended. Times are on the facts' axis. */
interface Ending extends Pick<
  TrialRecord,
  'outcome' | 'electedMs' | 'recoveredMs' | 'downtimeMs' | 'newLeader' | 'newTerm'
> {
  /** What came later is not part of the trial. */
  readonly untilMs: number;
}

const CAPPED = {
  outcome: 'capped',
  electedMs: null,
  recoveredMs: null,
  downtimeMs: null,
  newLeader: null,
  newTerm: null,
} as const;

function disturbanceOf({ disturbance }: TrialWatch): Disturbance {
  if (disturbance === null) throw new Error('a trial without a disturbance has no record');
  return disturbance;
}

function recordsOf(plan: TrialPlan, watch: TrialWatch, ending: Ending, measured: Measured): FinishedTrial {
  const disturbance = disturbanceOf(watch);
  const { runId, trial, experiment, originMs } = plan;
  const { untilMs, newTerm } = ending;
  const settings = experiment.cluster;
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
      latency: formatDistribution(settings.latency),
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
      newLeader: ending.newLeader,
      oldTerm: disturbance.oldTerm,
      newTerm,
      termsUsed: newTerm === null ? null : newTerm - disturbance.oldTerm,
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
      ...NOT_MEASURED,
      ...measured,
    },
  };
}

/**
 * The trial's terms: above the old leader's, and begun between the disturbance and the trial's end. One not yet decided
 * is left out.
 */
function termRecords(
  plan: TrialPlan,
  watch: TrialWatch,
  disturbance: Disturbance,
  untilMs: number,
): TermRecord[] {
  const settings = plan.experiment.cluster;
  const electorateAt = (atMs: number): Electorate => ({
    servers: settings.nodes,
    ...votersAt(plan, disturbance, atMs),
    deliveryBoundMs: deliveryBoundMs(settings),
    untilMs,
  });
  const records: TermRecord[] = [];
  for (const entry of watch.ledger.terms) {
    if (entry.term <= disturbance.oldTerm || entry.candidacies.length === 0) continue;
    const startedMs = startOf(entry);
    if (startedMs > untilMs || startedMs < disturbance.happenedMs) continue;
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

/** Who could vote in a term that began then, and who could reach whom. */
function votersAt(
  { experiment, circumstances }: TrialPlan,
  { live }: Disturbance,
  atMs: number,
): Pick<Electorate, 'live' | 'connected'> {
  if (circumstances === undefined) return { live };
  const now = circumstances.at(atMs);
  return {
    live: serverIds(experiment.cluster.nodes).filter((node) => runs(now, node)),
    connected: (a, b) => connected(now, a, b),
  };
}

/** When the first of its candidates stood; where only requests were heard of, the first answer. */
function startOf(entry: TermEntry): number {
  return entry.candidacies.reduce(
    (first, { startedMs, answers }) => Math.min(first, startedMs, answers[0]?.atMs ?? Infinity),
    Infinity,
  );
}

/** Votes given, each candidate's own included, by voter. */
function votesOf(entry: TermEntry): TermRecord['votes'] {
  return entry.candidacies
    .flatMap(({ candidate, answers }) => [
      { voter: candidate, candidate },
      ...answers.filter((a) => a.reason === 'granted').map(({ voter }) => ({ voter, candidate })),
    ])
    .sort((a, b) => a.voter - b.voter);
}
