import { NOT_MEASURED, type TrialRecord } from '../../../src/shared/trialRecord';

/** A trial that recovered after 200 ms, but for what is given. */
export function trialWith(given: Partial<TrialRecord> = {}): TrialRecord {
  return {
    runId: '2026-01-02T03-04-05Z-example',
    trial: 0,
    seed: 1,
    nodes: 5,
    alive: 4,
    electionTimeoutMinMs: 150,
    electionTimeoutMaxMs: 300,
    heartbeatMs: 75,
    latency: '0',
    loss: 0,
    preVote: false,
    checkQuorum: false,
    crashMode: 'kill',
    scheduledCrashMs: 1000,
    crashMs: 1000.05,
    detectedMs: 1160,
    electedMs: 1180,
    recoveredMs: 1200,
    downtimeMs: 200,
    oldLeader: 1,
    newLeader: 2,
    oldTerm: 1,
    newTerm: 2,
    termsUsed: 1,
    splitTerms: 0,
    preemptedTerms: 0,
    refusedTerms: 0,
    noQuorumTerms: 0,
    lostTerms: 0,
    maxTimerLateMs: 0.05,
    clean: true,
    outcome: 'recovered',
    firstTermSplit: false,
    engine: 'processes',
    kind: 'leader-crash',
    ...NOT_MEASURED,
    ...given,
  };
}

export const CAPPED: Partial<TrialRecord> = {
  electedMs: null,
  recoveredMs: null,
  downtimeMs: null,
  newLeader: null,
  newTerm: null,
  termsUsed: null,
  outcome: 'capped',
};
