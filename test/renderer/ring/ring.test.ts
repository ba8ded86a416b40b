import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot, LinkSnapshot } from '../../../src/shared/clusterSnapshot';
import { serverIds } from '../../../src/shared/ids';
import { shapeOf, timeoutLeft } from '../../../src/renderer/ring/drawRing';
import { drawnLinks, groupsOf, isolatedNodes } from '../../../src/renderer/ring/faults';
import { inspectorCorner, inspectorPlace, ownRows } from '../../../src/renderer/ring/inspectorPlace';
import { ARC_GAP_PX, ringBeside, ringLayout, wordsBox, type Corner } from '../../../src/renderer/ring/layout';
import { cutSummary, linkLines } from '../../../src/renderer/ring/linkLines';
import { describeNode, nodeState, votesOf } from '../../../src/renderer/ring/nodeLook';
import { dragAction, linkMenu, nodeLinksMenu, nodeMenu } from '../../../src/renderer/ring/ringMenu';
import { FakeLab } from '../fakeLab';

const nodes = (n: number) => serverIds(n).map((id) => ({ id }));
const cut = (from: number, to: number): LinkSnapshot => ({ from, to, cut: true, conditions: null });
const cutAll = (a: readonly number[], b: readonly number[]): LinkSnapshot[] =>
  a.flatMap((x) => b.flatMap((y) => [cut(x, y), cut(y, x)]));

/** The ring's box at 1280 × 800, 1024 × 720 and 1920 × 1080. */
const BOXES = [
  [864, 420],
  [638, 350],
  [1480, 610],
] as const;

describe.each(BOXES)('the ring in %d × %d', (width, height) => {
  it.each(serverIds(25))('holds %d nodes without overlap, all inside', (n) => {
    const { places, radius, words } = ringLayout(serverIds(n), width, height);
    const reach = radius + ARC_GAP_PX + 2;
    expect(places).toHaveLength(n);
    for (const place of places) {
      expect(place.x - reach).toBeGreaterThanOrEqual(0);
      expect(place.x + reach).toBeLessThanOrEqual(width);
      expect(place.y - reach).toBeGreaterThanOrEqual(0);
      expect(place.y + reach).toBeLessThanOrEqual(height);
      for (const other of places)
        if (other !== place)
          expect(Math.hypot(place.x - other.x, place.y - other.y)).toBeGreaterThanOrEqual(2 * reach);
    }
    if (words)
      for (const place of places) {
        const box = wordsBox(place, radius);
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.right).toBeLessThanOrEqual(width);
      }
  });

  it.each(serverIds(11))('keeps %d nodes clear of an inspector in either corner', (n) => {
    for (const side of ['left', 'right'] as const) {
      const corner: Corner = { side, width: 180, height: 240 };
      const { places, radius } = ringBeside(ringLayout(serverIds(n), width, height), corner);
      const [from, to] = side === 'left' ? [0, 180] : [width - 180, width];
      const top = height - 240;
      for (const place of places) {
        expect(place.x - radius).toBeGreaterThanOrEqual(0);
        expect(place.x + radius).toBeLessThanOrEqual(width);
        const besidePx = Math.max(from - place.x, place.x - to, 0);
        expect(Math.hypot(besidePx, Math.max(top - place.y, 0))).toBeGreaterThanOrEqual(radius + ARC_GAP_PX);
      }
    }
  });

  it('moves for an inspector only where there is no room beside five nodes', () => {
    const corner: Corner = { side: 'left', width: 180, height: 240 };
    const whole = ringLayout(serverIds(5), width, height);
    expect(ringBeside(whole, null)).toEqual(whole);
    const moved = ringBeside(whole, corner).middleX !== width / 2;
    expect(moved).toBe(width < 700);
  });

  it('has words beside five nodes and fewer', () => {
    for (const n of [1, 2, 3, 4, 5]) expect(ringLayout(serverIds(n), width, height).words).toBe(true);
  });
});

describe('the inspector of a node', () => {
  const places = (n: number) => ringLayout(serverIds(n), 864, 420).places;

  it('stands in the lower corner across from the node that it tells of', () => {
    const sides = Object.fromEntries(places(5).map(({ id, side }) => [id, side]));
    for (const [id, side] of Object.entries(sides))
      expect(inspectorPlace(places(5), Number(id))).toBe(side === 'left' ? 'right' : 'left');
    expect(new Set(Object.values(sides)).size).toBe(2);
  });

  it('stands in the middle of a ring whose corners are taken, and takes none', () => {
    expect(inspectorPlace(places(11), 3)).not.toBe('middle');
    expect(inspectorPlace(places(12), 3)).toBe('middle');
    expect(inspectorCorner('middle', 0)).toBeNull();
  });

  it('is higher by a row for each setting that is the node’s own', () => {
    const height = (own: Parameters<typeof ownRows>[0]) => inspectorCorner('left', ownRows(own))!.height;
    const usual = height({ ownRange: null, ownPersist: null });
    const ownRange = { minMs: 150, maxMs: 300 };
    const row = height({ ownRange, ownPersist: null }) - usual;
    expect(row).toBeGreaterThan(0);
    expect(height({ ownRange, ownPersist: { kind: 'fixed', ms: 5 } })).toBe(usual + 2 * row);
  });
});

