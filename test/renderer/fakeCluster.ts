import type { Action } from '../../src/shared/action';
import type { ClusterSnapshot, LinkSnapshot, NodeSnapshot } from '../../src/shared/clusterSnapshot';
import type { LabEvent } from '../../src/shared/labEvent';
import type { MessageKind, MessageTrace } from '../../src/shared/control/toLab';
import { medianOf } from '../../src/shared/delayTail';
import { formatDistribution, type Distribution } from '../../src/shared/distribution';
import { nodeLetter, serverIds, type NodeId } from '../../src/shared/ids';
import type { LinkConditions } from '../../src/shared/linkConditions';
import { timingOf, type ClusterSettings, type Retune } from '../../src/shared/settings';
import { RaftCore } from '../../src/node/raft/core';
import type { Entry, HardState, Message } from '../../src/node/raft/types';
import { seededRandom, type Random } from '../../src/node/random';

interface FakeNode {
  readonly id: NodeId;
  core: RaftCore;
  process: NodeSnapshot['process'];
  pid: number;
  hardState: HardState;
  entries: Entry[];
  ownRange: { minMs: number; maxMs: number } | null;
  ownPersist: Distribution | null;
}

/**
 * A cluster of real Raft cores in virtual time, for developing and testing the window: no processes, no sockets,
 * the same story every time for the same seed and the same calls.
 */
export class FakeCluster {
  readonly events: LabEvent[] = [];
  readonly traces: MessageTrace[] = [];
  nowMs: number;
  readonly #nodes: FakeNode[];
  readonly #random: Random;
  readonly #cut = new Set<string>();
  readonly #conditions = new Map<string, LinkConditions>();
  #inFlight: { readonly atMs: number; readonly message: Message }[] = [];
  #sequence = 0;
  #pid = 4710;
  #proposals = 0;
  #owed = 0;
  readonly #rates: { atMs: number; commit: number }[] = [];

