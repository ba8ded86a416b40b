import { LabError } from '../../shared/errors';
import { MAX_TRIALS, type Experiment } from '../../shared/experiment';
import { USUAL_MOST_TRIALS } from '../../shared/precision';
import { flagOf, SWEEP_PARAMETER_IDS, type SweepParameterId } from '../../shared/sweep/parameters';
import { sweepSchema, type Sweep, type SweepInput } from '../../shared/sweep/sweep';
import { readInteger, readText, type Flags } from './flags';
import { readPrecision } from './precision';
import { experimentFromFlags } from './settings';

const USUAL_TRIALS: Readonly<Record<Experiment['engine'], number>> = { simulation: 1000, processes: 100 };

export const PARAMETER_NAMES = SWEEP_PARAMETER_IDS.map(flagOf).join(', ');

/** The sweep as the flags describe it: `--vary` for each axis, and `measure`'s flags for what all cells share. */
export function sweepFromFlags(flags: Flags): Sweep {
  const base = experimentFromFlags({ ...flags, trials: undefined, precision: undefined });
  const axes = axesOf(flags);
  const given: SweepInput = {
    name: readText(flags, 'name') ?? axes.map(({ parameter }) => flagOf(parameter)).join(' by '),
    base,
    axes,
    stop: stopOf(flags, base.engine),
    heartbeat: readText(flags, 'heartbeat') === undefined ? 'proportional' : 'fixed',
  };
  const parsed = sweepSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  // The place in the sweep's data says nothing to who wrote flags.
  throw new LabError('bad-argument', parsed.error.issues.map(({ message }) => `${message}.`).join(' '));
}

interface GivenAxis {
  readonly parameter: SweepParameterId;
  readonly values: string;
}

function axesOf(flags: Flags): GivenAxis[] {
  const given = [flags['vary'] ?? []].flat().map((text: unknown) => (typeof text === 'string' ? text : ''));
  if (given.length === 0) {
    throw new LabError(
      'bad-argument',
      'sweep needs --vary NAME=VALUES at least once, such as --vary latency=1..21/5, or a file.',
    );
  }
  return given.map((text) => {
    const [, name = '', values = ''] = /^\s*([^=]+?)\s*=(.*)$/s.exec(text) ?? [];
    const parameter = SWEEP_PARAMETER_IDS.find((id) => id === name || flagOf(id) === name);
    if (parameter !== undefined && values.trim() !== '') return { parameter, values };
    throw new LabError(
      'bad-argument',
      `--vary takes NAME=VALUES, such as latency=1..21/5, with NAME one of ${PARAMETER_NAMES}; "${text}" is not that.`,
    );
  });
}

function stopOf(flags: Flags, engine: Experiment['engine']): SweepInput['stop'] {
  const trials = readInteger(flags, 'trials', { min: 1, max: MAX_TRIALS });
  const maxTrials = trials ?? USUAL_MOST_TRIALS;
  const precision = readPrecision(flags, maxTrials);
  return precision === undefined ? { trials: trials ?? USUAL_TRIALS[engine] } : { ...precision, maxTrials };
}
