import { count, plural } from '../format';
import { roundTop } from './axis';
import type { Layer } from './layers';
import type { KeyEntry } from './key';
import { plotSvg, type Plot } from './plot';

export interface ShownTrial {
  /** Its place in the run, from 1. */
  readonly place: number;
  /** Null: it hit the time cap. */
  readonly downtimeMs: number | null;
  readonly split: boolean;
  readonly clean: boolean;
}

export interface TrialsFigure {
  readonly trials: readonly ShownTrial[];
  readonly heading?: Plot['heading'];
}

const SIZE = { width: 720, height: 280 };

/** Each trial's downtime in the order of the trials: what drifts, or comes in bursts, is seen here and nowhere else. */
export function trialsFigure({ trials, heading }: TrialsFigure): string {
  const longest = Math.max(1, ...trials.map(({ downtimeMs }) => downtimeMs ?? 0));
  const capped = trials.some(({ downtimeMs }) => downtimeMs === null);
  const top = roundTop(longest * (capped ? 1.15 : 1.03));
  const points = (wanted: (trial: ShownTrial) => boolean) =>
    trials.filter(wanted).map(({ place, downtimeMs }) => ({ x: place, y: downtimeMs ?? top }));
  const kinds = [
    { name: 'trial', shape: 'dot', colour: 'accent', of: (t) => t.clean && !t.split },
    { name: 'with a split vote', shape: 'triangle', colour: 'warm', of: (t) => t.split && t.clean },
    { name: 'contaminated', shape: 'cross', colour: 'grey', of: (t) => !t.clean && !t.split },
    { name: 'both', shape: 'cross', colour: 'warm', of: (t) => !t.clean && t.split },
  ] as const satisfies readonly (Pick<Extract<Layer, { kind: 'dots' }>, 'shape' | 'colour'> & {
    readonly name: string;
    readonly of: (trial: ShownTrial) => boolean;
  })[];
  const seen = kinds
    .map(({ of, ...kind }) => ({ ...kind, points: points(of) }))
    .filter((kind) => kind.points.length > 0);
  return plotSvg({
    ...SIZE,
    ...(heading === undefined ? {} : { heading }),
    description: `Downtime of ${plural(trials.length, 'trial')} in their order.`,
    x: { label: 'trial', min: 0, max: trials.at(-1)?.place ?? 1, tick: count, ticks: 8, whole: true },
    y: { label: 'downtime, ms', min: 0, max: top, tick: count },
    layers: seen.map(({ points: at, shape, colour }): Layer => ({ kind: 'dots', points: at, shape, colour })),
    key: seen.map(({ name, shape, colour }): KeyEntry => ({ name, colour, mark: shape })),
  });
}
