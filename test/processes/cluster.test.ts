import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Cluster } from '../../src/lab/cluster/cluster';
import type { Spawner } from '../../src/lab/spawner';
import type { NodeSnapshot } from '../../src/shared/clusterSnapshot';
import type { LabEvent } from '../../src/shared/labEvent';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../src/shared/settings';
import { bundle, CALM, expectGoneWithinASecond, isAlive, nodeSpawner, scratchFolder, until } from './support';

let spawner: Spawner;
let folder: { path: string; remove: () => Promise<void> };
let cluster: Cluster | null = null;
let events: LabEvent[] = [];

beforeAll(async () => {
  spawner = await nodeSpawner();
});

beforeEach(async () => {
  folder = await scratchFolder();
});

afterEach(async () => {
  await cluster?.stop();
  cluster = null;
  await folder.remove();
});

async function start(settings: Partial<ClusterSettings> = {}): Promise<Cluster> {
  const started = await Cluster.start({
    settings: { ...DEFAULT_SETTINGS, ...CALM, ...settings },
    spawner,
    dataFolder: folder.path,
    seed: 7,
  });
  cluster = started;
  events = [];
  started.news.onEvent((event) => events.push(event));
  return started;
}

const nodesOf = (c: Cluster): readonly NodeSnapshot[] => c.snapshot().nodes;
const nodeOf = (c: Cluster, id: number): NodeSnapshot => nodesOf(c)[id - 1]!;

/** A client's command, acknowledged; it waits for a leader to send it to. */
async function put(c: Cluster, key: string, value: string): Promise<void> {
  await until('a leader', () => c.members.leader);
  await c.act({ type: 'propose', key, value });
}

/** Waits until one leader is followed by all running nodes that are not named, with logs of one length. */
function agreement(c: Cluster, without: readonly number[] = []): Promise<number> {
  return until('one leader, followed by all', () => {
    const { leader } = c.members;
    const members = nodesOf(c).filter(({ id, process }) => process === 'running' && !without.includes(id));
    const led = members.find(({ id }) => id === leader);
    return (
      led !== undefined &&
      members.every(
        (node) =>
          node.leader === leader &&
          node.currentTerm === led.currentTerm &&
          node.lastLogIndex === led.lastLogIndex &&
          node.commitIndex === led.commitIndex,
      ) &&
      leader
    );
  });
}

/** Waits until a node has heard of this term, or a later one, and follows in it. */
function stepsDown(c: Cluster, id: number, term: number): Promise<true> {
  return until('it steps down', () => {
    const { role, currentTerm } = nodeOf(c, id);
    return role === 'follower' && currentTerm >= term;
  });
}

