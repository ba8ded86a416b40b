import { vi } from 'vitest';
import {
  dropReasonSchema,
  type DropReason,
  type NodeStatus,
  type Telemetry,
  type ToLab,
} from '../../src/shared/control/toLab';
import type { ToNode } from '../../src/shared/control/toNode';
import type { Fact } from '../../src/shared/facts';
import { majorityOf, type NodeId } from '../../src/shared/ids';
import { monotonicMs } from '../../src/shared/time';
import type { NodeProcess, Spawner } from '../../src/lab/spawner';

type StartConfig = Extract<ToNode, { type: 'start' }>['config'];

/** Election of a scripted cluster, from its leader's loss to its next leader's first vote. */
const ELECTION_MS = 160;
const FORK_MS = 50;

const NO_COUNTERS: Telemetry['counters'] = {
  sent: 0,
  received: 0,
  conditioned: 0,
  dropped: Object.fromEntries(dropReasonSchema.options.map((reason) => [reason, 0])) as Record<
    DropReason,
    number
  >,
  rssBytes: 50_000_000,
};

/**
 * Node processes that follow a script, in memory and under fake timers: whenever a majority runs and nobody leads,
 * the running node with the lowest id that did not lead last is elected after 160 ms with everyone's vote.
 */
export class FakeNodes implements Spawner {
  /** Everything the lab sent, in order. */
  readonly sent: { readonly to: NodeId; readonly message: ToNode; readonly atMs: number }[] = [];
  readonly signals: { readonly pid: number; readonly signal: NodeJS.Signals; readonly atMs: number }[] = [];
  readonly forked: FakeNode[] = [];
  /** What each life of a node says instead of `listening`. */
  failStart: ((config: StartConfig) => string | null) | null = null;
  /** False: nobody is ever elected. */
  electing = true;
  /** What nodes answer to clients' commands; null leaves them unanswered. */
  answers = true;
  term = 0;
  #lastLeader: NodeId | null = null;
  #election: NodeJS.Timeout | null = null;
  #logIndex = 0;

  /** All have the same, committed. */
  get #log(): Pick<NodeStatus, 'lastLogIndex' | 'commitIndex'> {
    return { lastLogIndex: this.#logIndex, commitIndex: this.#logIndex };
  }

  fork(name: string): NodeProcess {
    const node = new FakeNode(this, name, 1000 + this.forked.length);
    this.forked.push(node);
    return node;
  }

  /** The node's present process. */
  node(id: NodeId): FakeNode {
    const found = this.forked.findLast((node) => node.config?.id === id && !node.gone);
    if (found === undefined) throw new Error(`no process of node ${id}`);
    return found;
  }

  get leader(): FakeNode | undefined {
    return this.members.find(({ status }) => status.role === 'leader' && status.currentTerm === this.term);
  }

  get members(): FakeNode[] {
    return this.forked.filter((node) => node.takesPart && !node.gone && !node.paused && !node.cutOff);
  }

  /** A node is back among the others: it follows, unless it has tried elections meanwhile. */
  rejoined(node: FakeNode): void {
    const { leader } = this;
    if (node.status.currentTerm <= this.term) {
      if (leader === undefined) this.changed();
      else this.follow(node, node.status.role !== 'follower');
      return;
    }
    this.term = node.status.currentTerm;
    const { term } = this;
    const old = this.members.find(({ status }) => status.role === 'leader');
    old?.report({ role: 'follower', currentTerm: term, leader: null }, [
      { type: 'roleChanged', role: 'follower', term, reason: 'higherTerm' },
    ]);
    node.report({ role: 'follower' }, [
      { type: 'roleChanged', role: 'follower', term, reason: 'electionLost' },
    ]);
    this.changed();
  }

