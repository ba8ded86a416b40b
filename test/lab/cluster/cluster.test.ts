import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Cluster } from '../../../src/lab/cluster/cluster';
import { PauseGuard } from '../../../src/lab/cluster/pause';
import type { Action } from '../../../src/shared/action';
import type { LabEvent } from '../../../src/shared/labEvent';
import { NO_DELAY } from '../../../src/shared/distribution';
import { LabError } from '../../../src/shared/errors';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../../src/shared/settings';
import { FakeNodes, passing } from '../fakeNodes';

let nodes: FakeNodes;
let cluster: Cluster;
let events: LabEvent[];

async function start(settings: Partial<ClusterSettings> = {}): Promise<void> {
  cluster = await passing(
    Cluster.start({
      settings: { ...DEFAULT_SETTINGS, durability: 'memory', ...settings },
      spawner: nodes,
      dataFolder: 'unused',
      seed: 1,
    }),
  );
  cluster.news.onEvent((event) => events.push(event));
}

async function startWithLeader(settings: Partial<ClusterSettings> = {}): Promise<void> {
  await start(settings);
  await vi.advanceTimersByTimeAsync(300);
  expect(cluster.members.leader).toBe(1);
  events.length = 0;
  nodes.sent.length = 0;
}

const act = (action: Action): Promise<void> => passing(cluster.act(action));
const texts = (): string[] => events.map(({ text }) => text);
const stateOf = (id: number): string => cluster.members.require(id).process;

beforeEach(() => {
  vi.useFakeTimers();
  nodes = new FakeNodes();
  events = [];
});

afterEach(async () => {
  await passing(cluster.stop());
  vi.useRealTimers();
});

describe('starting', () => {
  it('gives every node the same key and cluster, its own seed, and everyone’s port', async () => {
    await start();
    const configs = nodes.forked.map(({ config }) => config!);
    expect(new Set(configs.map(({ key }) => key)).size).toBe(1);
    expect(configs[0]!.key).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(configs.map(({ seed }) => seed)).size).toBe(5);
    const peers = nodes.sent.filter(({ message }) => message.type === 'peers');
    expect(peers).toHaveLength(5);
    for (const { message } of peers) {
      expect(message).toEqual({ type: 'peers', ports: [1, 2, 3, 4, 5].map((id) => [id, 5000 + id]) });
    }
    expect(cluster.snapshot().nodes.map(({ process }) => process)).toEqual(Array(5).fill('running'));
  });

  it('tells of the first election', async () => {
    await start();
    await vi.advanceTimersByTimeAsync(300);
    expect(texts()).toEqual(['A stands for election in term 1', 'A elected in term 1 with 5 of 5 votes']);
    expect(cluster.snapshot()).toMatchObject({ leader: 1, term: 1 });
  });

  it('a node that cannot start fails the start in its own words, and nothing is left running', async () => {
    nodes.failStart = ({ id }) => (id === 3 ? 'The log is corrupt at byte 17' : null);
    const starting = start();
    await expect(starting).rejects.toThrow('Node C did not start: The log is corrupt at byte 17.');
    expect(nodes.forked.every(({ gone }) => gone)).toBe(true);
    nodes.failStart = null;
    await start();
  });
});

