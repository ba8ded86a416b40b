import { describe, expect, it, vi } from 'vitest';
import { clusterFromFlags, experimentFromFlags } from '../../../src/main/cli/settings';
import type { Flags } from '../../../src/main/cli/flags';
import { runProgram, type Commands } from '../../../src/main/cli/program';
import { USUAL_CONDITIONS } from '../../../src/shared/conditions';
import { LabError } from '../../../src/shared/errors';
import { IDEAL } from '../../../src/shared/environment';
import type { Experiment } from '../../../src/shared/experiment';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../../src/shared/settings';

interface Asked {
  cluster?: ClusterSettings;
  experiment?: Experiment;
  file?: string;
  flags?: Flags;
}

/** What a command line asks for, as the commands would understand it. */
async function asked(...words: string[]): Promise<Asked> {
  let result: Asked = {};
  const commands: Commands = {
    up: async (flags) => {
      result = { cluster: clusterFromFlags(flags), flags };
      return Promise.resolve(0);
    },
    measure: async (flags) => {
      result = { experiment: experimentFromFlags(flags), flags };
      return Promise.resolve(0);
    },
    run: async (file, flags) => {
      result = { file, flags };
      return Promise.resolve(0);
    },
    sweep: async (file, flags) => {
      result = { ...(file === undefined ? {} : { file }), flags };
      return Promise.resolve(0);
    },
    schema: () => {
      result = { file: 'schema' };
      return 0;
    },
    predict: async (flags) => {
      result = { cluster: clusterFromFlags(flags), flags };
      return Promise.resolve(0);
    },
    advise: async (flags) => {
      result = { flags };
      return Promise.resolve(0);
    },
    runs: async (words, flags) => {
      result = { file: words.join(' '), flags };
      return Promise.resolve(0);
    },
    sweeps: async (words, flags) => {
      result = { file: words.join(' '), flags };
      return Promise.resolve(0);
    },
    label: async (named, flags) => {
      result = { file: named, flags };
      return Promise.resolve(0);
    },
    compare: async (runIds, flags) => {
      result = { file: runIds.join(' '), flags };
      return Promise.resolve(0);
    },
    importFile: async (file, flags) => {
      result = { file, flags };
      return Promise.resolve(0);
    },
    report: async (names, flags) => {
      result = { file: names.join(' '), flags };
      return Promise.resolve(0);
    },
    reproduce: async (what, flags) => {
      result = { file: what, flags };
      return Promise.resolve(0);
    },
    serve: async (flags) => {
      result = { flags };
      return Promise.resolve(0);
    },
  };
  expect(await runProgram(words, commands, '1.2.3')).toBe(0);
  return result;
}

