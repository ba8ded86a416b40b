import { LabError } from '../../shared/errors';
import { experimentSchema, type Experiment } from '../../shared/experiment';
import { KIND_TRAITS, type ExperimentKind } from '../../shared/experimentKinds';
import type { ExperimentFrame } from '../../shared/sweep/parameter';
import type { PrecisionOf } from '../../shared/precision';
import { kindsOf } from '../../shared/sweep/grid';
import { SWEEP_PARAMETERS, SWEEP_PARAMETER_IDS, type SweepParameterId } from '../../shared/sweep/parameters';
import { MAX_AXES, sweepSchema, type Sweep, type SweepInput, type SweepStop } from '../../shared/sweep/sweep';
import { expandValues } from '../../shared/sweep/values';

/** One axis as it is being written. */
export interface AxisDraft {
  /** Its own for as long as the form is open. */
  readonly key: number;
  readonly parameter: SweepParameterId;
  /** Values in short form: `0,5,10`, `0..30/5`. */
  readonly text: string;
}

/** When a cell ends, with the numbers of the other rule kept for changing back. */
export interface StopDraft {
  readonly rule: 'trials' | 'precision';
  readonly trials: number;
  readonly of: PrecisionOf;
  readonly halfWidth: number;
  readonly halfWidthMs: number;
  readonly minTrials: number;
  readonly maxTrials: number;
}

/** A sweep as it is being written in the form: whole, but perhaps not yet right. */
export interface SweepDraft {
  readonly name: string;
  readonly base: Experiment;
  readonly axes: readonly AxisDraft[];
  readonly stop: StopDraft;
  readonly heartbeat: Sweep['heartbeat'];
}

/** Commands a second, where there must be some. */
const USUAL_LOAD = 100;

const USUAL_STOP: StopDraft = {
  rule: 'trials',
  trials: 1000,
  of: 'split',
  halfWidth: 0.01,
  halfWidthMs: 5,
  minTrials: 100,
  maxTrials: 20_000,
};

/** The form for a sweep that exists, or for a part of one. */
export function draftOf(input: SweepInput): SweepDraft {
  const stop = input.stop ?? { trials: USUAL_STOP.trials };
  return {
    name: input.name ?? 'sweep',
    base: experimentSchema.parse(input.base),
    axes: input.axes.map(({ parameter, values }, key) => ({
      key,
      parameter,
      text: [values].flat().map(String).join(', '),
    })),
    stop: stopDraftOf(stop),
    heartbeat: input.heartbeat ?? 'proportional',
  };
}

function stopDraftOf(stop: NonNullable<SweepInput['stop']>): StopDraft {
  if ('trials' in stop) return { ...USUAL_STOP, ...stop };
  if ('halfWidth' in stop) return { ...USUAL_STOP, ...stop, rule: 'precision' };
  const { downtime, ...numbers } = stop;
  return { ...USUAL_STOP, ...numbers, rule: 'precision', of: downtime };
}

export type AxisReading =
  | { readonly values: readonly string[]; readonly problem: null }
  | { readonly values: null; readonly problem: string };

/** What one axis' text means, or what is wrong with it. */
export function readAxis({ parameter, text }: AxisDraft): AxisReading {
  try {
    const values = expandValues(text).map((value) => SWEEP_PARAMETERS[parameter].canonical(value));
    const twice = values.find((value, i) => values.indexOf(value) !== i);
    return twice === undefined
      ? { values, problem: null }
      : { values: null, problem: `${twice} is there twice.` };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { values: null, problem: error.message };
  }
}

/** What the whole form means: a sweep, or what is still wrong beyond its axes' values. */
export interface DraftReading {
  /** By the place of the axis. */
  readonly axes: readonly AxisReading[];
  /** Cells; null while an axis cannot be read. */
  readonly cells: number | null;
  /** At the most, where cells end by precision. */
  readonly trials: number | null;
  readonly problem: string | null;
  readonly sweep: Sweep | null;
}

