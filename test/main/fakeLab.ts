import { EventEmitter } from 'node:events';
import type { Action } from '../../src/shared/action';
import type { Hello, LabApi, LabFrame, WindowApi } from '../../src/shared/contract';
import type { RunData } from '../../src/shared/runs/run';
import { LabError } from '../../src/shared/errors';
import { FileOffers } from '../../src/main/fileOffers';
import type { FrameSource } from '../../src/main/frames';
import type { HostedLab } from '../../src/main/rpc';

/** A lab that keeps what it was asked and answers nothing of interest. */
export class FakeLab implements HostedLab, LabApi {
  readonly windows = new Set<WindowApi>();
  readonly acts: Action[] = [];
  readonly files = new FileOffers();
  /** Emits `gone` when a window has gone. */
  readonly events = new EventEmitter();

  get api(): LabApi {
    return this;
  }

  connect(window: WindowApi): () => void {
    this.windows.add(window);
    return () => {
      this.windows.delete(window);
      this.events.emit('gone');
    };
  }

  async hello(): Promise<Hello> {
    return Promise.resolve({
      version: '0',
      host: 'browser',
      platform: 'linux',
      pauseUnavailable: null,
      runsFolder: '/runs',
    });
  }

  async act(action: Action): Promise<void> {
    this.acts.push(action);
    return Promise.resolve();
  }

  async startCluster(): Promise<void> {
    return Promise.reject(new LabError('busy', 'A measurement is running.'));
  }

  async stopCluster(): Promise<void> {
    return Promise.resolve();
  }

  async retune(): Promise<void> {
    return Promise.resolve();
  }

  async measure(): Promise<{ runId: string }> {
    return Promise.resolve({ runId: 'r' });
  }

  async stopMeasure(): Promise<void> {
    return Promise.resolve();
  }

  async predict(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async advise(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async stopAdvising(): Promise<void> {
    return Promise.resolve();
  }

  async listRuns(): Promise<[]> {
    return Promise.resolve([]);
  }

  async loadRun(runId: string): Promise<RunData> {
    return Promise.reject(new LabError('no-such-run', `There is no run ${runId}.`));
  }

  async readSoFar(): Promise<null> {
    return Promise.resolve(null);
  }

  async relabelRun(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async deleteRun(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async restoreRun(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async importRun(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async compareRuns(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async traceTrial(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async reproduceFigure16(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async reproduceThesisWan(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async measureFigure16(): Promise<void> {
    return Promise.resolve();
  }

  async figure16Measurement(): Promise<null> {
    return Promise.resolve(null);
  }

  async stopMeasuringFigure16(): Promise<void> {
    return Promise.resolve();
  }

  async agreement(): Promise<null> {
    return Promise.resolve(null);
  }

  async exportComparison(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async exportRun(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async startSweep(): Promise<{ sweepId: string }> {
    return Promise.resolve({ sweepId: 's' });
  }

  async stopSweep(): Promise<void> {
    return Promise.resolve();
  }

  async resumeSweep(): Promise<void> {
    return Promise.resolve();
  }

  async listSweeps(): Promise<[]> {
    return Promise.resolve([]);
  }

  async loadSweep(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async loadSweepCell(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async exportSweep(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async relabelSweep(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async deleteSweep(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }

  async restoreSweep(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }
}

/** A lab in which nothing goes on. */
export const NOTHING: FrameSource = {
  nowMs: 0,
  wallMs: 0,
  cluster: null,
  traceEvery: 1,
  measure: null,
  sweep: null,
};

/** A frame with nothing in it. */
export function emptyFrame(sequence: number): LabFrame {
  return {
    sequence,
    nowMs: 0,
    wallMs: 0,
    cluster: null,
    events: [],
    messages: [],
    traceEvery: 1,
    measure: null,
    sweep: null,
    coalesced: 0,
  };
}
