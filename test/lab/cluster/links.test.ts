import { describe, expect, it } from 'vitest';
import {
  conditionLink,
  cutLink,
  isCut,
  isolateNode,
  linkSnapshots,
  mendLink,
  NO_FAULTS,
  partition,
  rejoinNode,
  rulesOf,
  type LinkFaults,
} from '../../../src/lab/cluster/links';
import { LabError } from '../../../src/shared/errors';
import { serverIds } from '../../../src/shared/ids';

const servers = serverIds(5);
const settings = { latency: { kind: 'fixed', ms: 2 }, loss: 0.01 } as const;

function cutLinks(faults: LinkFaults): string[] {
  return linkSnapshots(faults, servers)
    .filter((link) => link.cut)
    .map((link) => `${link.from}>${link.to}`);
}

describe('links', () => {
  it('without faults every link is as the cluster has it', () => {
    expect(linkSnapshots(NO_FAULTS, servers)).toEqual([]);
    expect(rulesOf(NO_FAULTS, 2, servers, settings)).toEqual(
      [1, 3, 4, 5].map((to) => ({ to, cut: false, loss: 0.01, delay: settings.latency, duplicate: 0 })),
    );
  });

  it('a cut is one way', () => {
    const faults = cutLink(NO_FAULTS, 1, 2);
    expect(isCut(faults, 1, 2)).toBe(true);
    expect(isCut(faults, 2, 1)).toBe(false);
    expect(cutLinks(mendLink(faults, 1, 2, servers))).toEqual([]);
  });

  it('isolation cuts both ways of every link of the node, and rejoining leaves other cuts alone', () => {
    const faults = isolateNode(cutLink(cutLink(NO_FAULTS, 1, 2), 3, 4), 1);
    expect(cutLinks(faults)).toEqual(['1>2', '1>3', '1>4', '1>5', '2>1', '3>1', '3>4', '4>1', '5>1']);
    expect(cutLinks(rejoinNode(faults, 1))).toEqual(['1>2', '3>4']);
  });

  it('two isolated nodes stay apart when only one rejoins', () => {
    const faults = rejoinNode(isolateNode(isolateNode(NO_FAULTS, 1), 2), 1);
    expect(isCut(faults, 1, 2)).toBe(true);
    expect(isCut(faults, 1, 3)).toBe(false);
  });

  it('a partition cuts between groups, and servers in no group form one more', () => {
    const faults = partition(NO_FAULTS, [[1, 2], [3]], servers);
    expect(isCut(faults, 1, 2)).toBe(false);
    expect(isCut(faults, 4, 5)).toBe(false);
    expect(isCut(faults, 3, 4)).toBe(true);
    expect(isCut(faults, 5, 1)).toBe(true);
    expect(cutLinks(partition(faults, [[1, 2, 3, 4, 5]], servers))).toEqual([]);
    expect(() => partition(NO_FAULTS, [[1], [1, 2]], servers)).toThrow(LabError);
  });

  it('one link of a partition or an isolation can be mended; the rest stays cut', () => {
    const faults = mendLink(isolateNode(partition(NO_FAULTS, [[1]], servers), 5), 5, 1, servers);
    expect(isCut(faults, 5, 1)).toBe(false);
    expect(isCut(faults, 1, 5)).toBe(true);
    expect(isCut(faults, 2, 5)).toBe(true);
    expect(isCut(faults, 1, 2)).toBe(true);
    expect(isCut(rejoinNode(faults, 5), 2, 5)).toBe(false);
  });

  it("a link's own conditions replace the cluster's part by part, and null gives a part back", () => {
    const own = conditionLink(NO_FAULTS, 1, 3, { loss: 0.1, delay: null, duplicate: 0.05 });
    expect(rulesOf(own, 1, servers, settings)[1]).toEqual({
      to: 3,
      cut: false,
      loss: 0.1,
      delay: settings.latency,
      duplicate: 0.05,
    });
    expect(linkSnapshots(own, servers)).toEqual([
      { from: 1, to: 3, cut: false, conditions: { loss: 0.1, duplicate: 0.05 } },
    ]);
    const back = conditionLink(own, 1, 3, { loss: null, delay: null, duplicate: null });
    expect(linkSnapshots(back, servers)).toEqual([]);
  });
});
