import type { MeasureRequest } from '../../shared/measure';
import { DEFAULT_OBSERVE_MS, DEFAULT_OUTAGE_MS, type CrashMode } from '../../shared/experiment';
import { KIND_TRAITS, KIND_WORDS, type ExperimentKind } from '../../shared/experimentKinds';
import { plural } from '../../shared/format';
import { USUAL_FEWEST_TRIALS, type Precision, type PrecisionOf } from '../../shared/precision';
import { halfWidthInWords } from '../../shared/precisionWords';

/** What trials go on until: there are so many, or something is known well enough. */
export type Until = 'trials' | PrecisionOf;

/** What is to be measured, with the numbers of the other kinds kept for changing back. */
export interface MeasureOptions {
  kind: ExperimentKind;
  until: Until;
  trials: number;
  /** With any other end than so many trials. */
  mostTrials: number;
  /** Of the split-vote rate's interval. */
  halfWidth: number;
  /** Of a quantile's interval. */
  halfWidthMs: number;
  crash: CrashMode;
  outageMs: number;
  observeMs: number;
  seed: number;
}

export const USUAL_OPTIONS: Readonly<MeasureOptions> = {
  kind: 'leader-crash',
  until: 'trials',
  trials: 100,
  mostTrials: 5000,
  halfWidth: 0.02,
  halfWidthMs: 5,
  crash: 'kill',
  outageMs: DEFAULT_OUTAGE_MS,
  observeMs: DEFAULT_OBSERVE_MS,
  seed: 1,
};

/** What one asks the lab for: only what the kind has. */
export function requestOf(options: MeasureOptions): MeasureRequest {
  const { kind, trials, mostTrials, crash, outageMs, observeMs, seed } = options;
  const { outage, observes } = KIND_TRAITS[kind];
  const precision = precisionOf(options);
  return {
    kind,
    ...(precision === null ? { trials } : { trials: mostTrials, precision }),
    crash: kind === 'leader-crash' ? crash : 'kill',
    seed,
    ...(outage ? { outageMs } : {}),
    ...(observes ? { observeMs } : {}),
  };
}

/** Null where so many trials are the end, or where there is no election to be precise about. */
export function precisionOf({ kind, until, halfWidth, halfWidthMs }: MeasureOptions): Precision | null {
  if (until === 'trials' || !KIND_TRAITS[kind].elects) return null;
  const minTrials = USUAL_FEWEST_TRIALS;
  return until === 'split' ? { halfWidth, minTrials } : { downtime: until, halfWidthMs, minTrials };
}

/** What is to be measured, in words: "100 leader crashes", "leader crashes to ± 2.0%". */
export function taskInWords(options: MeasureOptions): string {
  const { trial } = KIND_WORDS[options.kind];
  const precision = precisionOf(options);
  return precision === null
    ? plural(options.trials, ...trial)
    : `${trial[1]} to ${halfWidthInWords(precision)}`;
}

/** Why a cluster cannot be measured so, or null. */
export function unfit(
  { kind }: Pick<MeasureOptions, 'kind'>,
  cluster: { readonly nodes: number; readonly clientLoadPerSecond: number },
): string | null {
  if (cluster.nodes < 3 && KIND_TRAITS[kind].struck)
    return 'With fewer than three nodes none can be missed: measure cold starts, or a steady cluster.';
  if (kind === 'workload' && cluster.clientLoadPerSecond === 0)
    return 'A workload needs clients: set a client load first.';
  return null;
}
