import { LabError } from '../errors';
import type { Experiment } from '../experiment';
import type { SweepParameterId } from './parameterIds';

/** What a parameter decides. Two axes may not decide the same. */
type Decides = 'timeoutMin' | 'timeoutMax' | SweepParameterId;

/** What an experiment must be for some parameters to mean anything. */
export type ExperimentFrame = Pick<Experiment, 'engine' | 'kind'>;

export interface SweepParameter {
  readonly id: SweepParameterId;
  /** As a field or a chart's axis is called. */
  readonly label: string;
  /** Null where a value needs none. */
  readonly unit: string | null;
  /** Completes "takes …". */
  readonly allowed: string;
  /** Values to start from, in the form that `expandValues` reads. */
  readonly example: string;
  readonly decides: readonly Decides[];
  /** What a cluster is given, and no operator chooses: a knee is looked for along something else. */
  readonly given: boolean;
  /** Can such experiments be given it? */
  readonly belongsTo: (frame: ExperimentFrame) => boolean;
  /**
   * The one way in which a value is written in results; reading it again gives the same.
   * @throws LabError `bad-argument` with what is allowed
   */
  readonly canonical: (text: string) => string;
  /** By this a map orders the values, ascending; choices have their own order. */
  readonly order: (text: string) => number;
  /** All values, where there are but a few; null otherwise. */
  readonly options: readonly string[] | null;
  /** The value that an experiment has, in canonical form. */
  readonly read: (experiment: Experiment) => string;
  /** The experiment with this value, not yet checked as a whole. */
  readonly apply: (text: string, experiment: Experiment) => Experiment;
}

/** How values of one type are read, written and put in order. */
export interface Values<T> {
  readonly options?: readonly string[];
  readonly allowed: string;
  /** Null, or a LabError, for what is not allowed. */
  readonly parse: (text: string) => T | null;
  readonly format: (value: T) => string;
  readonly order: (value: T) => number;
}

interface Definition<T> extends Values<T>, Pick<SweepParameter, 'label' | 'unit' | 'example'> {
  readonly decides?: readonly Decides[];
  readonly given?: boolean;
  readonly belongsTo?: (frame: ExperimentFrame) => boolean;
  readonly of: (experiment: Experiment) => T;
  readonly apply: (value: T, experiment: Experiment) => Experiment;
}

export function parameter<T>(id: SweepParameterId, definition: Definition<T>): SweepParameter {
  const { label, unit, allowed, example, decides = [id], given = false, belongsTo = () => true } = definition;
  const read = (text: string): T => {
    const value = definition.parse(text.trim());
    if (value !== null) return value;
    throw new LabError('bad-argument', `${label} takes ${allowed}; "${text}" is not one.`);
  };
  return {
    id,
    label,
    unit,
    allowed,
    example,
    decides,
    given,
    belongsTo,
    options: definition.options ?? null,
    read: (experiment) => definition.format(definition.of(experiment)),
    canonical: (text) => definition.format(read(text)),
    order: (text) => definition.order(read(text)),
    apply: (text, experiment) => definition.apply(read(text), experiment),
  };
}
