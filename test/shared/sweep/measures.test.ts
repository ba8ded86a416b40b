import { describe, expect, it } from 'vitest';
import { experimentSchema } from '../../../src/shared/experiment';
import { EXPERIMENT_KINDS, type ExperimentKind } from '../../../src/shared/experimentKinds';
import { headlinesOf, measuresOf } from '../../../src/shared/sweep/measures';
import { sweepSchema } from '../../../src/shared/sweep/sweep';

const sweepOf = (kind: ExperimentKind, load = 0, axis: object = { parameter: 'latency', values: '1,2' }) =>
  sweepSchema.parse({
    base: experimentSchema.parse({
      kind,
      cluster: {
        ...experimentSchema.parse({}).cluster,
        clientLoadPerSecond: kind === 'workload' ? 100 : load,
      },
    }),
    axes: [axis],
  });
const idsOf = (sweep: ReturnType<typeof sweepOf>) => measuresOf(sweep).map(({ id }) => id);

describe('the measures of a sweep', () => {
  it('are those that its kind has', () => {
    expect(idsOf(sweepOf('leader-crash'))).toEqual(['split', 'firstSplit', 'p50', 'p99', 'mean', 'terms']);
    expect(idsOf(sweepOf('steady'))).toEqual(['spurious', 'mean']);
    expect(idsOf(sweepOf('rejoin-after-partition'))).toEqual(['inflation', 'deposed', 'p50', 'p99', 'mean']);
    expect(idsOf(sweepOf('workload'))).toEqual(
      expect.arrayContaining(['spurious', 'commitP50', 'commitP99', 'clientP99', 'throughput']),
    );
  });

  it('are those of clients wherever there are some', () => {
    expect(idsOf(sweepOf('leader-crash', 50))).toEqual(expect.arrayContaining(['clientP50', 'clientP99']));
    expect(idsOf(sweepOf('leader-pause', 0, { parameter: 'load', values: '10,100' }))).toContain('clientP99');
    expect(idsOf(sweepOf('leader-crash', 50))).not.toContain('throughput');
  });

  it('are those of all kinds where the kind itself is varied', () => {
    const both = sweepOf('leader-crash', 0, { parameter: 'kind', values: 'leader-crash,steady' });
    expect(idsOf(both)).toEqual(expect.arrayContaining(['split', 'spurious']));
  });

  it.each(EXPERIMENT_KINDS)('of %s have one to show first', (kind) => {
    expect(headlinesOf(sweepOf(kind))[0]).toBeDefined();
  });
});

describe('a sweep that ends its cells by precision', () => {
  it('is refused where there is no election to be precise about', () => {
    const stop = { halfWidth: 0.01 };
    const axes = [{ parameter: 'latency', values: '1,2' }];
    expect(() => sweepSchema.parse({ base: { kind: 'steady' }, axes, stop })).toThrow(
      /no election to be precise about/,
    );
    expect(sweepSchema.safeParse({ base: { kind: 'cold-start' }, axes, stop }).success).toBe(true);
  });
});
