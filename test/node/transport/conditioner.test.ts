import { describe, expect, it } from 'vitest';
import { NO_DELAY } from '../../../src/shared/distribution';
import { seededRandom } from '../../../src/node/random';
import { decide, LinkConditioner, type LinkConditions } from '../../../src/node/transport/conditioner';

const clear: LinkConditions = { cut: false, loss: 0, delay: NO_DELAY, duplicate: 0 };
const neverDrawn = () => {
  throw new Error('a link without conditions draws nothing');
};

describe('one datagram on a link', () => {
  it('goes at once when there are no conditions, without a draw', () => {
    expect(decide(clear, neverDrawn)).toEqual([0]);
  });

  it('vanishes when the link is cut', () => {
    expect(decide({ ...clear, cut: true }, neverDrawn)).toEqual([]);
  });

  it('is always lost at loss 1, and one in four times at 0.25', () => {
    const random = seededRandom(1);
    const lost = (loss: number) =>
      Array.from({ length: 10_000 }, () => decide({ ...clear, loss }, random)).filter((d) => d.length === 0)
        .length;
    expect(lost(1)).toBe(10_000);
    expect(lost(0.25)).toBeGreaterThan(2300);
    expect(lost(0.25)).toBeLessThan(2700);
  });

  it('takes a fixed delay', () => {
    expect(decide({ ...clear, delay: { kind: 'fixed', ms: 15 } }, neverDrawn)).toEqual([15]);
  });

  it('when duplicated, arrives twice, each copy with its own delay', () => {
    const delay = { kind: 'uniform', minMs: 10, maxMs: 20 } as const;
    const delays = decide({ ...clear, delay, duplicate: 1 }, seededRandom(1));
    expect(delays).toHaveLength(2);
    expect(delays[0]).not.toBe(delays[1]);
    for (const ms of delays) expect(ms).toSatisfy((d: number) => d >= 10 && d < 20);
  });

  it('fares the same with the same seed', () => {
    const delay = { kind: 'normal', meanMs: 5, sdMs: 2 } as const;
    const fate = () => {
      const random = seededRandom(9);
      return Array.from({ length: 100 }, () =>
        decide({ cut: false, loss: 0.2, delay, duplicate: 0.1 }, random),
      );
    };
    expect(fate()).toEqual(fate());
  });
});

describe('the links of a node', () => {
  it('deliver at once until told otherwise', () => {
    expect(new LinkConditioner(neverDrawn).delaysTo(2, 0)).toEqual([0]);
  });

  it('take new rules at the given time, neither before nor after', () => {
    const links = new LinkConditioner(neverDrawn);
    links.schedule([{ ...clear, to: 2, cut: true }], 100);
    expect(links.delaysTo(2, 99.999)).toEqual([0]);
    expect(links.delaysTo(2, 100)).toEqual([]);
    expect(links.delaysTo(3, 100)).toEqual([0]);
  });

  it('take rules in the order of their times, not of their coming; at one time the last word counts', () => {
    const links = new LinkConditioner(neverDrawn);
    const delayed = (ms: number) => [{ ...clear, to: 2, delay: { kind: 'fixed', ms } as const }];
    links.schedule(delayed(30), 300);
    links.schedule(delayed(10), 100);
    links.schedule(delayed(19), 100);
    links.schedule(delayed(20), 200);
    expect([100, 199, 200, 250, 300].map((at) => links.delaysTo(2, at)[0])).toEqual([19, 19, 20, 20, 30]);
  });

  it('take rules that come in the order of their times, each at its own', () => {
    const links = new LinkConditioner(neverDrawn);
    for (const ms of [10, 20, 30]) {
      links.schedule([{ ...clear, to: 2, delay: { kind: 'fixed', ms } }], 10 * ms);
    }
    expect([99, 100, 200, 300].map((at) => links.delaysTo(2, at)[0])).toEqual([0, 10, 20, 30]);
  });

  it('keep the rule of a link that new rules do not name', () => {
    const links = new LinkConditioner(neverDrawn);
    links.schedule([{ ...clear, to: 2, cut: true }], 0);
    links.schedule([{ ...clear, to: 3, cut: true }], 1);
    expect(links.delaysTo(2, 2)).toEqual([]);
  });
});
