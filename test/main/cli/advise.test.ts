import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { advise } from '../../../src/main/cli/advise';
import { runProgram, type Commands } from '../../../src/main/cli/program';

let out: string;
beforeEach(() => {
  out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += stripVTControlCharacters(String(text));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const CALM = { goalP99: 500, roundTrip: 2, stallsPerDay: 24, stall: 'exponential:5', persist: '0' };

describe('advise', () => {
  it('recommends a range and a heartbeat, checks them, and writes them in a system’s keys', () => {
    expect(advise({ ...CALM, for: 'etcd' })).toBe(0);
    expect(out).toMatch(/Recommended {2}[\d.]+–[\d.]+ ms, heartbeat [\d.]+ ms/);
    expect(out).toMatch(/Downtime p99 +\d+ ms +✓ met {2}limit 500 ms/);
    expect(out).toMatch(/Split votes +[\d.]+% +✓ met {2}limit 1.00%/);
    expect(out).toMatch(/Spurious elections .*a day +✓ met/);
    expect(out).toMatch(/Checked {2}10000 simulated crashes/);
    expect(out).toMatch(/--heartbeat-interval=\d+ --election-timeout=\d+/);
    const others = out.slice(out.indexOf('With other goals'), out.indexOf('Takes for granted'));
    const columns = [...others.matchAll(/^ {2}\S.*? {2,}(?=\S)/gm)].map(([label]) => label.length);
    expect(columns).toHaveLength(4);
    expect(new Set(columns).size).toBe(1);
  });

  it('for machines has all systems, and says with its exit code that no setting meets the goals', () => {
    const impossible = { ...CALM, goalP99: 50, roundTrip: 100, maxSplit: 0.001, json: true };
    expect(advise(impossible)).toBe(1);
    const advice = JSON.parse(out) as Record<string, unknown>;
    expect(advice['feasible']).toBe(false);
    expect(Object.keys(advice['systems'] as object)).toHaveLength(9);
    expect((advice['why'] as string[])[0]).toMatch(/^No setting meets all goals here/);
  });

  it.each([
    [{ goalP99: 'soon' }, /--goal-p99 takes a number of milliseconds from 5 to 120000; "soon" is not one/],
    [{ for: 'zookeeper' }, /--for takes etcd, consul, .* or rabbitmq; "zookeeper" is not one/],
    [{ roundTrip: 2, latency: '1' }, /give one of them/],
    [{ loss: 0.9 }, /--loss takes a probability from 0 to 0.5; "0.9" is not one/],
    [{ maxSplit: 0 }, /--max-split takes a probability from 0.000001 to 1; "0" is not one/],
  ])('refuses %j', (flags, sentence) => {
    expect(() => advise(flags)).toThrow(sentence);
  });

  it('is a command whose guards can be taken off', async () => {
    let flags: unknown;
    const commands = {
      advise: (given: unknown) => {
        flags = given;
        return Promise.resolve(0);
      },
    } as unknown as Commands;
    await runProgram(['advise', '--no-pre-vote', '--goal-p99', '300'], commands, '1');
    expect(flags).toMatchObject({ preVote: false, checkQuorum: true, goalP99: 300 });
  });
});
