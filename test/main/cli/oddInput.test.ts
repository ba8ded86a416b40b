import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatTrials, TRIALS_HEADER } from '../../../src/lab/runs/trialsCsv';
import { importRun } from '../../../src/lab/runs/importRun';
import type { Flags } from '../../../src/main/cli/flags';
import { runProgram, type Commands } from '../../../src/main/cli/program';
import { experimentFromFlags } from '../../../src/main/cli/settings';
import { sweepFromFlags } from '../../../src/main/cli/sweepSettings';
import { delayOfSamples } from '../../../src/shared/delaySamples';
import { LabError } from '../../../src/shared/errors';
import { parseEither } from '../../../src/shared/experimentFile';
import { trialRecord } from '../trialRecord';

/** Whatever people, spreadsheets and half-finished downloads put where something else belongs. */
const ODD = [
  ...[
    '',
    ' ',
    '-1',
    '-0',
    '0',
    '1e309',
    '1e-320',
    '0x10',
    '1_000',
    '١٢',
    '½',
    'NaN',
    'Infinity',
    '-Infinity',
  ],
  ...[
    '99999999999999999999',
    '0.1.2',
    '1,5',
    '1;2',
    '150-',
    '-300',
    '150-300-400',
    '300-150',
    '1..2',
    '1..9/0',
  ],
  ...[
    '1..9x1',
    '0..1/1e-9',
    '1..1e9/1',
    'null',
    'true',
    '[]',
    '{}',
    'uniform:',
    'uniform:9:1',
    'normal:1e9:1',
  ],
  ...[
    'lognormal:5',
    'empirical:/nowhere',
    'empirical:',
    '5+200%:1',
    '5+1%',
    '__proto__',
    'constructor',
    '💥',
  ],
  ...[
    '\u0000',
    '\uFEFF150',
    '\u202E51',
    '../..',
    '%',
    '10%',
    'p50:',
    'p50:0',
    'p100:5',
    'auto',
    'none',
    '=1+1',
  ],
];
/** The same each time: a hunt takes others, and more runs. */
const SEED = 20_261_121;
const odd = fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: 'grapheme', maxLength: 12 }));

/** What was thrown is for people: one or more lines that say something. */
function expectForPeople(error: unknown, codes: readonly string[]): void {
  expect(error).toBeInstanceOf(LabError);
  const { code, message } = error as LabError;
  expect(codes).toContain(code);
  expect(message.trim().length).toBeGreaterThan(10);
  expect(message).not.toMatch(/undefined|\[object|at .*\.ts:/);
}

function doesOrSays(work: () => unknown, codes: readonly string[]): void {
  try {
    work();
  } catch (error) {
    expectForPeople(error, codes);
  }
}

const FLAGS = [
  ...['nodes', 'election-timeout', 'heartbeat', 'latency', 'loss', 'load', 'durability', 'engine', 'persist'],
  ...[
    'timer-noise',
    'kind',
    'outage',
    'observe',
    'candidate-timeout',
    'crash',
    'concurrency',
    'trial-cap',
    'seed',
  ],
  ...['name', 'trials', 'precision', 'pre-vote', 'check-quorum'],
];
const flag = fc.tuple(fc.constantFrom(...FLAGS), fc.option(odd, { nil: undefined }));
const words = fc
  .array(flag, { minLength: 1, maxLength: 4 })
  .map((flags) =>
    flags.flatMap(([name, value]) => (value === undefined ? [`--${name}`] : [`--${name}=${value}`])),
  );

describe('odd input', () => {
  it('in flags is taken, or refused in words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('measure', 'sweep'), words, odd, async (command, given, values) => {
        const commands = {
          measure: (flags: Flags) => {
            experimentFromFlags(flags);
            return Promise.resolve(0);
          },
          sweep: (_: unknown, flags: Flags) => {
            sweepFromFlags(flags);
            return Promise.resolve(0);
          },
        } as unknown as Commands;
        const vary = command === 'sweep' ? [`--vary=latency=${values}`] : [];
        try {
          await runProgram([command, ...given, ...vary], commands, '0');
        } catch (error) {
          expectForPeople(error, ['bad-argument', 'bad-file']);
        }
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  const EXAMPLES = readdirSync('experiments').map((name) => readFileSync(join('experiments', name), 'utf8'));
  EXAMPLES.push(
    'name: x\nbase: { engine: simulation }\naxes:\n  - { parameter: latency, values: [1, 5] }\nstop: { trials: 9 }\n',
  );

  it('in a file of an experiment or a sweep is taken, or refused with its place', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...EXAMPLES),
        fc.array(fc.tuple(fc.nat(), fc.nat(6), odd), { maxLength: 3 }),
        (text, changes) => {
          doesOrSays(() => parseEither(changes.reduce(changed, text), 'file.yaml'), ['bad-file']);
        },
      ),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it('in a CSV of delays is taken, or refused with its line', () => {
    const lines = fc.array(fc.oneof(fc.constantFrom('1', '2.5', '3;x'), odd), { maxLength: 6 });
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n', '\r'), (cells, lineBreak) => {
        doesOrSays(() => delayOfSamples(cells.join(lineBreak)), ['bad-file']);
      }),
    );
  });

  describe('in a trials CSV', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'raft-lab-odd-'));
    });
    afterEach(async () => {
      await rm(folder, { recursive: true });
    });

    it('is taken, or refused with its line, and then nothing is written', async () => {
      const text = TRIALS_HEADER + formatTrials([0, 1, 2].map((trial) => trialRecord(trial)));
      const change = fc.tuple(fc.nat(), fc.nat(6), odd);
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
          const before = await readdir(folder);
          try {
            await importRun(
              folder,
              { fileName: 'x.csv', text: changes.reduce(changed, text) },
              { version: '1' },
            );
          } catch (error) {
            expectForPeople(error, ['bad-file']);
            expect(await readdir(folder)).toEqual(before);
          }
        }),
        { seed: SEED, numRuns: 400 },
      );
    });
  });
});

/** The text with something done to it at some place. */
function changed(text: string, [where, how, what]: readonly [number, number, string]): string {
  const at = text.length === 0 ? 0 : where % text.length;
  switch (how) {
    case 0:
      return text.slice(0, at);
    case 1:
      return `\uFEFF${text}`;
    case 2:
      return text.replaceAll(/\r?\n/g, '\r\n');
    case 3:
      return text.replaceAll(/\r?\n/g, '\r');
    case 4:
      return text.slice(0, at) + what + text.slice(at);
    case 5: {
      // One value, whatever it is.
      const values = [...text.matchAll(/[^\s,:{}[\]]+/g)];
      const value = values[where % Math.max(1, values.length)];
      return value === undefined
        ? what
        : text.slice(0, value.index) + what + text.slice(value.index + value[0].length);
    }
    default:
      return text.slice(0, at) + text.slice(at + 5);
  }
}
