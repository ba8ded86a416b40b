import { KIND_WORDS } from '../../shared/experimentKinds';
import type { SweepInfo } from '../../shared/sweep/api';
import { kindsOf } from '../../shared/sweep/grid';
import { flagOf, SWEEP_PARAMETERS } from '../../shared/sweep/parameters';

/** The sweeps in which every word is found: in name, kind, engine or what is varied. */
export function searchSweeps(sweeps: readonly SweepInfo[], query: string): readonly SweepInfo[] {
  const words = query.toLowerCase().split(/\s+/);
  return sweeps.filter((info) => {
    const text = textOf(info);
    return words.every((word) => text.includes(word));
  });
}

function textOf({ name, sweepId, sweep }: SweepInfo): string {
  const kinds = kindsOf(sweep).flatMap((kind) => [kind, KIND_WORDS[kind].title]);
  const varied = sweep.axes.flatMap(({ parameter }) => [
    flagOf(parameter),
    SWEEP_PARAMETERS[parameter].label,
  ]);
  return [name, sweepId, sweep.base.engine, ...kinds, ...varied].join('\n').toLowerCase();
}