describe('flags describe a cluster and an experiment', () => {
  it('as usual where nothing is said', async () => {
    expect((await asked('up')).cluster).toEqual(DEFAULT_SETTINGS);
    expect((await asked('measure')).experiment).toEqual({
      kind: 'leader-crash',
      name: 'leader-crash',
      engine: 'processes',
      cluster: DEFAULT_SETTINGS,
      environment: IDEAL,
      conditions: USUAL_CONDITIONS,
      crash: 'kill',
      outageMs: null,
      observeMs: null,
      trials: 100,
      precision: null,
      concurrency: 'auto',
      seed: 1,
      trialCapMs: 30_000,
    });
  });

  it('may be of another kind, with what belongs to it', async () => {
    const line =
      'measure --engine simulation --kind leader-pause --outage 250 --candidate-timeout 30-60 --load 20';
    expect((await asked(...line.split(' '))).experiment).toMatchObject({
      kind: 'leader-pause',
      name: 'leader-pause',
      outageMs: 250,
      observeMs: null,
      conditions: { ...USUAL_CONDITIONS, candidateTimeout: { minMs: 30, maxMs: 60 } },
      cluster: { clientLoadPerSecond: 20 },
    });
    expect((await asked('measure', '--kind', 'steady', '--observe', '5000')).experiment?.observeMs).toBe(
      5000,
    );
    expect((await asked('schema')).file).toBe('schema');
  });

  it('all of them', async () => {
    const line =
      'measure --nodes 7 --election-timeout 12.5-24 --heartbeat 5 --latency uniform:30:40 --loss 0.01 --pre-vote ' +
      '--check-quorum --load 20 --durability memory --crash pause --trials 12 --concurrency 2 --seed 7 --trial-cap 500';
    expect((await asked(...line.split(' '), '--name', 'my run')).experiment).toMatchObject({
      name: 'my run',
      engine: 'processes',
      environment: IDEAL,
      cluster: {
        nodes: 7,
        electionTimeoutMinMs: 12.5,
        electionTimeoutMaxMs: 24,
        heartbeatMs: 5,
        latency: { kind: 'uniform', minMs: 30, maxMs: 40 },
        loss: 0.01,
        preVote: true,
        checkQuorum: true,
        clientLoadPerSecond: 20,
        durability: 'memory',
      },
      crash: 'pause',
      trials: 12,
      concurrency: 2,
      seed: 7,
      trialCapMs: 500,
    });
  });

  it('in virtual time, with the delays that real nodes bring along', async () => {
    const line = 'measure --engine simulation --persist uniform:0:7.4 --timer-noise 0.06';
    expect((await asked(...line.split(' '))).experiment).toMatchObject({
      engine: 'simulation',
      environment: {
        ...IDEAL,
        persist: { kind: 'uniform', minMs: 0, maxMs: 7.4 },
        timerNoise: { kind: 'fixed', ms: 0.06 },
      },
    });
  });

  it('the heartbeat follows the minimum timeout', async () => {
    expect((await asked('up', '--election-timeout', '12-24')).cluster!.heartbeatMs).toBe(6);
  });

  it('the same with an equals sign, and a range without width', async () => {
    const { cluster } = await asked('up', '--nodes=3', '--election-timeout=150-150');
    expect(cluster).toMatchObject({ nodes: 3, electionTimeoutMinMs: 150, electionTimeoutMaxMs: 150 });
  });

  it('a file to run', async () => {
    expect((await asked('run', 'a.yaml', '--json')).file).toBe('a.yaml');
  });
});

