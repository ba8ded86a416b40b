import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectGoneWithinASecond, isAlive, scratchFolder, until } from './support';
import { finishIn, startIn } from './terminal';

let folder: Awaited<ReturnType<typeof scratchFolder>>;

beforeAll(async () => {
  folder = await scratchFolder();
});

afterAll(async () => {
  await folder.remove();
});

const start = (...words: string[]) => startIn(folder.path, ...words);
const finish = (...words: string[]) => finishIn(folder.path, ...words);

describe('a wrong argument', () => {
  it.each([
    [['measure', '--election-timeout', '300-150', '--json']],
    [['measure', '--nodes', '0']],
    [['up', '--latency', 'gamma:1']],
    [['reproduce', 'thesis-wan', '--engine', 'processes']],
    [['serve', '--port', 'http']],
    [['run', 'missing.yaml']],
    [['fly']],
    [[]],
  ])('%j gets one sentence, nothing on standard output, and exit code 2', async (words) => {
    const { code, out, err } = await finish(...words);
    expect(out).toBe('');
    expect(err.trim()).not.toBe('');
    expect(err.trim()).not.toContain('\n');
    expect(code).toBe(2);
  });

  it('a folder that cannot be written is one', async () => {
    await writeFile(join(folder.path, 'a-file'), '');
    const { code, out, err } = await finish('measure', '--trials', '1', '--out', 'a-file/results');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^Results cannot be written to \S+a-file\/results .*name a folder/);
  });

  it('names the line of an experiment file', async () => {
    await writeFile(join(folder.path, 'wrong.yaml'), 'trials: 3\ncluster:\n  nodes: 99\n');
    const { code, err } = await finish('run', 'wrong.yaml');
    expect(code).toBe(2);
    expect(err).toMatch(/^wrong\.yaml:3:10: cluster\.nodes: /);
  });
});

describe('measure', () => {
  it('prints JSON and nothing else on standard output, and keeps the run', async () => {
    const { code, out, err } = await finish(
      ...'measure --nodes 3 --election-timeout 50-100 --trials 4 --concurrency 1 --durability memory'.split(
        ' ',
      ),
      ...'--seed 3 --out results --json'.split(' '),
    );
    expect(code).toBe(0);
    const summary = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(summary)).toEqual([
      'trials',
      'clean',
      'splitVoteRate',
      'firstTermSplitRate',
      'downtimeMs',
      'termsUsed',
      'failedTerms',
      'runFolder',
      'agreement',
    ]);
    expect(summary['trials']).toBe(4);
    expect(err).toContain('4/4');
    const run = summary['runFolder'] as string;
    expect(await readdir(run)).toEqual(
      expect.arrayContaining(['experiment.json', 'summary.json', 'terms.csv', 'trials.csv']),
    );
    const rows = (await readFile(join(run, 'trials.csv'), 'utf8')).trimEnd().split('\n');
    expect(rows).toHaveLength(5);
  });

  it('in virtual time leaves the same folder, on all processors, and repeats to the byte', async () => {
    const words = 'measure --engine simulation --latency 15 --trials 3000 --out simulated --json'.split(' ');
    const trialsOf = async (...more: string[]) => {
      const { code, out } = await finish(...words, ...more);
      expect(code).toBe(0);
      const { trials, runFolder } = JSON.parse(out) as { trials: number; runFolder: string };
      expect(trials).toBe(3000);
      const text = await readFile(join(runFolder, 'trials.csv'), 'utf8');
      return text.replaceAll(runFolder.slice(runFolder.lastIndexOf('/') + 1), '');
    };
    const first = await trialsOf();
    expect(first.split('\r\n')[1]).toMatch(/,simulation,leader-crash,/);
    expect(await trialsOf('--concurrency', '1')).toBe(first);
  });

  it('repeats the experiment of a file', async () => {
    await writeFile(
      join(folder.path, 'short.yaml'),
      'name: short\ntrials: 2\nconcurrency: 1\ncluster:\n  nodes: 3\n  durability: memory\n' +
        '  electionTimeoutMinMs: 50\n  electionTimeoutMaxMs: 100\n',
    );
    const { code, out } = await finish('run', 'short.yaml', '--out', 'results');
    expect(code).toBe(0);
    expect(out).toContain('2 leader crashes  3 nodes · 50–100 ms · heartbeat 25 ms');
    expect(out).toMatch(/Kept in \S+-short/);
  });

  it('stopped by Ctrl+C keeps what is done, and leaves no node', async () => {
    const lab = start(
      ...'measure --nodes 3 --election-timeout 50-100 --trials 5000 --concurrency 1 --out stopped --json'.split(
        ' ',
      ),
    );
    const rows = async () => {
      const [run] = await readdir(join(folder.path, 'stopped')).catch(() => []);
      if (run === undefined) return 0;
      const text = await readFile(join(folder.path, 'stopped', run, 'trials.csv'), 'utf8').catch(() => '');
      return text.split('\n').length - 2;
    };
    await expect.poll(rows).toBeGreaterThan(1);
    lab.child.kill('SIGINT');
    expect(await lab.ended).toEqual({ code: 130, signal: null });
    const { trials } = JSON.parse(lab.out()) as { trials: number };
    expect(trials).toBeGreaterThan(1);
    expect(await rows()).toBe(trials);
    expect(lab.err()).toContain(`Stopped: ${trials} of 5000 trials are kept.`);
  });
});

