import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Flags } from '../../../src/main/cli/flags';
import { runProgram, type Commands } from '../../../src/main/cli/program';
import { clusterFromFlags, experimentFromFlags } from '../../../src/main/cli/settings';
import { sweepFromFlags } from '../../../src/main/cli/sweepSettings';

/** What a command makes of its flags, where that is all of a cluster, an experiment or a sweep. */
const READ: Readonly<Record<string, (flags: Flags) => unknown>> = {
  up: clusterFromFlags,
  predict: clusterFromFlags,
  measure: experimentFromFlags,
  sweep: sweepFromFlags,
};
/** Without which a flag makes no sense. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  '--outage': ['--kind', 'leader-pause'],
  '--observe': ['--kind', 'steady'],
};
let printed = '';
beforeEach(() => {
  printed = '';
  vi.spyOn(console, 'info').mockImplementation((text: string) => {
    printed += text;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** What the last command line asked for: the command, and what it reads. */
let heard: unknown = null;

const taken =
  (name: string) =>
  (...given: unknown[]): Promise<number> => {
    const flags = given.find((one): one is Flags => typeof one === 'object' && !Array.isArray(one)) ?? {};
    heard = { name, read: READ[name]?.(flags) };
    return Promise.resolve(0);
  };

const COMMANDS: Commands = {
  up: taken('up'),
  measure: taken('measure'),
  sweep: taken('sweep'),
  run: taken('run'),
  predict: taken('predict'),
  advise: taken('advise'),
  reproduce: taken('reproduce'),
  runs: taken('runs'),
  sweeps: taken('sweeps'),
  label: taken('label'),
  compare: taken('compare'),
  importFile: taken('importFile'),
  report: taken('report'),
  serve: taken('serve'),
  schema: () => {
    heard = { name: 'schema' };
    return 0;
  },
};

async function asked(words: readonly string[]): Promise<unknown> {
  heard = null;
  await runProgram(words, COMMANDS, '1');
  return heard;
}

async function helpOf(command: string): Promise<string> {
  await asked([command, '--help']);
  return printed;
}

/** `--flag` and the default that help states for it, where that is a value. */
const defaultsIn = (help: string): [string, string][] =>
  [...help.matchAll(/^ {2}(--\S+) .*\(default: ([\w.-]+)(?:;.*)?\)/gm)].map(([, flag = '', value = '']) => [
    flag,
    value,
  ]);

describe.each(Object.keys(READ))('%s --help', (command) => {
  const own = command === 'sweep' ? ['--engine', 'simulation', '--vary', 'latency=1,2'] : [];

  it('states the defaults that are in force: to give one changes nothing', async () => {
    const defaults = defaultsIn(await helpOf(command)).filter(([flag]) => !own.includes(flag));
    expect(defaults.length).toBeGreaterThanOrEqual(5);
    for (const [flag, value] of defaults) {
      const words = [command, ...own, ...(NEEDED[flag] ?? [])];
      expect(await asked([...words, flag, value]), `${flag} ${value}`).toEqual(await asked(words));
    }
  });
});

it('has only examples that are taken', async () => {
  for (const name of Object.keys(COMMANDS)) {
    const command = name === 'importFile' ? 'import' : name;
    printed = '';
    const examples = [...(await helpOf(command)).matchAll(/^ {2}\$ raft-lab (.*)$/gm)]
      .map(([, line = '']) => line)
      .filter((line) => !line.includes('<') && !line.includes('['));
    for (const example of examples) {
      const words = example.replace(/ > .*/, '').split(' ');
      expect(await asked(words), example).toMatchObject({ name });
    }
    if (command !== 'schema') expect(examples.filter((line) => line !== command)).not.toEqual([]);
  }
});
