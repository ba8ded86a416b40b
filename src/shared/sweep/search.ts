import { KIND_WORDS } from '../experimentKinds';
import { labelWords } from '../labels';
import { withAllWords } from '../search';
import type { SweepInfo } from './api';
import { kindsOf } from './grid';
import { flagOf, SWEEP_PARAMETERS } from './parameters';

/** The sweeps in which every word is found: in name, tags, note, id, kind, engine or what is varied. */
export function searchSweeps(sweeps: readonly SweepInfo[], query: string): SweepInfo[] {
  return withAllWords(sweeps, query, textsOf);
}

function textsOf(info: SweepInfo): string[] {
  const { sweepId, sweep } = info;
  const kinds = kindsOf(sweep).flatMap((kind) => [kind, KIND_WORDS[kind].title]);
  const varied = sweep.axes.flatMap(({ parameter }) => [
    flagOf(parameter),
    SWEEP_PARAMETERS[parameter].label,
  ]);
  return [...labelWords(info), sweepId, sweep.base.engine, ...kinds, ...varied];
}