describe('what is cut', () => {
  it('isolates a node only when all its links are cut both ways', () => {
    expect(isolatedNodes(nodes(3), cutAll([2], [1, 3]))).toEqual(new Set([2]));
    expect(isolatedNodes(nodes(3), [...cutAll([2], [1]), cut(2, 3)])).toEqual(new Set());
    expect(isolatedNodes(nodes(1), [])).toEqual(new Set());
  });

  it('parts nodes that reach each other only through nobody', () => {
    expect(groupsOf(nodes(5), cutAll([1, 3], [2, 4, 5]))).toEqual([
      [1, 3],
      [2, 4, 5],
    ]);
    expect(groupsOf(nodes(3), cutAll([1], [3]))).toEqual([[1, 2, 3]]);
  });

  it('tells each direction of a link apart', () => {
    const links = drawnLinks(nodes(4), [
      cut(1, 2),
      cut(3, 1),
      ...cutAll([2], [3]),
      { from: 4, to: 1, cut: false, conditions: { loss: 0.1 } },
    ]);
    expect(Object.fromEntries(links.map((l) => [`${l.a}${l.b}`, l.state]))).toEqual({
      12: 'cutAtoB',
      13: 'cutBtoA',
      14: 'whole',
      23: 'cut',
      24: 'whole',
      34: 'whole',
    });
    expect(links.find((l) => l.a === 1 && l.b === 4)?.conditions).toBe('loss 10%');
  });

  it('is labelled on the link, but not for an isolated node nor when there are too many', () => {
    const layout = ringLayout(serverIds(5), 864, 420);
    const labels = (links: LinkSnapshot[]) =>
      linkLines(layout, links, isolatedNodes(nodes(5), links)).flatMap((line) => line.label ?? []);
    expect(labels([cut(1, 2), ...cutAll([3], [4])])).toEqual(['A → B cut', 'cut']);
    expect(labels(cutAll([2], [1, 3, 4, 5]))).toEqual([]);
    expect(labels(cutAll([1, 2], [3, 4])).length).toBe(4);
    expect(labels(cutAll([1, 2], [3, 4, 5]))).toEqual([]);
  });

  it('has a line with ends even where discs lie on each other, in a box with no room for them', () => {
    const layout = ringLayout(serverIds(5), 200, 20);
    for (const { x1, y1, x2, y2 } of linkLines(layout, [], new Set()))
      expect([x1, y1, x2, y2].every(Number.isFinite)).toBe(true);
  });

  it('is summed up in one line', () => {
    const summary = (links: LinkSnapshot[]) =>
      cutSummary(groupsOf(nodes(4), links), drawnLinks(nodes(4), links));
    expect(summary([])).toBeNull();
    expect(summary([cut(1, 2)])).toBe('1 cut one way');
    expect(summary([cut(1, 2), ...cutAll([3], [4])])).toBe('1 link cut, 1 cut one way');
    expect(summary(cutAll([1, 2], [3, 4]))).toBe('2 parts:  A B  |  C D');
  });
});

describe('how a node is drawn', () => {
  const lab = new FakeLab();
  lab.advance(2000);
  const cluster: ClusterSnapshot = lab.frame().cluster!;
  const leader = cluster.nodes.find((node) => node.id === cluster.leader)!;
  const follower = cluster.nodes.find((node) => node.role === 'follower')!;

  it('shows the process’s state before the role', () => {
    expect(nodeState({ ...leader, process: 'paused' }, leader.id)).toBe('paused');
    expect(nodeState({ ...leader, process: 'crashed' }, leader.id)).toBe('crashed');
    expect(nodeState(leader, leader.id)).toBe('leader');
  });

  it('tells a leader of the past from the leader', () => {
    expect(nodeState(leader, follower.id)).toBe('oldLeader');
    expect(nodeState(leader, null)).toBe('leader');
  });

  it('counts votes of candidates only', () => {
    expect(votesOf(follower, 5)).toBeNull();
    expect(votesOf({ ...follower, role: 'candidate', votesGranted: [1, 2] }, 5)).toEqual({
      granted: [1, 2],
      needed: 3,
      of: 5,
    });
  });

  it('drains its arc from full to empty over its election timeout', () => {
    const timed = { ...follower, electionFromMs: 1000, electionDeadlineMs: 1200 };
    expect([900, 1000, 1150, 1200, 1300].map((t) => timeoutLeft(timed, t))).toEqual([1, 1, 0.25, 0, 0]);
    expect(timeoutLeft({ ...timed, electionDeadlineMs: 1000 }, 1000)).toBe(0);
    expect(timeoutLeft(leader, 1000)).toBeNull();
    expect(timeoutLeft({ ...timed, process: 'crashed' }, 1000)).toBeNull();
  });

  it('is described in words', () => {
    expect(describeNode(leader, cluster, false)).toMatch(
      /^Node [A-E], leader, term 1, commit index \d+, process \d+$/,
    );
    expect(describeNode({ ...follower, process: 'crashed', pid: null }, cluster, true)).toMatch(
      /crashed, isolated, .*, no process$/,
    );
  });

  it('gives votes, entries and heartbeats shapes of their own', () => {
    const kinds = ['heartbeat', 'append', 'appendOk', 'requestVote', 'voteGranted', 'voteRefused'] as const;
    expect(new Set(kinds.map(shapeOf)).size).toBe(kinds.length);
  });
});