  /** Somebody came or went. */
  changed(): void {
    const { leader, members } = this;
    const servers = members[0]?.config?.servers.length ?? 0;
    if (!this.electing || leader !== undefined || members.length < majorityOf(servers)) {
      if (this.#election !== null) clearTimeout(this.#election);
      this.#election = null;
      return;
    }
    this.#election ??= setTimeout(() => {
      this.#election = null;
      this.elect();
    }, ELECTION_MS);
  }

  /** Elects now: the given node, or the lowest that runs and did not lead last. */
  elect(id?: NodeId): void {
    const candidates = this.members.toSorted((a, b) => a.id - b.id);
    const winner =
      candidates.find((node) => node.id === id) ?? candidates.find((node) => node.id !== this.#lastLeader);
    if (winner === undefined) return;
    const old = this.leader;
    this.term += 1;
    const { term } = this;
    this.#lastLeader = winner.id;
    this.#logIndex += 1;
    winner.report({ role: 'leader', currentTerm: term, leader: winner.id, ...this.#log }, [
      { type: 'timerFired', timer: 'election', deadlineMs: monotonicMs(), lateMs: 0 },
      { type: 'roleChanged', role: 'candidate', term, reason: 'electionTimeout' },
      ...candidates.map((voter): Fact => ({
        type: 'voteCounted',
        voter: voter.id,
        term,
        preVote: false,
        granted: true,
      })),
      { type: 'roleChanged', role: 'leader', term, reason: 'electionWon' },
    ]);
    for (const voter of candidates) if (voter !== winner) this.follow(voter, old === voter);
  }

  follow(node: FakeNode, steppedDown: boolean): void {
    const { leader, term } = this;
    if (leader === undefined || leader === node) return;
    const leads = node.status.leader === leader.id && node.status.currentTerm === term;
    const facts: Fact[] = steppedDown
      ? [{ type: 'roleChanged', role: 'follower', term, reason: 'higherTerm' }]
      : [];
    if (!leads) facts.push({ type: 'leaderRecognised', leader: leader.id, term });
    node.report({ role: 'follower', currentTerm: term, leader: leader.id, ...this.#log }, facts);
  }
}

/** One scripted process. */
export class FakeNode implements NodeProcess {
  config: StartConfig | null = null;
  status: NodeStatus = {
    role: 'follower',
    currentTerm: 0,
    votedFor: null,
    leader: null,
    commitIndex: 0,
    lastLogIndex: 0,
    electionFromMs: null,
    electionDeadlineMs: null,
    votesGranted: [],
  };
  gone = false;
  paused = false;
  /** None of its messages leaves. */
  cutOff = false;
  takesPart = false;
  #tell: (message: unknown) => void = () => undefined;
  #exit: (code: number | null, signal: string | null) => void = () => undefined;

  constructor(
    private readonly nodes: FakeNodes,
    readonly name: string,
    readonly pid: number,
  ) {
    setTimeout(() => {
      this.say({ type: 'ready' });
    }, FORK_MS);
  }

  get id(): NodeId {
    return this.config?.id ?? 0;
  }

  send(message: ToNode): void {
    if (message.type === 'start') this.config = message.config;
    this.nodes.sent.push({ to: this.id, message, atMs: monotonicMs() });
    setTimeout(() => {
      if (!this.gone && !this.paused) this.#receive(message);
    }, 0);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#tell = listener;
  }

  onExit(listener: (code: number | null, signal: string | null) => void): void {
    this.#exit = listener;
  }

  kill(signal: NodeJS.Signals): void {
    this.nodes.signals.push({ pid: this.pid, signal, atMs: monotonicMs() });
    if (signal === 'SIGSTOP') this.paused = true;
    else if (signal === 'SIGCONT') {
      this.paused = false;
      setTimeout(() => {
        this.nodes.follow(this, true);
      }, 1);
    } else this.die(null, signal);
    this.nodes.changed();
  }

  die(code: number | null, signal: string | null): void {
    if (this.gone) return;
    this.gone = true;
    setTimeout(() => {
      this.#exit(code, signal);
    }, 1);
    this.nodes.changed();
  }

  say(message: unknown): void {
    if (!this.gone) this.#tell(structuredClone(message));
  }

  report(status: Partial<NodeStatus>, facts: readonly Fact[], roundTripMs: number[] = []): void {
    this.status = { ...this.status, ...status };
    const atMs = monotonicMs();
    const telemetry: ToLab = {
      type: 'telemetry',
      atMs,
      status: this.status,
      facts: facts.map((fact) => ({ atMs, fact })),
      traces: [],
      samples: { roundTripMs, persistMs: [], requestMs: [], votes: [] },
      counters: NO_COUNTERS,
    };
    this.say(telemetry);
  }

  #relink(cutOff: boolean): void {
    if (this.gone || this.cutOff === cutOff) return;
    this.cutOff = cutOff;
    if (!cutOff) {
      this.nodes.rejoined(this);
      return;
    }
    this.nodes.changed();
    setTimeout(() => {
      this.#standAlone();
    }, ELECTION_MS);
  }

  /** A follower that hears nobody tries again and again; with PreVote it asks first, and keeps its term. */
  #standAlone(): void {
    if (!this.cutOff || this.gone || this.status.role === 'leader') return;
    const asks = this.config?.timing.preVote === true;
    const term = this.status.currentTerm + (asks ? 0 : 1);
    const role = asks ? 'preCandidate' : 'candidate';
    this.report({ role, currentTerm: term, leader: null }, [
      { type: 'timerFired', timer: 'election', deadlineMs: monotonicMs(), lateMs: 0 },
      { type: 'roleChanged', role, term, reason: 'electionTimeout' },
    ]);
    setTimeout(() => {
      this.#standAlone();
    }, ELECTION_MS);
  }

  #receive(message: ToNode): void {
    switch (message.type) {
      case 'start': {
        const problem = this.nodes.failStart?.(message.config) ?? null;
        if (problem !== null) {
          this.say({ type: 'failed', code: 'io', message: problem });
          this.die(1, null);
          return;
        }
        const recovered = { currentTerm: 0, lastLogIndex: 0, tornBytes: 0 };
        this.say({ type: 'listening', port: message.config.port || 5000 + this.id, recovered });
        return;
      }
      case 'peers':
        this.takesPart = true;
        this.nodes.changed();
        return;
      case 'heartbeat':
        if (this.status.role === 'leader') {
          for (const node of this.nodes.members) this.nodes.follow(node, false);
        }
        return;
      case 'campaign':
        this.nodes.elect(this.id);
        return;
      case 'request':
        if (!this.nodes.answers) return;
        this.say({
          type: 'answered',
          requestId: message.requestId,
          outcome:
            this.status.role === 'leader'
              ? { ok: true, index: 1, result: new Uint8Array([0]) }
              : { ok: false, reason: 'notLeader', leader: this.nodes.leader?.id ?? null },
        });
        return;
      case 'links':
        setTimeout(
          () => {
            this.#relink(message.links.every(({ cut }) => cut));
          },
          Math.max(0, Math.ceil(message.applyAtMs - monotonicMs())),
        );
        return;
      case 'retune':
      case 'persist':
      case 'transfer':
      case 'setElectionDeadline':
      case 'trace':
      case 'stop':
    }
  }
}

/** Lets fake time pass, 20 s at most, until the promise settles. */
export async function passing<T>(promise: Promise<T>): Promise<T> {
  const open = { yet: true };
  const settle = (): void => {
    open.yet = false;
  };
  promise.then(settle, settle);
  for (let ms = 0; open.yet && ms < 20_000; ms += 1) await vi.advanceTimersByTimeAsync(1);
  return promise;
}
