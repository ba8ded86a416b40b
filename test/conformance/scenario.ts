import type { AppendEntries } from '../../src/node/raft/types';
import type { ScenarioCase, Step } from './cases';
import { Network } from './network';
import { entriesOf, type ServerGiven } from './server';

/** Kind `scenario`: a whole cluster, step by step, messages delivered until quiet after each. */
export function runScenarioCase({ given, steps }: ScenarioCase): void {
  const network = new Network(given.servers.map((id) => serverGiven(id, given)));
  for (const step of steps) perform(network, step);
}

function serverGiven(id: number, given: ScenarioCase['given']): ServerGiven {
  const log = given.logs[id] ?? [];
  const vote = given.votes[id];
  return {
    id,
    servers: given.servers,
    log,
    currentTerm: vote?.currentTerm ?? given.currentTerm ?? log.at(-1) ?? 0,
    votedFor: vote?.votedFor ?? null,
    commitIndex: 0,
    preVote: given.preVote.includes(id),
    checkQuorum: given.checkQuorum.includes(id),
  };
}

function perform(network: Network, step: Step): void {
  switch (step[0]) {
    case 'campaign': {
      const [, ...ids] = step;
      network.step(...ids.map((id) => [id, { type: 'campaign' }] as const));
      return;
    }
    case 'propose':
      propose(network, step[1]);
      return;
    case 'heartbeat':
      network.step([step[1], { type: 'heartbeat' }]);
      return;
    case 'heartbeatTo':
      network.deliver([heartbeatTo(network, step[1], step[2])]);
      return;
    case 'staleAppend':
      network.deliver([staleAppend(step[1])]);
      return;
    case 'cut':
      network.cut(step[1], step[2]);
      return;
    case 'isolate':
      network.isolate(step[1]);
      return;
    case 'drop':
      network.drop(step[1]);
      return;
    case 'heal':
      network.heal();
      return;
    case 'elapse':
      network.elapse(step[1], step[2]);
      return;
    case 'setElectionTimeout': {
      const from = network.server(step[1]).core.electionFromMs;
      if (from === null) return;
      network.step([step[1], { type: 'setElectionDeadline', deadlineMs: from + step[2] }]);
      return;
    }
    case 'transfer':
      network.step([step[1], { type: 'transferLeadership', target: step[2] }]);
      return;
    case 'enablePreVote': {
      const [, ...ids] = step;
      for (const id of ids) {
        const timing = { ...network.server(id).core.timing, preVote: true };
        network.step([id, { type: 'retune', timing }]);
      }
      return;
    }
    case 'expect':
      for (const [id, expected] of Object.entries(step[1])) {
        network.server(Number(id)).expectState(expected);
      }
  }
}

/** A command at a server; one that does not lead redirects the client to its leader, if that can be reached. */
function propose(network: Network, at: number): void {
  const { core } = network.server(at);
  const leader = core.role === 'leader' ? at : core.leader;
  if (leader === null || !network.connected(at, leader)) return;
  network.step([leader, { type: 'propose', command: Uint8Array.of(2) }]);
}

/** The heartbeat to one follower alone, at the sender's current term, whatever it has become since. */
function heartbeatTo(network: Network, from: number, to: number): AppendEntries {
  const { core } = network.server(from);
  const prev = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
  return { type: 'AppendEntries', from, to, term: core.currentTerm, ...prev };
}

function staleAppend(given: {
  from: number;
  to: number;
  term: number;
  index: number;
  entries: number[];
}): AppendEntries {
  const { from, to, term, index, entries } = given;
  const prev = { prevLogIndex: index - 1, prevLogTerm: index > 1 ? term : 0, leaderCommit: 0 };
  return { type: 'AppendEntries', from, to, term, ...prev, entries: entriesOf(entries) };
}
