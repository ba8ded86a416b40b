import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decodeResult } from '../../src/node/kv/result';
import { encodeCommand } from '../../src/node/kv/command';
import { openUdp } from '../../src/node/transport/udp';
import type { NodeConfig } from '../../src/shared/control/toNode';
import { monotonicMs } from '../../src/shared/time';
import { configOf, NodeProcess } from './nodeProcess';
import { bundle, scratchFolder } from './support';

let program: string;
let folder: { path: string; remove: () => Promise<void> };
let walPath: string;
const nodes: NodeProcess[] = [];

beforeAll(async () => {
  program = await bundle('src/node/index.ts');
});
beforeEach(async () => {
  folder = await scratchFolder();
  walPath = join(folder.path, 'node.wal');
});
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.kill()));
  await folder.remove();
});

function forkNode(): NodeProcess {
  const node = new NodeProcess(program);
  nodes.push(node);
  return node;
}

/** A node that leads its cluster of one. */
async function soleLeader(changes: Partial<NodeConfig> = {}): Promise<{ node: NodeProcess; port: number }> {
  const node = forkNode();
  const { port } = await node.start(configOf({ walPath, ...changes }));
  node.send({ type: 'peers', ports: [[1, port]] });
  await node.until(() => node.status?.role === 'leader');
  return { node, port };
}

const put = (sequence: number, value: string) =>
  encodeCommand({ type: 'put', clientId: 1, sequence, key: 'k', value });
const get = (sequence: number) => encodeCommand({ type: 'get', clientId: 2, sequence, key: 'k' });

async function read(node: NodeProcess, sequence = 1): Promise<unknown> {
  const outcome = await node.request(1000 + sequence, get(sequence));
  return outcome.ok && decodeResult(outcome.result);
}

describe('one real node', () => {
  it('carries the small form of zod alone, as it is started for every crash', async () => {
    const modules = (await readFile(program, 'utf8')).match(/node_modules\/zod\/v4\/\w+/g);
    expect(modules).toContain('node_modules/zod/v4/mini');
    expect(modules).not.toContain('node_modules/zod/v4/classic');
  });

  it('leads its cluster of one, and what it acknowledged survives SIGKILL', async () => {
    const { node: first, port } = await soleLeader();
    expect(await first.request(1, put(1, 'kept'))).toMatchObject({ ok: true });
    // One, or more where a write takes longer than the election timeout.
    const currentTerm = first.status!.currentTerm;
    await first.kill();

    const second = forkNode();
    const listening = await second.start(configOf({ walPath, port }));
    expect(listening).toMatchObject({ port, recovered: { currentTerm, lastLogIndex: 2, tornBytes: 0 } });
    second.send({ type: 'peers', ports: [[1, port]] });
    await second.until(() => second.status?.role === 'leader');
    expect(second.status?.currentTerm).toBeGreaterThan(currentTerm);
    expect(await read(second)).toEqual({ status: 'value', value: 'kept' });
  });

  it('§8: does not execute again, after a restart, what it executed before', async () => {
    const { node: first, port } = await soleLeader();
    await first.request(1, put(1, 'first'));
    await first.request(
      2,
      encodeCommand({ type: 'put', clientId: 3, sequence: 1, key: 'k', value: 'later' }),
    );
    await first.kill();
    const { node: second } = await soleLeader({ port });
    expect(await second.request(3, put(1, 'first'))).toMatchObject({ ok: true });
    expect(await read(second)).toEqual({ status: 'value', value: 'later' });
  });

  it('cuts the torn tail of its log and says so', async () => {
    const { node: first } = await soleLeader();
    await first.request(1, put(1, 'kept'));
    await first.kill();
    const log = await readFile(walPath);
    await writeFile(walPath, Buffer.concat([log, Buffer.alloc(100)]));
    expect(await forkNode().start(configOf({ walPath }))).toMatchObject({ recovered: { tornBytes: 100 } });
    expect(await readFile(walPath)).toEqual(log);
  });

  it('keeps nothing with durability memory', async () => {
    const { node } = await soleLeader({ durability: 'memory', walPath: null });
    await node.request(1, put(1, 'here'));
    expect(await read(node)).toEqual({ status: 'value', value: 'here' });
    await node.kill();
    const { node: second } = await soleLeader({ durability: 'memory', walPath: null });
    expect(await read(second)).toEqual({ status: 'missing' });
  });

  it('takes new timing while it runs, at the time given', async () => {
    const node = forkNode();
    const slow = { ...configOf({}).timing, electionTimeoutMinMs: 50_000, electionTimeoutMaxMs: 60_000 };
    const { port } = await node.start(configOf({ walPath, timing: slow }));
    node.send({ type: 'peers', ports: [[1, port]] });
    await node.until(() => node.status !== null);
    node.send({ type: 'retune', applyAtMs: 0, timing: configOf({}).timing });
    await node.until(() => node.status?.role === 'leader');
  });
});

describe('a leader that is asked for a heartbeat at a time', () => {
  it('tells how late it was', async () => {
    const { node } = await soleLeader();
    const atMs = monotonicMs() + 5;
    node.send({ type: 'heartbeat', atMs });
    const told = await node.until(() =>
      node.facts.find(
        ({ fact }) => fact.type === 'timerFired' && fact.timer === 'heartbeat' && fact.deadlineMs === atMs,
      ),
    );
    expect(told).toMatchObject({ fact: { lateMs: told.atMs - atMs } });
    expect(told.atMs).toBeGreaterThanOrEqual(atMs);
  });
});

describe('a node that cannot go on says why and ends', () => {
  async function failure(node: NodeProcess) {
    const { code, message } = await node.next('failed');
    expect(await node.exited).toEqual({ code: 1, signal: null });
    return { code, message };
  }

  it('when its log is damaged', async () => {
    const { node: first } = await soleLeader();
    await first.request(1, put(1, 'kept'));
    await first.kill();
    const log = await readFile(walPath);
    log[40]! ^= 1;
    await writeFile(walPath, log);
    const node = forkNode();
    await node.next('ready');
    node.send({ type: 'start', config: configOf({ walPath }) });
    const { code, message } = await failure(node);
    expect(code).toBe('log-corrupt');
    expect(message).toContain(walPath);
  });

  it('when its port is taken', async () => {
    const socket = await openUdp({ port: 0, onDatagram: () => undefined });
    const node = forkNode();
    await node.next('ready');
    node.send({ type: 'start', config: configOf({ walPath, port: socket.port }) });
    const { code, message } = await failure(node);
    await socket.close();
    expect(code).toBe('io');
    expect(message).toContain(String(socket.port));
  });

  it('when it is sent what it does not understand', async () => {
    const node = forkNode();
    await node.next('ready');
    node.child.send({ type: 'dance' });
    expect((await failure(node)).code).toBe('bad-argument');
  });
});

describe('a node', () => {
  it('ends when its lab goes', async () => {
    const { node } = await soleLeader();
    node.child.disconnect();
    expect(await node.exited).toEqual({ code: 0, signal: null });
  });

  it('ends when told to', async () => {
    const { node } = await soleLeader();
    node.send({ type: 'stop' });
    expect(await node.exited).toEqual({ code: 0, signal: null });
  });

  it('does not mind what a terminal sends to the whole group', async () => {
    const { node } = await soleLeader();
    node.child.kill('SIGINT');
    node.child.kill('SIGQUIT');
    expect(await node.request(1, put(1, 'still here'))).toMatchObject({ ok: true });
  });
});
