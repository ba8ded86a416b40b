import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Workload, type ClientPort } from '../../../src/lab/cluster/workload';
import { decodeCommand, type Command } from '../../../src/node/kv/command';
import type { Outcome } from '../../../src/shared/control/toLab';
import type { NodeId } from '../../../src/shared/ids';

const OK: Outcome = { ok: true, index: 1, result: new Uint8Array([0]) };

/** A cluster that notes what it is asked; the test answers. */
class Scripted implements ClientPort {
  leads: NodeId | null = 1;
  readonly running = new Set([1, 2, 3]);
  readonly requests: { node: NodeId; requestId: number; command: Command }[] = [];
  readonly latencies: number[] = [];
  readonly gaveUp: number[] = [];

  leader(): NodeId | null {
    return this.leads;
  }
  request(node: NodeId, requestId: number, bytes: Uint8Array): boolean {
    if (!this.running.has(node)) return false;
    this.requests.push({ node, requestId, command: decodeCommand(bytes)! });
    return true;
  }
  acknowledged(_atMs: number, latencyMs: number): void {
    this.latencies.push(latencyMs);
  }
  givingUp(waiting: number): void {
    this.gaveUp.push(waiting);
  }
  /** What has been asked since the last call. */
  taken(): { node: NodeId; requestId: number; command: Command }[] {
    return this.requests.splice(0);
  }
}

let port: Scripted;
let workload: Workload;

beforeEach(() => {
  vi.useFakeTimers();
  port = new Scripted();
  workload = new Workload(port);
});
/** Proposes and leaves it at that: the workload's end ends it. */
function put(key: string, value: string): void {
  workload.propose(key, value).catch(() => undefined);
}

afterEach(() => {
  workload.stop();
  vi.useRealTimers();
});

describe('client load', () => {
  it('issues so many commands a second, each under a number of its own', () => {
    workload.setRate(500);
    vi.advanceTimersByTime(2000);
    const numbers = port.taken().map(({ command }) => `${command.clientId}/${command.sequence}`);
    const different = new Set(numbers).size;
    expect(different).toBeGreaterThanOrEqual(996);
    expect(different).toBeLessThanOrEqual(1000);
  });

  it('keeps low rates too, and 0 ends the load', () => {
    workload.setRate(0.5);
    vi.advanceTimersByTime(10_010);
    const asked = new Set(port.taken().map(({ requestId }) => requestId));
    expect(asked.size).toBe(5);
    workload.setRate(0);
    for (const requestId of asked) workload.answered(1, requestId, OK);
    vi.advanceTimersByTime(10_000);
    expect(port.taken()).toEqual([]);
  });

  it('measures from issue to acknowledgement, waiting for a leader included', () => {
    port.leads = null;
    workload.setRate(100);
    vi.advanceTimersByTime(12);
    workload.setRate(0);
    expect(workload.oldestOpenMs).not.toBeNull();
    vi.advanceTimersByTime(500);
    expect(port.taken()).toEqual([]);
    port.leads = 2;
    vi.advanceTimersByTime(4);
    const [request] = port.taken();
    expect(request?.node).toBe(2);
    vi.advanceTimersByTime(3);
    workload.answered(2, request!.requestId, OK);
    // Issued at 10 ms, acknowledged at 12 + 500 + 4 + 3.
    expect(port.latencies).toEqual([509]);
    expect(workload.oldestOpenMs).toBeNull();
  });

  it('counts from when a command was due, not from when its client got round to it', () => {
    workload.setRate(300);
    vi.advanceTimersByTime(4);
    const [request] = port.taken();
    vi.advanceTimersByTime(3);
    workload.answered(1, request!.requestId, OK);
    // Due after a third of 10 ms; the client's timers know whole ms.
    expect(port.latencies).toEqual([expect.closeTo(7 - 10 / 3, 6)]);
  });

  it('sends each command when it is due, whatever else is under way', () => {
    workload.setRate(200);
    for (const number of [1, 2, 3]) {
      vi.advanceTimersByTime(5);
      expect(port.taken().filter(({ requestId }) => requestId === number)).toHaveLength(1);
    }
  });

  it('follows a new rate at once, however long the next command of the old one was off', () => {
    workload.setRate(0.1);
    vi.advanceTimersByTime(100);
    workload.setRate(100);
    vi.advanceTimersByTime(10);
    expect(port.taken()).toHaveLength(1);
  });

  it('of few commands does not keep a person’s command waiting for a leader', () => {
    workload.setRate(0.1);
    port.leads = null;
    put('key', 'value');
    vi.advanceTimersByTime(100);
    port.leads = 1;
    vi.advanceTimersByTime(4);
    expect(port.taken().map(({ command }) => command.type)).toEqual(['put']);
  });

  it('a thousand commands at most are under way; the others wait', () => {
    workload.setRate(20_000);
    vi.advanceTimersByTime(100);
    const asked = port.taken();
    expect(asked).toHaveLength(1000);
    workload.answered(1, asked[0]!.requestId, OK);
    const next = port.taken();
    expect(next).toHaveLength(1);
    expect(next[0]!.command.clientId).toBe(asked[0]!.command.clientId);
    expect(next[0]!.command.sequence).toBe(asked[0]!.command.sequence + 1);
  });
});

