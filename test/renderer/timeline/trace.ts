import type { TrialTrace } from '../../../src/shared/trace';
import { trialRecord } from '../../main/trialRecord';

/** Three servers: A crashes at 100 ms; B times out at 260, gets C's vote at 270 and leads; C hears of it at 280. */
export function threeServers(change: Partial<TrialTrace> = {}): TrialTrace {
  return {
    runId: 'run-1',
    record: {
      ...trialRecord(7),
      scheduledCrashMs: 100,
      crashMs: 100,
      detectedMs: 260,
      electedMs: 270,
      recoveredMs: 280,
      oldLeader: 1,
      newLeader: 2,
      oldTerm: 1,
      newTerm: 2,
      downtimeMs: 180,
      splitTerms: 0,
    },
    nodes: 3,
    fromMs: 0,
    toMs: 300,
    startsWith: { leader: 1, term: 1 },
    facts: [
      { atMs: 260, node: 2, fact: { type: 'timerFired', timer: 'election', deadlineMs: 259.9, lateMs: 0.1 } },
      {
        atMs: 260,
        node: 2,
        fact: { type: 'roleChanged', role: 'candidate', term: 2, reason: 'electionTimeout' },
      },
      {
        atMs: 265,
        node: 3,
        fact: {
          type: 'voteAnswered',
          candidate: 2,
          term: 2,
          preVote: false,
          granted: true,
          reason: 'granted',
        },
      },
      { atMs: 265, node: 3, fact: { type: 'termAdvanced', term: 2 } },
      { atMs: 270, node: 2, fact: { type: 'roleChanged', role: 'leader', term: 2, reason: 'electionWon' } },
      { atMs: 280, node: 3, fact: { type: 'leaderRecognised', leader: 2, term: 2 } },
    ],
    messages: [
      { kind: 'heartbeat', from: 1, to: 2, term: 1, sentMs: 50, arrivedMs: 55 },
      { kind: 'heartbeat', from: 1, to: 3, term: 1, sentMs: 50, arrivedMs: 55 },
      { kind: 'requestVote', from: 2, to: 1, term: 2, sentMs: 260, arrivedMs: null },
      { kind: 'requestVote', from: 2, to: 3, term: 2, sentMs: 260, arrivedMs: 265 },
      { kind: 'voteGranted', from: 3, to: 2, term: 2, sentMs: 265, arrivedMs: 270 },
      { kind: 'heartbeat', from: 2, to: 3, term: 2, sentMs: 270, arrivedMs: 280 },
    ],
    traceEvery: 1,
    disturbances: [{ atMs: 100, node: 1, text: 'crash A', effect: 'down' }],
    ...change,
  };
}
