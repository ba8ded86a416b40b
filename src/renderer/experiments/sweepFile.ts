import { distributionSchema, formatDistribution } from '../../shared/distribution';
import { IDEAL, type Environment } from '../../shared/environment';
import { experimentSchema, type Experiment } from '../../shared/experiment';
import { slug } from '../../shared/slug';
import type { SweepInput } from '../../shared/sweep/sweep';
import { same } from '../same';

const LONGEST_NAME = 80;

/** The sweep as YAML, delays in their short form. What is as usual in the base is left out. */
export async function sweepFile(sweep: SweepInput): Promise<string> {
  // Only this dialog needs it.
  const { stringify } = await import('yaml');
  const base = experimentSchema.parse(sweep.base);
  return stringify({ ...sweep, base: readable(base) }, { lineWidth: 0 });
}

/** `How wide must the range be?` → `how-wide-must-the-range-be.yaml`. */
export function fileNameOf({ name = 'sweep' }: SweepInput): string {
  return `${slug(name, LONGEST_NAME, 'sweep')}.yaml`;
}

/** Of the base what is not as usual; the cluster always and whole, as it is what people look for. */
function readable(base: Experiment): object {
  const usual: Readonly<Partial<Record<string, unknown>>> = experimentSchema.parse({
    kind: base.kind,
    engine: base.engine,
  });
  const { cluster, environment, engine, seed } = base;
  const others = Object.entries(base).filter(
    ([key, value]) => !NOT_OF_CELLS.has(key) && !same(value, usual[key]),
  );
  return {
    ...(base.kind === 'leader-crash' ? {} : { kind: base.kind }),
    ...Object.fromEntries(others),
    engine,
    cluster: { ...cluster, latency: formatDistribution(cluster.latency) },
    ...(same(environment, IDEAL) ? {} : { environment: withShortDelays(environment) }),
    seed,
  };
}

/** Each cell has its own name and trials, and the sweep says when it ends. */
const NOT_OF_CELLS: ReadonlySet<string> = new Set(['name', 'trials', 'precision']);

function withShortDelays(environment: Environment): object {
  const usual: Readonly<Partial<Record<string, unknown>>> = IDEAL;
  const given = Object.entries(environment).filter(([key, value]) => !same(value, usual[key]));
  return Object.fromEntries(
    given.map(([key, value]) => {
      const delay = distributionSchema.safeParse(value);
      return [key, delay.success ? formatDistribution(delay.data) : value];
    }),
  );
}
