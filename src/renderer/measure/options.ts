import type { MeasureRequest } from '../../shared/contract';
import { DEFAULT_OBSERVE_MS, DEFAULT_OUTAGE_MS, type CrashMode } from '../../shared/experiment';
import { KIND_TRAITS, type ExperimentKind } from '../../shared/experimentKinds';

/** What is to be measured, with the numbers of the other kinds kept for changing back. */
export interface MeasureOptions {
  kind: ExperimentKind;
  trials: number;
  crash: CrashMode;
  outageMs: number;
  observeMs: number;
  seed: number;
}

export const USUAL_OPTIONS: Readonly<MeasureOptions> = {
  kind: 'leader-crash',
  trials: 100,
  crash: 'kill',
  outageMs: DEFAULT_OUTAGE_MS,
  observeMs: DEFAULT_OBSERVE_MS,
  seed: 1,
};

/** What one asks the lab for: only what the kind has. */
export function requestOf(options: MeasureOptions): MeasureRequest {
  const { kind, trials, crash, outageMs, observeMs, seed } = options;
  const { outage, observes } = KIND_TRAITS[kind];
  return {
    kind,
    trials,
    crash: kind === 'leader-crash' ? crash : 'kill',
    seed,
    ...(outage ? { outageMs } : {}),
    ...(observes ? { observeMs } : {}),
  };
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
