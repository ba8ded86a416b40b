import type { TermRecord } from '../../shared/trialRecord';
import { classifyFailedTerm, type Electorate } from './classify';
import type { TrialPlan } from './plan';
import type { TermEntry } from './termLedger';
import type { Disturbance, TrialWatch } from './watch';

/**
 * The trial's terms: above the old leader's, not over before the disturbance, and begun before the trial was over. One
 * not yet decided is left out.
 */
export function termRecords(
  plan: TrialPlan,
  watch: TrialWatch,
  disturbance: Disturbance,
  untilMs: number,
): TermRecord[] {
  const { basis, connected } = plan;
  const electorateAt = (atMs: number): Electorate => ({
    servers: basis.experiment.cluster.nodes,
    live: disturbance.live,
    ...(connected !== undefined && { connected: (a, b) => connected(a, b, atMs) }),
    deliveryBoundMs: basis.deliveryBoundMs,
    untilMs,
  });
  const records: TermRecord[] = [];
  for (const entry of watch.ledger.terms) {
    if (entry.term <= disturbance.oldTerm) continue;
    // What a server did while it was away is over. Where only a leader was heard of, there is no candidacy at all.
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