describe('clusters side by side whose clients keep each other waiting', () => {
  const clients =
    '--kind workload --nodes 1 --durability memory --load 30 --observe 100 --out results --json';
  const sideBySide =
    /^2 clusters side by side, each with 30 commands a second, wait for .*\. auto takes one\.$/m;

  it.each([
    ['measure', '--trials 2'],
    ['sweep', '--vary latency=0,1 --trials 5'],
  ])('%s says so beside its result', async (command, more) => {
    const words = [command, ...clients.split(' '), ...more.split(' '), '--concurrency'];
    const { code, out, err } = await finish(...words, '2');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toBeTypeOf('object');
    expect(err).toMatch(sideBySide);
    expect((await finish(...words, '1')).err).not.toMatch(/side by side/);
  });
});

describe('up', () => {
  it('tells its story; SIGQUIT kills the leader, which comes back; SIGINT ends all', async () => {
    const lab = start(
      ...'up --nodes 3 --election-timeout 500-1000 --heartbeat 75 --restart-after 200'.split(' '),
    );
    await until('a leader', () => /elected in term \d+/.test(lab.out()));
    const pids = [...lab.out().matchAll(/is process (\d+)/g)].map(([, pid]) => Number(pid));
    expect(pids).toHaveLength(3);
    lab.child.kill('SIGQUIT');
    await until('the crash', () => /is killed \(SIGKILL\)/.test(lab.out()));
    await until('another leader', () => /elected in term \d+.* after the crash/.test(lab.out()));
    await until('the restart', () => /restarts from its log/.test(lab.out()));
    lab.child.kill('SIGINT');
    expect(await lab.ended).toEqual({ code: 0, signal: null });
    expect(lab.out()).toContain('All nodes have ended.');
    for (const pid of pids) expect(isAlive(pid)).toBe(false);
  });

  it('leaves no node behind when it is killed itself', async () => {
    await expectGoneWithinASecond(async () => {
      const lab = start('up', '--nodes', '3');
      await until('three nodes', () => lab.out().match(/is process \d+/g)?.length === 3);
      const pids = [...lab.out().matchAll(/is process (\d+)/g)].map(([, pid]) => Number(pid));
      lab.child.kill('SIGKILL');
      await lab.ended;
      return pids;
    });
  });
});

describe('serve', () => {
  it('prints its address and ends with Ctrl+C', async () => {
    await mkdir(join(folder.path, 'served'), { recursive: true });
    const lab = start('serve');
    await until('the address', () => /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.test(lab.out()));
    const url = /http:\/\/\S+/.exec(lab.out())![0];
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    expect((await fetch(new URL('/', url))).status).toBe(403);
    lab.child.kill('SIGINT');
    expect(await lab.ended).toEqual({ code: 0, signal: null });
  });

  it('says in one sentence that its port is taken', async () => {
    const first = start('serve');
    await until('the address', () => /http:\/\/\S+/.test(first.out()));
    const { port } = new URL(/http:\/\/\S+/.exec(first.out())![0]);
    const second = await finish('serve', '--port', port);
    expect(second).toMatchObject({ code: 2, out: '' });
    expect(second.err).toMatch(/^Port \d+ is taken: .*\n$/);
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
  });
});