export function readDraft(draft: SweepDraft): DraftReading {
  const axes = draft.axes.map(readAxis);
  const lengths = axes.map(({ values }) => values?.length ?? null);
  const cells = lengths.reduce<number | null>(
    (product, length) => (product === null || length === null ? null : product * length),
    1,
  );
  const most = draft.stop.rule === 'trials' ? draft.stop.trials : draft.stop.maxTrials;
  const known = { axes, cells, trials: cells === null ? null : cells * most };
  if (draft.axes.length === 0)
    return { ...known, cells: null, trials: null, problem: 'Add a parameter to vary.', sweep: null };
  if (cells === null) return { ...known, problem: null, sweep: null };
  const parsed = sweepSchema.safeParse(inputOf(draft));
  if (parsed.success) return { ...known, problem: null, sweep: parsed.data };
  const [issue] = parsed.error.issues;
  return { ...known, problem: sentence(issue?.message ?? 'This cannot be swept'), sweep: null };
}

/** The sweep as people would write it in a file. */
export function inputOf({ name, base, axes, stop, heartbeat }: SweepDraft): SweepInput {
  return {
    name,
    base,
    axes: axes.map(({ parameter, text }) => ({ parameter, values: text })),
    stop: stopOf(stop),
    heartbeat,
  };
}

function stopOf({ rule, trials, of, halfWidth, halfWidthMs, minTrials, maxTrials }: StopDraft): SweepStop {
  if (rule === 'trials') return { trials };
  return of === 'split'
    ? { halfWidth, minTrials, maxTrials }
    : { downtime: of, halfWidthMs, minTrials, maxTrials };
}

/** The form with one more axis: the first parameter that decides nothing yet, with its example. */
export function withAxis(draft: SweepDraft): SweepDraft {
  const free = freeParameters(draft).find((id) => id !== 'kind');
  if (free === undefined || draft.axes.length >= MAX_AXES) return draft;
  const key = Math.max(-1, ...draft.axes.map((axis) => axis.key)) + 1;
  return { ...draft, axes: [...draft.axes, { key, parameter: free, text: SWEEP_PARAMETERS[free].example }] };
}

/** What could still be varied beside the axes there are, leaving one of them (by its key) out of account. */
export function freeParameters(draft: SweepDraft, except?: number): readonly SweepParameterId[] {
  const decided = new Set(
    draft.axes
      .filter(({ key }) => key !== except)
      .flatMap(({ parameter }) => SWEEP_PARAMETERS[parameter].decides),
  );
  const kinds = kindsIn(draft);
  return SWEEP_PARAMETER_IDS.filter((id) => {
    const { decides, belongsTo } = SWEEP_PARAMETERS[id];
    if (decides.some((what) => decided.has(what))) return false;
    return kinds.some((kind) => belongsTo({ engine: draft.base.engine, kind }));
  });
}

/** The kinds among the cells, as far as they can be told. */
export function kindsIn({ base, axes }: Pick<SweepDraft, 'base' | 'axes'>): readonly ExperimentKind[] {
  const read = axes.map((axis) => ({
    parameter: axis.parameter,
    values: [...(readAxis(axis).values ?? [base.kind])],
  }));
  return kindsOf({ base, axes: read });
}

/** Base settings that an axis takes the place of. */
export function variedBy(draft: SweepDraft): ReadonlySet<string> {
  return new Set(draft.axes.flatMap(({ parameter }) => SWEEP_PARAMETERS[parameter].decides));
}

/** The experiment that all presets start from: where a field does not belong to a kind, its value is this one's. */
const USUAL = experimentSchema.parse({});

/** The form with another kind or engine: what does not belong there goes back to its usual value, or away. */
export function withFrame(draft: SweepDraft, frame: Partial<ExperimentFrame>): SweepDraft {
  const kind = frame.kind ?? draft.base.kind;
  const engine = frame.engine ?? draft.base.engine;
  let base = SWEEP_PARAMETERS.kind.apply(kind, { ...draft.base, engine });
  for (const id of SWEEP_PARAMETER_IDS) {
    const { belongsTo, read, apply } = SWEEP_PARAMETERS[id];
    // The kind itself has seen to these two.
    if (id === 'outage' || id === 'observe' || belongsTo({ kind, engine })) continue;
    base = apply(read(USUAL), base);
  }
  if (kind === 'workload' && base.cluster.clientLoadPerSecond === 0) {
    base = { ...base, cluster: { ...base.cluster, clientLoadPerSecond: USUAL_LOAD } };
  }
  const free = new Set(freeParameters({ ...draft, base, axes: [] }));
  const axes = draft.axes.filter(({ parameter }) => free.has(parameter));
  const stop: StopDraft = KIND_TRAITS[kind].elects ? draft.stop : { ...draft.stop, rule: 'trials' };
  return { ...draft, base, axes, stop };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