describe('processes', () => {
  it('a crash is a SIGKILL; the rest elect another leader', async () => {
    await startWithLeader();
    await act({ type: 'crashLeader' });
    expect(nodes.signals).toMatchObject([{ pid: 1000, signal: 'SIGKILL' }]);
    expect(stateOf(1)).toBe('crashed');
    expect(cluster.members.leader).toBeNull();
    await vi.advanceTimersByTimeAsync(300);
    expect(cluster.members.leader).toBe(2);
    expect(texts()).toEqual([
      'A, the leader of term 1, is killed (SIGKILL)',
      'B stands for election in term 2',
      'B elected in term 2 with 4 of 5 votes, 160 ms after the crash',
    ]);
    expect(events[0]).toMatchObject({ kind: 'fault', node: 1, marker: 'crash A' });
  });

  it('a restart is a new process with the old port, a new seed, and all that has changed meanwhile', async () => {
    await startWithLeader();
    await act({ type: 'crash', node: 3 });
    const { seed } = nodes.forked[2]!.config!;
    await passing(cluster.retune({ heartbeatMs: 50 }));
    await act({ type: 'cut', from: 3, to: 1, both: false });
    await act({ type: 'restart', node: 3 });
    const { config } = nodes.node(3);
    expect(config).toMatchObject({ id: 3, port: 5003, timing: { heartbeatMs: 50 } });
    expect(config!.links.find(({ to }) => to === 1)?.cut).toBe(true);
    expect(config!.seed).not.toBe(seed);
    expect(stateOf(3)).toBe('running');
  });

  it('a process that was forked ahead serves the next restart', async () => {
    await startWithLeader();
    void cluster.members.require(2).prepare();
    await vi.advanceTimersByTimeAsync(100);
    await act({ type: 'crash', node: 2 });
    expect(nodes.forked).toHaveLength(6);
    const before = Date.now();
    await act({ type: 'restart', node: 2 });
    expect(nodes.forked).toHaveLength(6);
    expect(Date.now() - before).toBeLessThan(10);
  });

  it('a restart may be asked for before the killed process is gone', async () => {
    await startWithLeader();
    const crashing = cluster.act({ type: 'crash', node: 2 });
    await act({ type: 'restart', node: 2 });
    await crashing;
    expect(stateOf(2)).toBe('running');
  });

  it('crashed and restarted once more before the first restart has begun, it has one process', async () => {
    await startWithLeader();
    void cluster.act({ type: 'crash', node: 2 });
    const first = expect(cluster.act({ type: 'restart', node: 2 })).rejects.toThrow(/B was crashed before/);
    void cluster.act({ type: 'crash', node: 2 });
    await act({ type: 'restart', node: 2 });
    await first;
    expect(stateOf(2)).toBe('running');
    expect(nodes.forked.filter(({ id, gone }) => id === 2 && !gone)).toHaveLength(1);
  });

  it('a slow disk is one node’s own, through restarts, until it is as the others’ again', async () => {
    await startWithLeader();
    const delay = { kind: 'fixed', ms: 20 } as const;
    await act({ type: 'slowDisk', node: 2, delay });
    expect(nodes.sent.at(-1)).toMatchObject({ to: 2, message: { type: 'persist', delay } });
    expect(cluster.snapshot().nodes.map(({ ownPersist }) => ownPersist)).toEqual([
      null,
      delay,
      null,
      null,
      null,
    ]);
    await act({ type: 'crash', node: 2 });
    await act({ type: 'restart', node: 2 });
    expect(nodes.node(2).config!.persist).toEqual(delay);
    await act({ type: 'slowDisk', node: 2, delay: NO_DELAY });
    expect(texts().at(-1)).toBe("B's writes take as long as its disk needs");
    await act({ type: 'slowDisk', node: 2, delay: null });
    expect(nodes.sent.at(-1)).toMatchObject({ to: 2, message: { type: 'persist', delay: NO_DELAY } });
    expect(texts()).toContain("B's disk is slow: a durable write takes 20 ms");
    expect(texts().at(-1)).toBe("B's disk is as the others' again");
  });

  it('what keeps nothing on disk cannot be wiped', async () => {
    await startWithLeader({ durability: 'memory' });
    await expect(act({ type: 'wipe', node: 2 })).rejects.toThrow('B keeps nothing on disk');
    expect(stateOf(2)).toBe('running');
  });

  it('pause and resume are SIGSTOP and SIGCONT', async () => {
    await startWithLeader();
    await act({ type: 'pause', node: 1 });
    expect(stateOf(1)).toBe('paused');
    await vi.advanceTimersByTimeAsync(300);
    expect(cluster.members.leader).toBe(2);
    await act({ type: 'resume', node: 1 });
    await vi.advanceTimersByTimeAsync(10);
    expect(nodes.signals.map(({ signal }) => signal)).toEqual(['SIGSTOP', 'SIGCONT']);
    expect(cluster.snapshot().nodes[0]).toMatchObject({ process: 'running', role: 'follower' });
    expect(texts()).toContain('B elected in term 2 with 4 of 5 votes, 160 ms after the pause');
  });

  it('a paused node that dies is not watched any longer: its pid may be another’s soon', async () => {
    await startWithLeader();
    await act({ type: 'pause', node: 3 });
    const { pid } = cluster.snapshot().nodes[2]!;
    const remove = vi.spyOn(PauseGuard.prototype, 'remove');
    nodes.node(3).die(null, 'SIGKILL');
    await vi.advanceTimersByTimeAsync(10);
    expect(remove).toHaveBeenCalledWith(pid);
    remove.mockRestore();
  });

  it('a node that dies of itself is crashed, and its last words are told', async () => {
    await startWithLeader();
    nodes.node(4).say({ type: 'failed', code: 'io', message: 'No space left on device' });
    nodes.node(4).die(1, null);
    await vi.advanceTimersByTimeAsync(5);
    expect(stateOf(4)).toBe('crashed');
    expect(events).toMatchObject([{ kind: 'warning', node: 4, text: 'D died: No space left on device' }]);
  });

  it('a node that cannot be understood is killed, and that is told', async () => {
    await startWithLeader();
    nodes.node(4).say({ type: 'telemetry', atMs: 'noon' });
    await vi.advanceTimersByTimeAsync(5);
    expect(stateOf(4)).toBe('crashed');
    expect(texts()).toEqual([
      'D died: it said something that this lab does not understand (atMs: Invalid input: expected number, received string)',
    ]);
  });

  it.each<[Action, string, string]>([
    [{ type: 'restart', node: 1 }, 'bad-argument', 'A has not crashed'],
    [{ type: 'restartAll' }, 'bad-argument', 'No node has crashed'],
    [{ type: 'resume', node: 1 }, 'bad-argument', 'A is not paused'],
    [{ type: 'crash', node: 6 }, 'bad-argument', 'This cluster has no node F: its nodes are A to E'],
    [{ type: 'transfer', to: 1 }, 'bad-argument', 'A is the leader already'],
    [{ type: 'rejoin', node: 2 }, 'bad-argument', 'B is not isolated'],
    [{ type: 'mend', from: 1, to: 2, both: true }, 'bad-argument', 'A and B are not cut'],
    [{ type: 'cut', from: 2, to: 2, both: true }, 'bad-argument', 'A link has two different ends'],
  ])('%j is refused in words', async (action, code, words) => {
    await startWithLeader();
    await expect(act(action)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
    expect(events).toEqual([]);
  });

  it('a crashed node can neither crash again nor campaign', async () => {
    await startWithLeader();
    await act({ type: 'crash', node: 2 });
    await expect(act({ type: 'crash', node: 2 })).rejects.toThrow('B has crashed already');
    await expect(act({ type: 'campaign', node: 2 })).rejects.toThrow('B is crashed');
    await expect(act({ type: 'transfer', to: 2 })).rejects.toThrow('B is crashed');
  });

  it.each<Action>([
    { type: 'crashLeader' },
    { type: 'partitionLeader' },
    { type: 'transfer', to: 2 },
    { type: 'propose', key: 'x', value: '1' },
  ])('%j needs a leader', async (action) => {
    nodes.electing = false;
    await start();
    await expect(act(action)).rejects.toMatchObject({ code: 'not-leader' });
  });
});

describe('links', () => {
  const cutsTold = (): Record<number, number[]> => {
    const told: Record<number, number[]> = {};
    for (const { to, message } of nodes.sent) {
      if (message.type === 'links') told[to] = message.links.filter(({ cut }) => cut).map((rule) => rule.to);
    }
    return told;
  };

  it('a change reaches every node with one shared time in the near future, and resolves when it is past', async () => {
    await startWithLeader();
    const beforeMs = performance.now();
    await act({ type: 'partitionLeader' });
    const times = nodes.sent.map(({ message }) => (message.type === 'links' ? message.applyAtMs : NaN));
    expect(new Set(times).size).toBe(1);
    expect(performance.now() - beforeMs).toBeGreaterThanOrEqual(8);
    expect(cutsTold()).toEqual({ 1: [2, 3, 4, 5], 2: [1], 3: [1], 4: [1], 5: [1] });
    expect(events).toMatchObject([
      { kind: 'fault', text: 'Partition: A | B C D E', marker: 'partition A | B C D E' },
    ]);
  });

  it('isolate, rejoin and heal', async () => {
    await startWithLeader();
    await act({ type: 'isolate', node: 2 });
    expect(cluster.snapshot().links).toHaveLength(8);
    await act({ type: 'rejoin', node: 2 });
    expect(cluster.snapshot().links).toEqual([]);
    await act({ type: 'cut', from: 1, to: 2, both: true });
    await act({ type: 'condition', from: 3, to: 4, loss: 0.5, delay: null, duplicate: null });
    expect(cluster.snapshot().links).toEqual([
      { from: 1, to: 2, cut: true, conditions: null },
      { from: 2, to: 1, cut: true, conditions: null },
      { from: 3, to: 4, cut: false, conditions: { loss: 0.5 } },
    ]);
    await act({ type: 'heal' });
    expect(cluster.snapshot().links).toEqual([]);
    expect(texts()).toEqual([
      'B is isolated from all others',
      'B rejoins the others',
      'A is cut off from B',
      'The link C → D has loss 50%',
      'All links are healed',
    ]);
  });

  it('the election after a partition is told as so long after it, only if it cost the leader its majority', async () => {
    await startWithLeader();
    await act({
      type: 'partition',
      groups: [
        [1, 2, 3],
        [4, 5],
      ],
    });
    nodes.elect(2);
    await act({ type: 'partition', groups: [[2], [1, 3, 4, 5]] });
    nodes.elect(3);
    const elected = texts().filter((text) => text.includes('elected'));
    expect(elected[0]).toBe('B elected in term 2 with 5 of 5 votes');
    expect(elected[1]).toMatch(/^C elected in term 3 with 4 of 5 votes, [\d.]+ ms after the partition$/);
  });
});

describe('retuning', () => {
  it('reaches all nodes at one time and is told as one event', async () => {
    await startWithLeader();
    await passing(cluster.retune({ electionTimeoutMinMs: 200, electionTimeoutMaxMs: 400, preVote: true }));
    const retunes = nodes.sent.flatMap(({ message }) => (message.type === 'retune' ? [message] : []));
    expect(retunes).toHaveLength(5);
    expect(new Set(retunes.map(({ applyAtMs }) => applyAtMs)).size).toBe(1);
    expect(retunes[0]!.timing).toMatchObject({ electionTimeoutMinMs: 200, heartbeatMs: 75, preVote: true });
    expect(events).toMatchObject([
      {
        kind: 'retune',
        text: 'Retuned: election timeout 150–300 ms → 200–400 ms, PreVote off → on',
        marker: 'election timeout 200–400 ms …',
      },
    ]);
    expect(cluster.settings.electionTimeoutMaxMs).toBe(400);
  });

  it('refuses a range in the wrong order and changes nothing', async () => {
    await startWithLeader();
    await expect(passing(cluster.retune({ electionTimeoutMaxMs: 100 }))).rejects.toThrow(LabError);
    expect(cluster.settings).toMatchObject({ electionTimeoutMinMs: 150, electionTimeoutMaxMs: 300 });
    expect(nodes.sent).toEqual([]);
  });

  it('round trips measured before a change of latency, or begun before it, count no more', async () => {
    await startWithLeader({ latency: { kind: 'fixed', ms: 40 } });
    const measure = (ms: number): void => {
      nodes.node(1).report({}, [], [ms]);
    };
    measure(80);
    expect(cluster.snapshot().measured.roundTripMs).toBeCloseTo(80, -1);
    await passing(cluster.retune({ heartbeatMs: 50 }));
    expect(cluster.snapshot().measured.roundTripMs).not.toBeNull();
    await passing(cluster.retune({ latency: { kind: 'fixed', ms: 5 } }));
    measure(80);
    expect(cluster.snapshot().measured.roundTripMs).toBeNull();
    await vi.advanceTimersByTimeAsync(150);
    measure(10);
    expect(cluster.snapshot().measured.roundTripMs).toBeCloseTo(10, 0);
  });

  it('a node keeps its own range through retunes until it gives it back', async () => {
    await startWithLeader();
    const timingsOf = (id: number): number[] =>
      nodes.sent.flatMap(({ to, message }) =>
        to === id && message.type === 'retune' ? [message.timing.electionTimeoutMaxMs] : [],
      );
    await act({ type: 'nodeTimeout', node: 2, range: { minMs: 500, maxMs: 600 } });
    await passing(cluster.retune({ electionTimeoutMaxMs: 320 }));
    expect(cluster.snapshot().nodes[1]?.ownRange).toEqual({ minMs: 500, maxMs: 600 });
    await act({ type: 'nodeTimeout', node: 2, range: null });
    expect(timingsOf(2)).toEqual([600, 600, 320]);
    expect(timingsOf(3)).toEqual([320]);
    await expect(act({ type: 'nodeTimeout', node: 2, range: { minMs: 9, maxMs: 8 } })).rejects.toThrow(
      'from the smaller to the larger',
    );
  });
});

describe('timers', () => {
  it('aligned: the leader cut off, all requests slow, one deadline for all followers, and all as before', async () => {
    await startWithLeader();
    await act({ type: 'alignTimers' });
    const deadlines = nodes.sent.flatMap(({ to, message, atMs }) =>
      message.type === 'setElectionDeadline' ? [{ to, atMs, deadlineMs: message.deadlineMs }] : [],
    );
    expect(deadlines.map(({ to }) => to)).toEqual([2, 3, 4, 5]);
    expect(new Set(deadlines.map(({ deadlineMs }) => deadlineMs)).size).toBe(1);
    const rules = nodes.sent.flatMap(({ to, message }) =>
      to === 2 && message.type === 'links' ? [message] : [],
    );
    expect(rules).toHaveLength(2);
    const [held, released] = rules;
    expect(held!.links.map(({ to, cut }) => [to, cut])).toEqual([
      [1, true],
      [3, false],
      [4, false],
      [5, false],
    ]);
    expect(held!.links.every(({ delay }) => delay.kind === 'fixed' && delay.ms === 30)).toBe(true);
    expect(released!.links.every(({ cut, delay }) => !cut && delay.kind === 'fixed' && delay.ms === 0)).toBe(
      true,
    );
    expect(held!.applyAtMs).toBeLessThan(deadlines[0]!.atMs);
    expect(deadlines[0]!.atMs).toBeLessThan(deadlines[0]!.deadlineMs);
    expect(deadlines[0]!.deadlineMs).toBeLessThan(released!.applyAtMs);
    expect(texts()).toEqual(['The timers of B, C, D and E fire together, while A is cut off for 65 ms']);
  });

  it('wait for what is still on its way on a link that is slower than the others', async () => {
    await startWithLeader();
    const delay = { kind: 'fixed', ms: 60 } as const;
    await act({ type: 'condition', from: 1, to: 2, loss: null, delay, duplicate: null });
    for (const type of ['alignTimers', 'spreadTimers'] as const) {
      nodes.sent.length = 0;
      await act({ type });
      const at = (wanted: string): number => nodes.sent.find(({ message }) => message.type === wanted)!.atMs;
      expect(at('setElectionDeadline') - at('heartbeat')).toBeGreaterThanOrEqual(120);
    }
  });

  it('spread: deadlines evenly over the range, after a heartbeat', async () => {
    await startWithLeader();
    await act({ type: 'spreadTimers' });
    const sent = nodes.sent.map(({ message }) => message);
    expect(sent[0]).toEqual({ type: 'heartbeat' });
    const deadlines = sent.flatMap((message) =>
      message.type === 'setElectionDeadline' ? [message.deadlineMs] : [],
    );
    const gaps = deadlines.slice(1).map((deadline, i) => deadline - deadlines[i]!);
    expect(gaps.map((gap) => Math.round(gap * 10) / 10)).toEqual([37.5, 37.5, 37.5]);
  });

  it('need two followers', async () => {
    await startWithLeader({ nodes: 3 });
    await act({ type: 'crash', node: 3 });
    await expect(act({ type: 'alignTimers' })).rejects.toThrow('two running followers');
  });
});

describe('clients', () => {
  it('a proposal goes through the leader and is told when acknowledged', async () => {
    await startWithLeader();
    await act({ type: 'propose', key: 'x', value: '1' });
    expect(nodes.sent.filter(({ message }) => message.type === 'request').map(({ to }) => to)).toEqual([1]);
    expect(texts()[0]).toMatch(/^"x" is "1", acknowledged in [\d.]+ ms$/);
  });

  it('load is measured, and can be changed', async () => {
    await startWithLeader({ clientLoadPerSecond: 100 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(cluster.snapshot().commitLatencyMs).not.toBeNull();
    await passing(cluster.retune({ clientLoadPerSecond: 0 }));
    await vi.advanceTimersByTimeAsync(6000);
    expect(cluster.snapshot().commitLatencyMs).toBeNull();
  });
});

describe('listening', () => {
  it('facts come stamped with their node, and end with the subscription', async () => {
    await start();
    const heard: string[] = [];
    const end = cluster.news.onFact(({ node, fact }) => heard.push(`${node} ${fact.type}`));
    await vi.advanceTimersByTimeAsync(300);
    expect(heard).toContain('1 roleChanged');
    expect(heard).toContain('5 leaderRecognised');
    end();
    heard.length = 0;
    nodes.elect(3);
    expect(heard).toEqual([]);
  });

  it('tracing is asked of all nodes, and of those that start later', async () => {
    await startWithLeader();
    await act({ type: 'crash', node: 2 });
    cluster.traces.claim(4);
    expect(cluster.traceEvery).toBe(4);
    await act({ type: 'restart', node: 2 });
    expect(nodes.node(2).config?.traceEvery).toBe(4);
    expect(nodes.sent.filter(({ message }) => message.type === 'trace').length).toBeGreaterThanOrEqual(4);
  });

  it('after the end nothing can be done, and nothing is left running', async () => {
    await startWithLeader();
    await passing(cluster.stop());
    expect(nodes.forked.every(({ gone }) => gone)).toBe(true);
    await expect(cluster.act({ type: 'crashLeader' })).rejects.toMatchObject({ code: 'not-running' });
  });
});
