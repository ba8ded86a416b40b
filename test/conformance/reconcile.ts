import { expect } from 'vitest';
import type { ReconcileCase } from './cases';
import { Network } from './network';
import type { ServerGiven } from './server';

/**
 * Kind `reconcile`: node 1 leads with the vote of node 3, which is silent otherwise; node 2's log must become the
 * leader's.
 */
export function runReconcileCase(given: ReconcileCase): void {
  const { leaderLog, followerLog, electedTerm, maxRejections } = given;
  const servers = [1, 2, 3];
  const base = { servers, votedFor: null, commitIndex: 0, preVote: false, checkQuorum: false };
  const one: ServerGiven = { ...base, id: 1, log: leaderLog, currentTerm: electedTerm - 1 };
  const two: ServerGiven = { ...base, id: 2, log: followerLog, currentTerm: followerLog.at(-1) ?? 0 };
  const three: ServerGiven = { ...base, id: 3, log: [], currentTerm: 0 };
  let rejections = 0;
  const network = new Network([one, two, three], (message) => {
    if (message.type === 'AppendEntriesReply' && !message.success) rejections += 1;
  });
  network.isolate(3);
  network.step([1, { type: 'campaign' }]);
  if (network.server(1).core.role !== 'leader') {
    const vote = { voteGranted: true, preVote: false, term: electedTerm };
    const message = { type: 'RequestVoteReply', from: 3, to: 1, ...vote } as const;
    network.step([1, { type: 'message', message }]);
  }
  network.server(1).expectState({ role: 'leader', currentTerm: electedTerm });
  network.step([1, { type: 'propose', command: Uint8Array.of(2) }]);
  network.step([1, { type: 'heartbeat' }]);
  for (const id of [1, 2]) {
    network.server(id).expectState({ log: given.expect, commitIndex: given.expect.length });
  }
  if (maxRejections !== undefined) expect(rejections).toBeLessThanOrEqual(maxRejections);
}
