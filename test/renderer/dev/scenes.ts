import type { ClusterSettings } from '../../../src/shared/settings';
import type { FakeLab } from '../fakeLab';

export interface Scene {
  readonly settings?: Partial<ClusterSettings>;
  /** What happens before anyone looks. */
  readonly play?: (lab: FakeLab, pass: (ms: number) => Promise<void>) => Promise<void>;
  /** No frame comes any more. */
  readonly silent?: boolean;
}

const paper: Partial<ClusterSettings> = { latency: { kind: 'fixed', ms: 15 }, clientLoadPerSecond: 200 };

async function until(lab: FakeLab, pass: (ms: number) => Promise<void>, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !holds(); i++) await pass(33);
}

async function measured(
  lab: FakeLab,
  pass: (ms: number) => Promise<void>,
  trials: number,
  seed: number,
): Promise<void> {
  await lab.measure({ trials, crash: 'kill', seed });
  await until(
    lab,
    async () => pass(330),
    () => lab.frame().measure?.state !== 'running',
  );
  await pass(33);
}

/** States of the window worth looking at. */
export const scenes: Readonly<Record<string, Scene>> = {
  starting: { silent: true },
  running: { settings: paper, play: async (_, pass) => pass(62_000) },
  localhost: { play: async (_, pass) => pass(20_000) },
  candidates: {
    settings: { ...paper, electionTimeoutMaxMs: 160 },
    play: async (lab, pass) => {
      await pass(9000);
      lab.cluster!.act({ type: 'crashLeader' });
      const standing = () =>
        lab.cluster!.snapshot().nodes.filter((n) => n.role === 'candidate' && n.process === 'running');
      await until(
        lab,
        pass,
        () => standing().length > 1 && standing().some((n) => n.votesGranted.length > 1),
      );
    },
  },
  partition: {
    settings: paper,
    play: async (lab, pass) => {
      await pass(8000);
      lab.cluster!.act({ type: 'partitionLeader' });
      await pass(4000);
    },
  },
  groups: {
    settings: paper,
    play: async (lab, pass) => {
      await pass(8000);
      lab.cluster!.act({ type: 'partition', groups: [[1, 2]] });
      await pass(4000);
    },
  },
  links: {
    settings: paper,
    play: async (lab, pass) => {
      await pass(8000);
      lab.cluster!.act({ type: 'cut', from: 3, to: 4, both: true });
      lab.cluster!.act({ type: 'cut', from: 1, to: 5, both: false });
      lab.cluster!.act({
        type: 'condition',
        from: 2,
        to: 5,
        loss: 0.1,
        delay: { kind: 'fixed', ms: 40 },
        duplicate: null,
      });
      await pass(3000);
    },
  },
  paused: {
    settings: paper,
    play: async (lab, pass) => {
      await pass(8000);
      const follower = lab.cluster!.snapshot().nodes.find((n) => n.role === 'follower')!;
      lab.cluster!.act({ type: 'pause', node: follower.id });
      await pass(900);
      const other = lab
        .cluster!.snapshot()
        .nodes.find((n) => n.role === 'follower' && n.process === 'running')!;
      lab.cluster!.act({ type: 'crash', node: other.id });
      await pass(700);
    },
  },
  measuring: {
    settings: paper,
    play: async (lab, pass) => {
      await pass(3000);
      await lab.measure({ trials: 100, crash: 'kill', seed: 1 });
      await pass(16_000);
    },
  },
  measured: {
    settings: paper,
    play: async (lab, pass) => {
      await pass(3000);
      lab.cluster!.retune({ electionTimeoutMaxMs: 200 });
      await measured(lab, pass, 100, 1);
      await pass(3000);
      lab.cluster!.retune({ electionTimeoutMaxMs: 300 });
      await measured(lab, pass, 200, 2);
      await pass(12_000);
    },
  },
  lost: {
    settings: paper,
    play: async (lab, pass) => {
      await pass(20_000);
      lab.lose(5);
    },
    silent: true,
  },
  nodes25: { settings: { ...paper, nodes: 25 }, play: async (_, pass) => pass(15_000) },
  nodes9: { settings: { ...paper, nodes: 9 }, play: async (_, pass) => pass(15_000) },
  nodes7: { settings: { ...paper, nodes: 7 }, play: async (_, pass) => pass(15_000) },
  nodes3: { settings: { ...paper, nodes: 3 }, play: async (_, pass) => pass(15_000) },
  nodes1: { settings: { ...paper, nodes: 1 }, play: async (_, pass) => pass(8000) },
};
