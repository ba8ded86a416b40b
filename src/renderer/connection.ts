import { createBirpc } from 'birpc';
import { decodeMessage, encodeMessage, PORT_MESSAGE, SOCKET_PATH, type Bridge } from '../shared/bridge';
import type { LabApi, LabFrame, WindowApi } from '../shared/contract';

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** The lab went away or never answered; `attempt` counts the tries since. */
  | { readonly kind: 'lost'; readonly attempt: number };

export interface ConnectionListener {
  /** The promise is the frame's acknowledgement. */
  frame(frame: LabFrame): Promise<void>;
  state(state: ConnectionState): void;
}

/** Opens the way to the lab and keeps it open. The API's calls reject while there is none. */
export type Connect = (listener: ConnectionListener) => LabApi;

/** A two-way line of texts. */
export interface Channel {
  post(text: string): void;
  onMessage(listener: (text: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

const FIRST_RETRY_MS = 400;
const LONGEST_RETRY_MS = 5000;

/** How long to wait before the n-th try (from 1), ms. */
export function retryDelayMs(attempt: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1));
}

/** The window's line to its lab: a MessagePort where a preload script offers one, else a WebSocket. */
export const connectToLab: Connect = (listener) =>
  connectOver(() => {
    const bridge = window.raftLab;
    return bridge === undefined ? openSocket() : openPort(bridge);
  }, listener);

/** Like `connectToLab`, over channels made by `open`; `later` waits between tries. */
export function connectOver(
  open: () => Promise<Channel>,
  listener: ConnectionListener,
  later: (run: () => void, ms: number) => void = (run, ms) => setTimeout(run, ms),
): LabApi {
  let lab: LabApi | null = null;
  let attempt = 0;

  const lost = () => {
    lab = null;
    attempt++;
    listener.state({ kind: 'lost', attempt });
    later(start, retryDelayMs(attempt));
  };
  const start = () => {
    open().then((channel) => {
      const windowApi: WindowApi = { frame: (frame) => listener.frame(frame) };
      const rpc = createBirpc<LabApi, WindowApi>(windowApi, {
        post: (message: string) => {
          channel.post(message);
        },
        on: (receive) => {
          channel.onMessage(receive);
        },
        serialize: encodeMessage,
        deserialize: decodeMessage,
        // Predictions and exports of long runs may take their time.
        timeout: 120_000,
      });
      channel.onClose(() => {
        rpc.$close(new Error('The lab went away before it answered.'));
        lost();
      });
      lab = rpc;
      attempt = 0;
      listener.state({ kind: 'connected' });
    }, lost);
  };
  listener.state({ kind: 'connecting' });
  start();

  const call = <T>(ask: (api: LabApi) => Promise<T>): Promise<T> =>
    lab === null ? Promise.reject(new Error('The lab is not connected.')) : ask(lab);
  return {
    hello: () => call((api) => api.hello()),
    startCluster: (settings) => call((api) => api.startCluster(settings)),
    stopCluster: () => call((api) => api.stopCluster()),
    retune: (change) => call((api) => api.retune(change)),
    act: (action) => call((api) => api.act(action)),
    measure: (request) => call((api) => api.measure(request)),
    stopMeasure: () => call((api) => api.stopMeasure()),
    predict: (request) => call((api) => api.predict(request)),
    advise: (request) => call((api) => api.advise(request)),
    stopAdvising: () => call((api) => api.stopAdvising()),
    listRuns: () => call((api) => api.listRuns()),
    loadRun: (runId) => call((api) => api.loadRun(runId)),
    readSoFar: (runId) => call((api) => api.readSoFar(runId)),
    reproduceFigure16: (request) => call((api) => api.reproduceFigure16(request)),
    reproduceThesisWan: (request) => call((api) => api.reproduceThesisWan(request)),
    measureFigure16: (request) => call((api) => api.measureFigure16(request)),
    figure16Measurement: () => call((api) => api.figure16Measurement()),
    stopMeasuringFigure16: () => call((api) => api.stopMeasuringFigure16()),
    agreement: (runId) => call((api) => api.agreement(runId)),
    traceTrial: (request) => call((api) => api.traceTrial(request)),
    exportRun: (request) => call((api) => api.exportRun(request)),
    exportComparison: (request) => call((api) => api.exportComparison(request)),
    relabelRun: (request) => call((api) => api.relabelRun(request)),
    deleteRun: (request) => call((api) => api.deleteRun(request)),
    restoreRun: (request) => call((api) => api.restoreRun(request)),
    importRun: (request) => call((api) => api.importRun(request)),
    compareRuns: (request) => call((api) => api.compareRuns(request)),
    startSweep: (sweep) => call((api) => api.startSweep(sweep)),
    stopSweep: () => call((api) => api.stopSweep()),
    resumeSweep: (sweepId) => call((api) => api.resumeSweep(sweepId)),
    listSweeps: () => call((api) => api.listSweeps()),
    loadSweep: (sweepId) => call((api) => api.loadSweep(sweepId)),
    loadSweepCell: (request) => call((api) => api.loadSweepCell(request)),
    exportSweep: (request) => call((api) => api.exportSweep(request)),
    relabelSweep: (request) => call((api) => api.relabelSweep(request)),
    deleteSweep: (sweepId) => call((api) => api.deleteSweep(sweepId)),
    restoreSweep: (undoToken) => call((api) => api.restoreSweep(undoToken)),
  };
}

function openSocket(): Promise<Channel> {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}${SOCKET_PATH}`);
  return new Promise((resolve, reject) => {
    socket.addEventListener('error', () => {
      reject(new Error('The lab does not answer.'));
    });
    socket.addEventListener('open', () => {
      resolve({
        post: (text) => {
          socket.send(text);
        },
        onMessage: (listener) => {
          socket.addEventListener('message', (event: MessageEvent<unknown>) => {
            listener(event.data);
          });
        },
        onClose: (listener) => {
          socket.addEventListener('close', listener);
        },
        close: () => {
          socket.close();
        },
      });
    });
  });
}

function openPort(bridge: Bridge): Promise<Channel> {
  return new Promise((resolve) => {
    const arrived = (event: MessageEvent<unknown>) => {
      const [port] = event.ports;
      if (event.source !== window || event.data !== PORT_MESSAGE || port === undefined) return;
      window.removeEventListener('message', arrived);
      resolve({
        post: (text) => {
          port.postMessage(text);
        },
        onMessage: (listener) => {
          port.addEventListener('message', (message: MessageEvent<unknown>) => {
            listener(message.data);
          });
          port.start();
        },
        onClose: (listener) => {
          port.addEventListener('close', listener);
        },
        close: () => {
          port.close();
        },
      });
    };
    window.addEventListener('message', arrived);
    bridge.connect();
  });
}
