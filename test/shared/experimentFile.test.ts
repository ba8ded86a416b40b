import { describe, expect, it } from 'vitest';
import { parseEither, parseExperiment } from '../../src/shared/experimentFile';
import { LabError } from '../../src/shared/errors';
import { IDEAL } from '../../src/shared/environment';
import { experimentSchema } from '../../src/shared/experiment';
import { DEFAULT_SETTINGS } from '../../src/shared/settings';

describe('an experiment file', () => {
  it('may leave out what is as usual', () => {
    expect(parseExperiment('{}', 'a.yaml')).toEqual(experimentSchema.parse({}));
    expect(parseExperiment('name: usual', 'a.yaml')).toEqual(experimentSchema.parse({ name: 'usual' }));
    expect(parseExperiment('trials: 20', 'a.yaml').trials).toBe(20);
  });

  it('is not empty: that is rather one that was not saved', () => {
    for (const text of ['', '\n', '# nothing yet\n', '---\n']) {
      expect(() => parseExperiment(text, 'a.yaml')).toThrow(/^a\.yaml is empty: .* or \{\} where all is\.$/);
    }
  });

  it('takes delays in their short form and half the minimum timeout as heartbeat', () => {
    const { cluster } = parseExperiment(
      'cluster:\n  electionTimeoutMinMs: 100\n  electionTimeoutMaxMs: 200\n  latency: uniform:30:40\n',
      'a.yaml',
    );
    expect(cluster).toEqual({
      ...DEFAULT_SETTINGS,
      electionTimeoutMinMs: 100,
      electionTimeoutMaxMs: 200,
      heartbeatMs: 50,
      latency: { kind: 'uniform', minMs: 30, maxMs: 40 },
    });
  });

  it('may be of a simulation, with what its cluster runs on', () => {
    const { engine, environment } = parseExperiment(
      'engine: simulation\nenvironment:\n  persist: exponential:5\n  extraEntries: [3, 3, 2, 1, 0]\n',
      'a.yaml',
    );
    expect(engine).toBe('simulation');
    expect(environment).toEqual({
      ...IDEAL,
      persist: { kind: 'exponential', meanMs: 5 },
      extraEntries: [3, 3, 2, 1, 0],
    });
  });

  it('may be JSON: the experiment.json of a run repeats it', () => {
    const experiment = experimentSchema.parse({ name: 'again', trials: 7, seed: 9 });
    expect(parseExperiment(JSON.stringify(experiment, null, 2), 'experiment.json')).toEqual(experiment);
  });

  it.each<[string, string, string]>([
    ['trials: 0', 'a.yaml:1:9: trials', 'range'],
    ['name: x\ntrials: many', 'a.yaml:2:9: trials', 'type'],
    ['name: x\n\ntrails: 5', 'a.yaml:3:1: ', 'unknown key'],
    ['cluster:\n  nodes: 5\n  nodez: 3', 'a.yaml:3:3: cluster', 'unknown key inside'],
    [
      'cluster:\n  electionTimeoutMinMs: 300\n  electionTimeoutMaxMs: 150',
      'a.yaml:3:25: cluster.electionTimeoutMaxMs: the election timeout range',
      'reversed range',
    ],
    ['cluster:\n  nodes: 3\n  latency: gamma:1', 'a.yaml:3:12: cluster.latency', 'distribution'],
    [
      'engine: simulation\nenvironment:\n  persist: soon',
      'a.yaml:3:12: environment.persist',
      'delay of a simulation',
    ],
    [
      'trials: 5\nenvironment:\n  timerNoise: 5',
      'a.yaml:3:3: environment: real nodes have their own',
      'real nodes with',
    ],
    ['cluster: five', 'a.yaml:1:10: cluster', 'no mapping'],
    ['- 1\n- 2', 'a.yaml:1:1: ', 'a list'],
    ['trials: 5\n  seed: 3: 4', 'a.yaml:', 'no YAML'],
    ['{"trials": 5,\n "seed": }', 'a.yaml:', 'no JSON'],
    ['trials: 5\ntrials: 6', 'a.yaml:2:1: ', 'a key twice'],
  ])('names the line and column of what is wrong: %j', (text, start) => {
    expect(() => parseExperiment(text, 'a.yaml')).toThrow(LabError);
    expect(() => parseExperiment(text, 'a.yaml')).toThrow(start);
  });

  it.each([parseExperiment, parseEither])(
    'refuses aliases of nothing, and those that never end: %o',
    (parse) => {
      expect(() => parse('trials: *many', 'a.yaml')).toThrow(LabError);
      expect(() => parse('trials: *many', 'a.yaml')).toThrow('a.yaml: Unresolved alias');
      const levels = ['a', 'b', 'c', 'd', 'e'].map(
        (name, i, all) =>
          `${name}: &${name} [${Array(9)
            .fill(i === 0 ? '1' : `*${all[i - 1]}`)
            .join(', ')}]`,
      );
      expect(() => parse(levels.join('\n'), 'a.yaml')).toThrow(LabError);
    },
  );

  it('names every thing that is wrong, a line each', () => {
    expect(() => parseExperiment('trials: 0\nseed: -1', 'a.yaml')).toThrow(
      /^a\.yaml:1:9: trials.*\na\.yaml:2:7: seed/,
    );
  });
});