  constructor(
    public settings: ClusterSettings,
    readonly seed: number,
    startMs: number,
  ) {
    this.nowMs = startMs;
    this.#random = seededRandom(seed, 1000);
    this.#nodes = serverIds(settings.nodes).map((id) => ({
      id,
      core: this.#newCore(id, null),
      process: 'running',
      pid: this.#pid++,
      hardState: { currentTerm: 0, votedFor: null },
      entries: [],
      ownRange: null,
      ownPersist: null,
    }));
  }

  get leader(): FakeNode | undefined {
    return this.#nodes
      .filter((node) => node.process === 'running' && node.core.role === 'leader')
      .sort((a, b) => b.core.currentTerm - a.core.currentTerm)[0];
  }

  get term(): number {
    return Math.max(...this.#nodes.map((node) => node.core.currentTerm));
  }

  /** One leader whom every other live node follows. */
  get stable(): boolean {
    const leader = this.leader;
    return (
      leader !== undefined &&
      this.#nodes.every((node) => node.process !== 'running' || node.core.leader === leader.id)
    );
  }

  /** Lets virtual time pass, in steps of at most a millisecond. */
  advanceTo(untilMs: number): void {
    while (this.nowMs < untilMs) {
      this.nowMs = Math.min(untilMs, this.nowMs + 1);
      const due = this.#inFlight.filter((item) => item.atMs <= this.nowMs);
      if (due.length > 0) {
        this.#inFlight = this.#inFlight.filter((item) => item.atMs > this.nowMs);
        for (const { message } of due.sort((a, b) => a.atMs - b.atMs)) {
          const node = this.#node(message.to);
          if (node.process === 'running') this.#step(node, { type: 'message', message });
        }
      }
      for (const node of this.#nodes)
        if (node.process === 'running' && node.core.deadlineMs <= this.nowMs)
          this.#step(node, { type: 'tick' });
      this.#load();
    }
  }

  snapshot(): ClusterSnapshot {
    const leader = this.leader;
    const commit = Math.max(0, ...this.#nodes.map((node) => node.core.commitIndex));
    this.#rates.push({ atMs: this.nowMs, commit });
    while (this.#rates.length > 2 && (this.#rates[0]?.atMs ?? 0) < this.nowMs - 1000) this.#rates.shift();
    const [first] = this.#rates;
    const spanMs = first === undefined ? 0 : this.nowMs - first.atMs;
    return {
      settings: this.settings,
      nodes: this.#nodes.map((node) => this.#snapshotOf(node)),
      links: this.#links(),
      leader: leader?.id ?? null,
      term: this.term,
      commitsPerSecond: first === undefined || spanMs < 200 ? 0 : ((commit - first.commit) / spanMs) * 1000,
      commitLatencyMs:
        this.settings.clientLoadPerSecond === 0
          ? null
          : {
              p50: 2 * medianOf(this.settings.latency) + 0.9,
              p99: 2 * medianOf(this.settings.latency) + 3.1,
            },
      timerLateP99Ms: 0.12,
      measured: { roundTripMs: 2 * medianOf(this.settings.latency) + 0.09, persistMs: 0.41 },
    };
  }

  retune(change: Retune): void {
    const before = this.settings;
    this.settings = { ...this.settings, ...change };
    for (const node of this.#nodes) this.#step(node, { type: 'retune', timing: timingOf(this.settings) });
    const { electionTimeoutMinMs: min, electionTimeoutMaxMs: max, latency } = this.settings;
    const text =
      before.electionTimeoutMinMs !== min || before.electionTimeoutMaxMs !== max
        ? `election timeout is now ${min}–${max} ms`
        : `retuned: heartbeat ${this.settings.heartbeatMs} ms, link delay ${formatDistribution(latency)} ms`;
    this.tell('retune', null, text, 'retune');
  }

  act(action: Action): void {
    switch (action.type) {
      case 'crash':
        this.crash(action.node);
        break;
      case 'crashLeader':
        if (this.leader === undefined) throw new Error('There is no leader to crash. Wait for an election.');
        this.crash(this.leader.id);
        break;
      case 'restart':
        this.restart(action.node);
        break;
      case 'restartAll':
        for (const node of this.#nodes) if (node.process === 'crashed') this.restart(node.id);
        break;
      case 'pause':
        this.#node(action.node).process = 'paused';
        this.tell(
          'fault',
          action.node,
          `${nodeLetter(action.node)} is paused (SIGSTOP)`,
          `pause ${nodeLetter(action.node)}`,
        );
        break;
      case 'resume':
        this.#node(action.node).process = 'running';
        this.tell('fault', action.node, `${nodeLetter(action.node)} goes on (SIGCONT)`, null);
        break;
      case 'isolate':
        this.#part([[action.node]]);
        this.tell(
          'fault',
          action.node,
          `${nodeLetter(action.node)} is cut off from all others`,
          `isolate ${nodeLetter(action.node)}`,
        );
        break;
      case 'partitionLeader': {
        const id = this.leader?.id;
        if (id === undefined) throw new Error('There is no leader to part from the rest.');
        this.#part([[id]]);
        this.tell(
          'fault',
          id,
          `${nodeLetter(id)}, the leader, is parted from the rest`,
          `partition ${nodeLetter(id)}`,
        );
        break;
      }
      case 'partition':
        this.#part(action.groups);
        this.tell('fault', null, 'the cluster is parted', 'partition');
        break;
      case 'rejoin':
        for (const other of this.#nodes) {
          this.#cut.delete(`${action.node}>${other.id}`);
          this.#cut.delete(`${other.id}>${action.node}`);
        }
        break;
      case 'cut':
      case 'mend':
        for (const key of action.both
          ? [`${action.from}>${action.to}`, `${action.to}>${action.from}`]
          : [`${action.from}>${action.to}`])
          if (action.type === 'cut') this.#cut.add(key);
          else this.#cut.delete(key);
        this.tell(
          'fault',
          action.from,
          `${nodeLetter(action.from)} is ${action.type === 'cut' ? 'cut off from' : 'reconnected to'} ${nodeLetter(action.to)}`,
          `${action.type} ${nodeLetter(action.from)}${nodeLetter(action.to)}`,
        );
        break;
      case 'condition': {
        const own: LinkConditions = {
          ...(action.loss !== null && { loss: action.loss }),
          ...(action.delay !== null && { delay: action.delay }),
          ...(action.duplicate !== null && { duplicate: action.duplicate }),
        };
        const link = `${action.from}>${action.to}`;
        if (Object.keys(own).length === 0) this.#conditions.delete(link);
        else this.#conditions.set(link, own);
        break;
      }
      case 'heal':
        this.#cut.clear();
        this.#conditions.clear();
        this.tell('fault', null, 'all links are whole again', 'heal');
        break;
      case 'campaign':
        this.#step(this.#node(action.node), { type: 'campaign' });
        break;
      case 'transfer':
        if (this.leader !== undefined)
          this.#step(this.leader, { type: 'transferLeadership', target: action.to });
        break;
      case 'alignTimers':
      case 'spreadTimers':
        this.#moveTimers(action.type === 'alignTimers');
        break;
      case 'propose':
        this.#propose();
        break;
      case 'nodeTimeout':
        this.#node(action.node).ownRange = action.range;
        break;
      case 'slowDisk':
        this.#node(action.node).ownPersist = action.delay;
        break;
      case 'wipe':
        if (this.#node(action.node).process !== 'crashed') this.crash(action.node);
        this.restart(action.node);
        break;
    }
  }

  crash(id: NodeId): void {
    const node = this.#node(id);
    if (node.process === 'crashed')
      throw new Error(`${nodeLetter(id)} is already crashed. Restart it first.`);
    const wasLeader = this.leader?.id === id;
    node.process = 'crashed';
    this.tell(
      'fault',
      id,
      `${nodeLetter(id)}${wasLeader ? ', the leader,' : ''} is crashed (SIGKILL)`,
      `crash ${nodeLetter(id)}`,
    );
  }

  restart(id: NodeId): void {
    const node = this.#node(id);
    node.process = 'running';
    node.pid = this.#pid++;
    node.core = this.#newCore(id, node);
    this.tell('fault', id, `${nodeLetter(id)} is back in term ${node.hardState.currentTerm}`, null);
  }

  tell(kind: LabEvent['kind'], node: NodeId | null, text: string, marker: string | null): void {
    this.events.push({ sequence: ++this.#sequence, atMs: this.nowMs, kind, node, text, marker });
  }

  #node(id: NodeId): FakeNode {
    return this.#nodes[id - 1]!;
  }

  #newCore(id: NodeId, from: FakeNode | null): RaftCore {
    return new RaftCore(
      {
        id,
        servers: serverIds(this.settings.nodes),
        timing: timingOf(this.settings),
        random: seededRandom(this.seed, id + this.#pid * 100),
        maxAppendBytes: 1200,
      },
      from === null ? null : { ...from.hardState, entries: from.entries },
      this.nowMs,
    );
  }

  #step(node: FakeNode, input: Parameters<RaftCore['step']>[0]): void {
    const output = node.core.step(input, this.nowMs);
    for (const fact of output.facts) {
      if (fact.type === 'roleChanged' && fact.role === 'leader')
        this.tell('election', node.id, `${nodeLetter(node.id)} leads term ${fact.term}`, null);
      if (fact.type === 'roleChanged' && fact.role === 'candidate')
        this.tell(
          'election',
          node.id,
          `${nodeLetter(node.id)} times out and stands for term ${fact.term}`,
          null,
        );
    }
    for (const message of output.sendNow) this.#send(message);
    if (output.persist !== null) {
      if (output.persist.hardState !== null) node.hardState = output.persist.hardState;
      const log = output.persist.log;
      if (log !== null) node.entries = [...node.entries.slice(0, log.fromIndex - 1), ...log.entries];
    }
    for (const message of output.sendOncePersisted) this.#send(message);
    if (output.persist !== null) this.#step(node, { type: 'persisted', sequence: output.persist.sequence });
  }

  #send(message: Message): void {
    const lost = this.#cut.has(`${message.from}>${message.to}`) || this.#random() < this.settings.loss;
    const delayMs = this.#draw();
    this.traces.push({
      atMs: this.nowMs,
      from: message.from,
      to: message.to,
      kind: kindOf(message),
      term: message.term,
      delayMs: lost ? null : delayMs,
    });
    if (!lost) this.#inFlight.push({ atMs: this.nowMs + delayMs + 0.05, message });
  }

  #draw(): number {
    const d = this.settings.latency;
    return d.kind === 'uniform' ? d.minMs + this.#random() * (d.maxMs - d.minMs) : medianOf(d);
  }

  #load(): void {
    this.#owed += this.settings.clientLoadPerSecond * 0.001;
    while (this.#owed >= 1) {
      this.#owed--;
      this.#propose();
    }
  }

  #propose(): void {
    const leader = this.leader;
    if (leader?.core.canPropose)
      this.#step(leader, { type: 'propose', command: new TextEncoder().encode(`k${this.#proposals++}`) });
  }

  #part(groups: readonly (readonly NodeId[])[]): void {
    const groupOf = (id: NodeId) => groups.findIndex((group) => group.includes(id));
    for (const a of this.#nodes)
      for (const b of this.#nodes) if (groupOf(a.id) !== groupOf(b.id)) this.#cut.add(`${a.id}>${b.id}`);
  }

  #moveTimers(together: boolean): void {
    const followers = this.#nodes.filter(
      (node) => node.process === 'running' && node.core.role === 'follower',
    );
    const { electionTimeoutMinMs: min, electionTimeoutMaxMs: max } = this.settings;
    followers.forEach((node, i) => {
      const at = together ? min : min + ((i + 0.5) / followers.length) * (max - min);
      this.#step(node, { type: 'setElectionDeadline', deadlineMs: this.nowMs + at });
    });
    this.tell(
      'fault',
      null,
      together ? 'all timers end together' : 'timers are spread over the range',
      together ? 'align' : 'spread',
    );
  }

  #links(): LinkSnapshot[] {
    return this.#nodes.flatMap((a) =>
      this.#nodes
        .filter((b) => a.id !== b.id)
        .map((b) => ({
          from: a.id,
          to: b.id,
          cut: this.#cut.has(`${a.id}>${b.id}`),
          conditions: this.#conditions.get(`${a.id}>${b.id}`) ?? null,
        }))
        .filter((link) => link.cut || link.conditions !== null),
    );
  }

  #snapshotOf(node: FakeNode): NodeSnapshot {
    const { core } = node;
    const gone = node.process === 'crashed';
    return {
      id: node.id,
      pid: gone ? null : node.pid,
      port: 40_000 + node.id,
      process: node.process,
      ownRange: node.ownRange,
      ownPersist: node.ownPersist,
      rssBytes: gone ? null : 46_000_000 + node.id * 300_000,
      role: core.role,
      currentTerm: core.currentTerm,
      votedFor: core.votedFor,
      leader: core.leader,
      commitIndex: core.commitIndex,
      lastLogIndex: core.lastLogIndex,
      electionFromMs: core.electionFromMs,
      electionDeadlineMs: core.electionDeadlineMs,
      votesGranted: [...core.votesGranted],
    };
  }
}

function kindOf(message: Message): MessageKind {
  switch (message.type) {
    case 'RequestVote':
      return message.preVote ? 'preVote' : 'requestVote';
    case 'RequestVoteReply':
      return message.voteGranted ? 'voteGranted' : 'voteRefused';
    case 'AppendEntries':
      return message.entries.length === 0 ? 'heartbeat' : 'append';
    case 'AppendEntriesReply':
      return message.success ? 'appendOk' : 'appendRefused';
    case 'TimeoutNow':
      return 'timeoutNow';
    case 'TransferRequest':
      return 'transferRequest';
  }
}