describe('a wrong argument gets one sentence with what is allowed', () => {
  it.each<[string, string]>([
    ['up --election-timeout 300-150', 'range of milliseconds from 1 to 60000, the smaller first'],
    ['up --election-timeout 0-150', 'from 1 to 60000'],
    ['up --election-timeout 150-99999', 'from 1 to 60000'],
    ['up --election-timeout fast', 'such as 150-300; "fast" is not one'],
    ['up --election-timeout 150', '"150" is not one'],
    ['up --election-timeout 150-200-300', '"150-200-300" is not one'],
    ['up --election-timeout -150-300', '"-150-300" is not one'],
    ['up --election-timeout', '--election-timeout needs a value after it: --election-timeout <min-max>;'],
    ['up --nodes 0', 'whole number from 1 to 25; "0" is not one'],
    ['up --nodes 26', 'from 1 to 25'],
    ['up --nodes 2.5', 'whole number'],
    ['up --nodes -3', 'from 1 to 25; "-3" is not one'],
    ['up --nodes three', '"three" is not one'],
    ['up --nodes Infinity', '"Infinity" is not one'],
    ['up --nodes', '--nodes needs a value after it: --nodes <n>; raft-lab up --help tells more.'],
    ['up --nodes 3 --nodes 5', '--nodes is given more than once'],
    ['up --heartbeat 0', 'a number of milliseconds from 0.5 to 60000'],
    ['up --heartbeat soon', '"soon" is not one'],
    ['up --latency gamma:1:2', 'uniform:MIN:MAX'],
    ['measure --persist slow', '--persist: "slow" is not a delay'],
    ['measure --kind workload', '--load: a workload needs clients: more than 0 commands a second.'],
    ['measure --kind leader-pause --trial-cap 900', '--trial-cap: what lasts must be over'],
    ['up --latency uniform:40:30', 'is not a delay'],
    ['up --latency uniform:40', 'is not a delay'],
    ['up --latency -1', '"-1" is not a delay'],
    ['up --latency normal:a:b', 'is not a delay'],
    ['up --loss 2', 'a probability from 0 to 1; "2" is not one'],
    ['up --loss -0.1', 'a probability from 0 to 1; "-0.1" is not one'],
    ['up --loss 5%', '"5%" is not one'],
    ['up --load -1', 'commands per second from 0 to 20000'],
    ['up --durability disk', 'fsync, os or memory; "disk" is not one'],
    ['up --pre-vote=maybe', 'pre-vote'],
    ['up --speed 3', 'Unknown option "--speed"; raft-lab up --help tells more'],
    ['up now', '"now" is too much: it is raft-lab up, and flags; raft-lab up --help tells more.'],
    ['run', 'Something is missing: it is raft-lab run <file>, and flags'],
    ['measure --trials 0', 'whole number from 1 to 1000000'],
    ['measure --trials many', '"many" is not one'],
    ['measure --engine steam', 'processes or simulation; "steam" is not one'],
    ['measure --engine simulation --persist slow', '"slow" is not a delay'],
    ['measure --kind steady --outage 5', '--outage: nothing lasts in steady'],
    ['measure --kind chaos', '--kind takes leader-crash, cold-start'],
    ['measure --timer-noise 5', '--timer-noise: real nodes have their own: they can be given persist'],
    ['measure --timer-noise 0.1', 'real nodes have their own'],
    ['measure --crash stab', 'kill or pause; "stab" is not one'],
    ['measure --concurrency 0', 'auto or a whole number of clusters from 1 to 16'],
    ['measure --concurrency 17', 'from 1 to 16'],
    ['measure --concurrency all', '"all" is not one'],
    ['measure --seed 4294967296', 'from 0 to 4294967295'],
    ['measure --seed x', '"x" is not one'],
    ['measure --trial-cap 5', 'from 100 to 3600000'],
    ['measure --precision 0.7', 'half the width of the split-vote rate’s interval, 0.0001 to 0.5'],
    ['measure --precision p90:5', 'p50 or p99 of downtime in ms'],
    ['measure --precision 5ms', '"5ms" is neither'],
    ['measure --kind steady --precision 0.01 --engine simulation', 'steady has no election'],
    [
      'launch',
      '"launch" is not a command: up, measure, sweep, run, schema, predict, advise, reproduce, runs, sweeps, label, compare, import, report, serve',
    ],
    [
      '',
      'Say what to do: up, measure, sweep, run, schema, predict, advise, reproduce, runs, sweeps, label, compare, import, report, serve',
    ],
    ['predict --nodes 26', 'whole number from 1 to 25'],
    ['predict --out results', 'Unknown option "--out"'],
    ['reproduce', 'Something is missing: it is raft-lab reproduce <what>, and flags'],
    ['--nodes 3', 'Say what to do'],
  ])('%s', async (line, sentence) => {
    const problem: unknown = await asked(...line.split(' ').filter((word) => word !== '')).then(
      () => null,
      (error: unknown) => error,
    );
    expect(problem).toBeInstanceOf(LabError);
    expect(problem).toMatchObject({ code: 'bad-argument' });
    expect((problem as LabError).message).toContain(sentence);
    expect((problem as LabError).message).not.toContain('\n');
  });
});

describe('an empty word after a flag', () => {
  it.each([
    ['latency', '"" is not a delay'],
    ['loss', 'a probability from 0 to 1; "" is not one'],
    ['seed', '"" is not one'],
    ['election-timeout', '"" is not one'],
    ['engine', 'processes or simulation; "" is not one'],
  ])('is no 0: --%s', async (flag, sentence) => {
    await expect(asked('measure', `--${flag}`, '')).rejects.toThrow(sentence);
  });
});

describe('help and version', () => {
  it.each([
    '--help',
    '-h',
    'up --help',
    'measure --help',
    'run --help',
    'predict --help',
    'reproduce --help',
    'serve -h',
  ])('%s', async (line) => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => undefined);
    expect(await asked(...line.split(' '))).toEqual({});
    expect(info.mock.calls.join('\n')).toContain('Usage:\n  $ raft-lab');
    info.mockRestore();
  });

  it('makes up no defaults, and says what an exit code means', async () => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => undefined);
    await asked('advise', '--help');
    expect(info.mock.calls.join('\n')).toMatch(/--no-pre-vote +Without PreVote$/m);
    expect(info.mock.calls.join('\n')).not.toContain('Exit codes');
    await asked('--help');
    expect(info.mock.calls.join('\n')).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 .*\n {2}130 /);
    info.mockRestore();
  });

  it.each(['--version', '-v', 'measure --version'])('%s', async (line) => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => undefined);
    expect(await asked(...line.split(' '))).toEqual({});
    expect(info).toHaveBeenCalledOnce();
    expect(info.mock.calls.join()).toContain('raft-lab/1.2.3');
    info.mockRestore();
  });
});
