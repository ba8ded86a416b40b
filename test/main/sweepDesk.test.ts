import { beforeEach, describe, expect, it } from 'vitest';
import { summarise } from '../../src/lab/trial/summary';
import { SweepDesk, type OpenedSweep, type SweepShelf } from '../../src/main/sweepDesk';
import type { SweepCell } from '../../src/shared/sweep/api';
import { sweepSchema, type Sweep } from '../../src/shared/sweep/sweep';

const sweepOf = (engine: string): Sweep =>
  sweepSchema.parse({ base: { engine }, axes: [{ parameter: 'latency', values: '1,2' }] });

const cells: SweepCell[] = (['done', 'waiting'] as const).map((state, cell) => ({
  cell,
  values: [],
  state,
  problem: null,
  summary: summarise([], null),
}));

/** Sweeps that run until they are stopped. */
class Shelf implements SweepShelf {
  create(sweep: Sweep): Promise<OpenedSweep> {
    const data = {
      sweepId: 's1',
      name: 's',
      startedAt: '',
      sweep,
      complete: false,
      cells,
      cellsDone: 1,
      trialsDone: 0,
    };
    const progress = {
      sweepId: 's1',
      state: 'running',
      sweep,
      cells: 2,
      cellsDone: 1,
      trialsDone: 0,
      trialsTotal: 10,
      elapsedMs: 0,
      trialsPerSecond: null,
      remainingMs: null,
      problem: null,
    } as const;
    const log = { sweepId: 's1', sweep, data, progress, cell: () => cells[0]!, onChange: () => undefined };
    const run = (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
    return Promise.resolve({ log, run });
  }

  open(): Promise<OpenedSweep> {
    return this.create(sweepOf('processes'));
  }

  delete(sweepId: string): Promise<string> {
    return Promise.resolve(`${sweepId}~1`);
  }

  load(): Promise<never> {
    return Promise.reject(new Error('on disk'));
  }
}

let told: string[];
let measuring: boolean;
let desk: SweepDesk;
beforeEach(() => {
  told = [];
  measuring = false;
  desk = new SweepDesk({
    shelf: new Shelf(),
    requireIdle: (wish) => {
      if (measuring) throw new Error(`not now: ${wish}`);
    },
    makeRoom: () => {
      told.push('room');
      return Promise.resolve(() => {
        told.push('room back');
        return Promise.resolve();
      });
    },
    onBegin: (begun) => told.push(`cells ${begun.join(' ')}`),
    onChange: () => undefined,
  });
});

describe('the desk where sweeps run', () => {
  it('makes room for real processes, tells the cells there are, and gives the room back at the end', async () => {
    expect(await desk.calls.startSweep(sweepOf('processes'))).toEqual({ sweepId: 's1' });
    expect(told).toEqual(['room', 'cells 0']);
    await desk.calls.stopSweep();
    expect(told.at(-1)).toBe('room back');
  });

  it('needs no room for virtual time', async () => {
    await desk.calls.startSweep(sweepOf('simulation'));
    await desk.calls.stopSweep();
    expect(told).toEqual(['cells 0']);
  });

  it('runs one at a time', async () => {
    await desk.calls.startSweep(sweepOf('simulation'));
    await expect(desk.calls.resumeSweep('s2')).rejects.toThrow('A sweep is running and would be spoiled');
    await desk.calls.stopSweep();
    await expect(desk.calls.resumeSweep('s2')).resolves.toBeUndefined();
  });

  it('starts none beside a measurement, and lets no measurement start beside one', async () => {
    measuring = true;
    await expect(desk.calls.startSweep(sweepOf('simulation'))).rejects.toThrow('not now: start a sweep');
    measuring = false;
    expect(() => {
      desk.requireIdle('measure');
    }).not.toThrow();
    await desk.calls.startSweep(sweepOf('simulation'));
    expect(() => {
      desk.requireIdle('measure');
    }).toThrow('to measure');
  });

  it('keeps clusters away from real processes only', async () => {
    const startCluster = (): void => {
      desk.requireNoProcesses('start a cluster');
    };
    await desk.calls.startSweep(sweepOf('simulation'));
    expect(startCluster).not.toThrow();
    await desk.calls.stopSweep();
    const started = desk.calls.startSweep(sweepOf('processes'));
    expect(startCluster).toThrow('to start a cluster');
    await started;
    expect(startCluster).toThrow('to start a cluster');
  });

  it('deletes none that runs', async () => {
    await desk.calls.startSweep(sweepOf('simulation'));
    await expect(desk.calls.deleteSweep('s1')).rejects.toThrow('stop it first');
    await expect(desk.calls.deleteSweep('s2')).resolves.toEqual({ undoToken: 's2~1' });
    await desk.calls.stopSweep();
    await expect(desk.calls.deleteSweep('s1')).resolves.toEqual({ undoToken: 's1~1' });
  });

  it('has the sweep that runs as it stands, and others from disk', async () => {
    await expect(desk.calls.loadSweep('s1')).rejects.toThrow('on disk');
    await desk.calls.startSweep(sweepOf('simulation'));
    expect((await desk.calls.loadSweep('s1')).cellsDone).toBe(1);
    await expect(desk.calls.loadSweep('s2')).rejects.toThrow('on disk');
  });
});