describe('a cluster of real processes', () => {
  it('starts, elects and replicates', async () => {
    const c = await start();
    await agreement(c);
    for (let i = 0; i < 20; i += 1) await put(c, `key ${i}`, `value ${i}`);
    await until('every node has committed all', () =>
      nodesOf(c).every(({ commitIndex, lastLogIndex }) => commitIndex >= 21 && lastLogIndex >= 21),
    );
    const leader = await agreement(c);
    const { measured, timerLateP99Ms, term } = c.snapshot();
    expect(term).toBeGreaterThanOrEqual(1);
    expect(measured.roundTripMs).toBeGreaterThan(0);
    expect(measured.persistMs).toBeGreaterThan(0);
    expect(timerLateP99Ms).not.toBeNull();
    expect(
      nodesOf(c)
        .filter(({ role }) => role === 'leader')
        .map(({ id }) => id),
    ).toEqual([leader]);
    expect(new Set(nodesOf(c).map(({ pid }) => pid)).size).toBe(5);
    expect(events.some(({ text }) => text.includes('elected in term'))).toBe(true);
  });

  it('a follower whose disk is wiped starts from nothing, and has all again from the next leader', async () => {
    const c = await start({ nodes: 3 });
    await put(c, 'key', 'value');
    const leader = await agreement(c);
    const [wiped, other] = nodesOf(c).flatMap(({ id }) => (id === leader ? [] : [id]));
    await c.act({ type: 'wipe', node: wiped! });
    expect(events.some(({ text }) => text.includes('restarts from its log: term 0, 0 entries'))).toBe(true);
    await until('it follows', () => nodeOf(c, wiped!).leader !== null);
    const { term } = c.members;
    await c.act({ type: 'campaign', node: other! });
    await until('somebody leads a later term', () => c.members.leader !== null && c.members.term > term);
    await agreement(c);
    await until('it has all that is committed', () => nodeOf(c, wiped!).commitIndex >= 3);
  });

  it('a disk that is wiped twice at once is wiped once, and keeps what is written afterwards', async () => {
    const c = await start({ nodes: 3 });
    const leader = await agreement(c);
    const wiped = nodesOf(c).find(({ id }) => id !== leader)!.id;
    const wipes = await Promise.allSettled([1, 2].map(() => c.act({ type: 'wipe', node: wiped })));
    expect(wipes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(wipes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { message: expect.stringContaining('was started again meanwhile') as string },
    });
    await until('it follows', () => nodeOf(c, wiped).leader !== null);
    await c.act({ type: 'crash', node: wiped });
    await c.act({ type: 'restart', node: wiped });
    expect(events.at(-1)!.text).toMatch(/restarts from its log: term [1-9]/);
  });

  it('loses nothing acknowledged when leader and follower are killed, again and again', async () => {
    const c = await start({ nodes: 3 });
    let acknowledged = 0;
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 5; i += 1) {
        await put(c, `round ${round}`, String(i));
        acknowledged += 1;
      }
      const leader = await agreement(c);
      const victim = round % 2 === 0 ? leader : nodesOf(c).find(({ id }) => id !== leader)!.id;
      const before = nodeOf(c, victim);
      await c.act({ type: 'crash', node: victim });
      expect(isAlive(before.pid!)).toBe(false);
      await put(c, 'meanwhile', String(round));
      acknowledged += 1;
      await c.act({ type: 'restart', node: victim });
      expect(nodeOf(c, victim).pid).not.toBe(before.pid);
      expect(nodeOf(c, victim).port).toBe(before.port);
      await agreement(c);
      for (const { commitIndex } of nodesOf(c)) expect(commitIndex).toBeGreaterThan(acknowledged);
    }
  });

  it('all nodes killed at once come back with everything that was acknowledged', async () => {
    const c = await start({ nodes: 3 });
    await agreement(c);
    for (let i = 0; i < 10; i += 1) await put(c, 'x', String(i));
    await Promise.all(c.servers.map((node) => c.act({ type: 'crash', node })));
    expect(c.members.leader).toBeNull();
    await c.act({ type: 'restartAll' });
    await agreement(c);
    await until('all is committed again', () => nodesOf(c).every(({ commitIndex }) => commitIndex > 11));
    const restarts = events.filter(({ text }) => text.includes('restarts from its log'));
    expect(restarts).toHaveLength(3);
  });

  it('a paused leader is replaced, and follows once it resumes', async () => {
    const c = await start();
    const old = await agreement(c);
    await c.act({ type: 'pause', node: old });
    await until('another leader', () => c.members.leader !== null && c.members.leader !== old);
    const { term } = c.members;
    await put(c, 'x', '1');
    await c.act({ type: 'resume', node: old });
    await stepsDown(c, old, term);
    await agreement(c);
    expect(nodesOf(c).map(({ process }) => process)).toEqual(Array(5).fill('running'));
  });

  it('a leader cut off from the majority is replaced; healed, all agree again', async () => {
    const c = await start();
    const old = await agreement(c);
    const term = nodeOf(c, old).currentTerm;
    await c.act({ type: 'partitionLeader' });
    await until(
      'the majority has its own leader',
      () => c.members.leader !== null && c.members.leader !== old,
    );
    const later = c.members.term;
    expect(nodeOf(c, old)).toMatchObject({ role: 'leader', currentTerm: term });
    await put(c, 'x', '1');
    await agreement(c, [old]);
    await c.act({ type: 'heal' });
    await stepsDown(c, old, later);
    await agreement(c);
    expect(events.some(({ text }) => / with 3 of 5 votes, .* after the partition$/.test(text))).toBe(true);
  });

  it('a follower whose incoming links are cut stands for election; with both it cannot', async () => {
    const c = await start({ nodes: 3 });
    const leader = await agreement(c);
    const follower = c.servers.find((id) => id !== leader)!;
    const before = c.members.term;
    await c.act({ type: 'cut', from: leader, to: follower, both: false });
    await until('a higher term', () => c.members.term > before);
    await c.act({ type: 'heal' });
    const again = await agreement(c);
    const isolated = c.servers.find((id) => id !== again)!;
    const { term } = c.members;
    await c.act({ type: 'isolate', node: isolated });
    await until(
      'it stands, again and again',
      () => nodeOf(c, isolated).currentTerm > term + 1 && nodeOf(c, isolated).role === 'candidate',
    );
    await put(c, 'x', '1');
    await c.act({ type: 'rejoin', node: isolated });
    await agreement(c);
  });

  it('takes new timeouts while it runs, without an election', async () => {
    const c = await start();
    await agreement(c);
    const { term } = c.snapshot();
    await c.retune({ electionTimeoutMinMs: 2000, electionTimeoutMaxMs: 2500 });
    await until('every follower has a deadline of the new range', () =>
      nodesOf(c).every(
        ({ electionFromMs: from, electionDeadlineMs: to }) =>
          from === null || to === null || to - from >= 2000,
      ),
    );
    expect(c.snapshot().term).toBe(term);
    const crashedMs = performance.now();
    await c.act({ type: 'crashLeader' });
    await until('a new leader', () => c.members.leader);
    expect(performance.now() - crashedMs).toBeGreaterThan(CALM.electionTimeoutMaxMs);
  });

  it('hands leadership over to whom it is asked', async () => {
    const c = await start({ nodes: 3 });
    const leader = await agreement(c);
    const to = c.servers.find((id) => id !== leader)!;
    const { term } = c.members;
    await c.act({ type: 'transfer', to });
    await until('the target leads', () => c.members.leader === to);
    expect(c.members.term).toBe(term + 1);
  });

  it.each([3, 5])('aligned timers split the votes of %i nodes', async (nodes) => {
    const c = await start({ nodes });
    await agreement(c);
    const { term } = c.members;
    await c.act({ type: 'alignTimers' });
    await until('the term that nobody won is told', () =>
      events.find(({ text }) => text.startsWith(`Term ${term + 1} got no leader: the votes were split`)),
    );
    await agreement(c);
  });

  it('serves a steady load through the crash of its leader', async () => {
    const c = await start({ nodes: 3, clientLoadPerSecond: 200 });
    await until('commits flow', () => c.members.leader !== null && c.snapshot().commitsPerSecond > 100);
    await c.act({ type: 'crashLeader' });
    const { commitIndex } = c.snapshot().nodes.reduce((a, b) => (a.commitIndex > b.commitIndex ? a : b));
    await until('and flow again', () => nodesOf(c).some((node) => node.commitIndex > commitIndex + 200));
    await until('what waited has been answered', () => (c.snapshot().commitLatencyMs?.p99 ?? 0) > 100);
  });
});

describe('no orphan', () => {
  const labs: ChildProcess[] = [];
  afterEach(() => {
    for (const lab of labs.splice(0)) lab.kill('SIGKILL');
  });

  it('within a second of the lab’s SIGKILL none of its nodes is left, a paused one neither', async () => {
    const [labEntry, nodeEntry] = [
      await bundle('test/processes/tinyLab.ts'),
      await bundle('src/node/index.ts'),
    ];
    await expectGoneWithinASecond(async () => {
      const lab = fork(labEntry, [nodeEntry, folder.path], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
      labs.push(lab);
      const [line] = (await once(createInterface(lab.stdout!), 'line')) as [string];
      const pids = JSON.parse(line) as number[];
      expect(pids).toHaveLength(3);
      expect(pids.every(isAlive)).toBe(true);
      const gone = once(lab, 'exit');
      lab.kill('SIGKILL');
      await gone;
      return pids;
    });
  });
});