describe('the menu of a node', () => {
  const lab = new FakeLab();
  lab.advance(2000);
  const snapshot = (): ClusterSnapshot => lab.cluster!.snapshot();
  const leader = lab.cluster!.leader!.id;
  const follower = leader === 1 ? 2 : 1;
  const titles = (id: number, why: string | null = null) =>
    nodeMenu(snapshot(), id, why).map((item) => `${item.title}${item.blocked === null ? '' : ' ✕'}`);

  it('offers a follower everything', () => {
    expect(titles(follower)).toEqual([
      'Crash',
      'Pause',
      'Isolate',
      'Campaign now',
      'Transfer leadership here',
      'Own timeout range…',
      'Slow disk…',
      'Wipe disk…',
    ]);
  });

  it('says how slow a disk is made, and a screen reader hears of it', async () => {
    const delay = { kind: 'uniform', minMs: 5, maxMs: 20 } as const;
    await lab.act({ type: 'slowDisk', node: follower, delay });
    const slow = nodeMenu(snapshot(), follower, null).find((item) => item.title === 'Slow disk…');
    expect(slow?.hint).toBe('uniform 5–20 ms');
    const node = snapshot().nodes.find(({ id }) => id === follower)!;
    expect(describeNode(node, snapshot(), false)).toContain('slow disk, uniform 5–20 ms a write');
    await lab.act({ type: 'slowDisk', node: follower, delay: null });
  });

  it('tells a disk as slow as many samples by their number', async () => {
    const samplesMs = Array.from({ length: 100 }, (_, i) => i);
    await lab.act({ type: 'slowDisk', node: follower, delay: { kind: 'empirical', samplesMs } });
    const slow = nodeMenu(snapshot(), follower, null).find((item) => item.title === 'Slow disk…');
    expect(slow?.hint).toBe('100 samples of median 49 ms');
    const node = snapshot().nodes.find(({ id }) => id === follower)!;
    expect(describeNode(node, snapshot(), false)).toContain('slow disk, 100 samples of median 49 ms a write');
    await lab.act({ type: 'slowDisk', node: follower, delay: null });
  });

  it('has no disk to wipe where nothing is kept on one', () => {
    const memory = snapshot();
    const settings = { ...memory.settings, durability: 'memory' as const };
    const wipe = nodeMenu({ ...memory, settings }, follower, null).find(
      ({ title }) => title === 'Wipe disk…',
    );
    expect(wipe?.blocked).toBe('Nothing is kept on disk.');
  });

  it('does not let the leader campaign, nor be handed what it has', () => {
    expect(titles(leader)).toContain('Campaign now ✕');
    expect(titles(leader)).toContain('Transfer leadership here ✕');
  });

  it('says why a platform cannot pause', () => {
    const pause = nodeMenu(snapshot(), follower, 'Windows has no SIGSTOP.').find(
      (item) => item.title === 'Pause',
    );
    expect(pause?.blocked).toBe('Windows has no SIGSTOP.');
  });

  it('turns each fault into its remedy', async () => {
    await lab.act({ type: 'crash', node: follower });
    expect(titles(follower)[0]).toBe('Restart');
    await lab.act({ type: 'restart', node: follower });
    await lab.act({ type: 'pause', node: follower });
    expect(titles(follower)[1]).toBe('Resume');
    await lab.act({ type: 'resume', node: follower });
    await lab.act({ type: 'isolate', node: follower });
    expect(titles(follower)[2]).toBe('Rejoin');
    expect(nodeLinksMenu(snapshot(), follower).every((item) => item.title.startsWith('Mend'))).toBe(true);
    await lab.act({ type: 'heal' });
    expect(nodeLinksMenu(snapshot(), follower).every((item) => item.title.startsWith('Cut'))).toBe(true);
  });

  it('cuts and mends a link by menu and by dragging, both ways or one', async () => {
    expect(linkMenu(snapshot(), 1, 2).map((item) => item.title)).toEqual([
      'Cut both ways',
      'Cut A → B only',
      'Cut B → A only',
      'Loss, delay, duplication…',
    ]);
    const oneWay = dragAction(snapshot(), 1, 2, true);
    expect(oneWay).toEqual({ type: 'cut', from: 1, to: 2, both: false });
    await lab.act(oneWay);
    expect(
      linkMenu(snapshot(), 1, 2)
        .map((item) => item.title)
        .slice(0, 3),
    ).toEqual(['Mend both ways', 'Mend A → B only', 'Cut B → A only']);
    expect(dragAction(snapshot(), 2, 1, false)).toEqual({ type: 'mend', from: 2, to: 1, both: true });
    expect(dragAction(snapshot(), 2, 1, true)).toEqual({ type: 'cut', from: 2, to: 1, both: false });
  });
});
