import { describe, expect, it } from 'vitest';
import {
  CircumstancesLog,
  inContact,
  reachesMajority,
  inTouch,
  type Circumstances,
} from '../../../src/lab/trial/circumstances';

const SERVERS = [1, 2, 3, 4, 5];

function circumstances(given: Partial<Circumstances> = {}): Circumstances {
  return { fromMs: 0, up: new Set(SERVERS), paused: new Set(), isCut: () => false, ...given };
}

/** Nobody in the group hears anybody outside it, nor the other way round. */
const apart =
  (group: readonly number[]) =>
  (a: number, b: number): boolean =>
    group.includes(a) !== group.includes(b);

describe('who is in touch', () => {
  it('is everybody who runs, where nothing is cut', () => {
    const now = circumstances({ up: new Set([1, 2, 3, 4]), paused: new Set([4]) });
    expect(inTouch(now, SERVERS)).toEqual([1, 2, 3]);
  });

  it('is the side of a partition that has a majority', () => {
    expect(inTouch(circumstances({ isCut: apart([1, 2]) }), SERVERS)).toEqual([3, 4, 5]);
  });

  it('is nobody, where no side has one', () => {
    const now = circumstances({ up: new Set([1, 2, 3, 4]), isCut: apart([1, 2]) });
    expect(inTouch(now, SERVERS)).toEqual([]);
  });

  it('a server is reached only over links that work both ways', () => {
    const oneWay = circumstances({ isCut: (from, to) => from === 1 && to > 2 });
    expect(reachesMajority(oneWay, SERVERS, 1)).toBe(false);
    expect(reachesMajority(oneWay, SERVERS, 2)).toBe(true);
  });
});

it('two are in contact while both run and hear each other', () => {
  const now = circumstances({
    up: new Set([1, 2, 3, 4]),
    paused: new Set([4]),
    isCut: (from, to) => from === 3 && to === 1,
  });
  const contactOf = (node: number) => SERVERS.filter((other) => inContact(now, node, other));
  expect(SERVERS.map(contactOf)).toEqual([[1, 2], [1, 2, 3], [2, 3], [], []]);
});

describe('circumstances in the course of a trial', () => {
  const log = new CircumstancesLog(circumstances());
  log.push(circumstances({ fromMs: 100, paused: new Set([1]) }));
  log.push(circumstances({ fromMs: 200 }));

  it('hold from one change to the next', () => {
    expect([99, 100, 199, 200].map((ms) => log.at(ms).paused.size)).toEqual([0, 1, 1, 0]);
  });

  it('of a span are all that held at some time of it', () => {
    expect(log.during(150, 160).map(({ fromMs }) => fromMs)).toEqual([100]);
    expect(log.during(50, 200).map(({ fromMs }) => fromMs)).toEqual([-Infinity, 100, 200]);
  });

  it('that are said to be of before the last change came with it', () => {
    const late = new CircumstancesLog(circumstances());
    for (const fromMs of [100, 200, 150]) late.push(circumstances({ fromMs }));
    expect(late.changes.map(({ fromMs }) => fromMs)).toEqual([-Infinity, 100, 200, 200]);
  });
});