describe('a long time without a leader', () => {
  it('is not waited through by more than 100,000 commands: that is told once', () => {
    port.leads = null;
    workload.setRate(20_000);
    vi.advanceTimersByTime(4_900);
    expect(port.gaveUp).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(port.gaveUp).toEqual([100_000]);
  });
});

describe('a command', () => {
  it('follows a redirect, under the same number', () => {
    put('x', '1');
    const [first] = port.taken();
    workload.answered(1, first!.requestId, { ok: false, reason: 'notLeader', leader: 3 });
    const [second] = port.taken();
    expect(second).toEqual({ ...first, node: 3 });
  });

  it('is sent again, under the same number, when its leader is gone', () => {
    put('x', '1');
    const [first] = port.taken();
    port.running.delete(1);
    port.leads = null;
    workload.nodeGone(1);
    vi.advanceTimersByTime(150);
    expect(port.taken()).toEqual([]);
    port.leads = 2;
    vi.advanceTimersByTime(4);
    expect(port.taken()).toEqual([{ ...first, node: 2 }]);
  });

  it('is sent again to the new leader when the old one stays silent', () => {
    put('x', '1');
    port.taken();
    port.leads = 2;
    vi.advanceTimersByTime(120);
    expect(port.taken().map(({ node }) => node)).toEqual([2]);
  });

  it('a late refusal of a node that no longer has it changes nothing', () => {
    put('x', '1');
    const [first] = port.taken();
    workload.answered(1, first!.requestId, { ok: false, reason: 'notLeader', leader: 3 });
    port.taken();
    workload.answered(1, first!.requestId, { ok: false, reason: 'lost', leader: null });
    vi.advanceTimersByTime(50);
    expect(port.taken()).toEqual([]);
  });

  it('resolves once it is acknowledged', async () => {
    const proposed = workload.propose('x', '1');
    const [request] = port.taken();
    expect(request!.command).toMatchObject({ type: 'put', key: 'x', value: '1' });
    workload.answered(1, request!.requestId, OK);
    await proposed;
  });

  it('is given up after 10 s, in words', async () => {
    port.leads = null;
    const proposed = expect(workload.propose('x', '1')).rejects.toMatchObject({ code: 'not-leader' });
    vi.advanceTimersByTime(10_000);
    await proposed;
  });

  it('ends with the cluster', async () => {
    const proposed = expect(workload.propose('x', '1')).rejects.toMatchObject({ code: 'not-running' });
    workload.stop();
    await proposed;
  });
});
