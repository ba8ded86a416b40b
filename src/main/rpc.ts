import { createBirpc } from 'birpc';
import { z } from 'zod';
import { decodeMessage, encodeMessage } from '../shared/bridge';
import { labApiArguments, type LabApi, type WindowApi } from '../shared/contract';
import { LabError } from '../shared/errors';
import { argumentIssuesInWords } from '../shared/issues';
import type { FileOffers } from './fileOffers';

/** One window's line to the lab, carrying text: a WebSocket or an Electron MessagePort. */
export interface Channel {
  /** Never throws: what is sent to a window that has gone is lost. */
  send(text: string): void;
  onMessage(listener: (data: unknown) => void): void;
  onClose(listener: () => void): void;
}

/** A lab that windows can connect to. */
export interface HostedLab {
  readonly api: LabApi;
  /** Files that its answers have offered. */
  readonly files: FileOffers;
  /** Frames go to `window` from now on, until the returned function is called. */
  connect(window: WindowApi): () => void;
}

/** What birpc puts on the wire. Anything else that a channel brings is dropped. */
const messageSchema = z.discriminatedUnion('t', [
  z.object({ t: z.literal('q'), i: z.string().optional(), m: z.string(), a: z.array(z.unknown()) }),
  z.object({
    t: z.literal('s'),
    i: z.string(),
    r: z.unknown().optional(),
    e: z.instanceof(Error).optional(),
  }),
]);

/** Serves the lab to the window at the other end of a channel, until it closes. */
export function serveLab(channel: Channel, lab: HostedLab): void {
  const calls = parsingCalls(lab.api);
  const rpc = createBirpc<WindowApi, LabApi>(calls, {
    post: (text: string) => {
      channel.send(text);
    },
    on: (listener) => {
      channel.onMessage(listener);
    },
    serialize: encodeMessage,
    deserialize: (data: unknown) => messageSchema.parse(decodeMessage(data)),
    resolver: (name, call) => (Object.hasOwn(calls, name) ? call : undefined),
    onGeneralError: () => true,
    // A window may be asleep or held by its debugger: its acknowledgement comes when it comes.
    timeout: -1,
  });
  const disconnect = lab.connect({ frame: (frame) => rpc.frame(frame) });
  channel.onClose(() => {
    disconnect();
    rpc.$close();
  });
}

/** The lab's calls, each parsing what it is given before it does anything. */
function parsingCalls(lab: LabApi): LabApi {
  return {
    hello: (...given) => lab.hello(...parse(labApiArguments.hello, given)),
    startCluster: (...given) => lab.startCluster(...parse(labApiArguments.startCluster, given)),
    stopCluster: (...given) => lab.stopCluster(...parse(labApiArguments.stopCluster, given)),
    retune: (...given) => lab.retune(...parse(labApiArguments.retune, given)),
    act: (...given) => lab.act(...parse(labApiArguments.act, given)),
    measure: (...given) => lab.measure(...parse(labApiArguments.measure, given)),
    stopMeasure: (...given) => lab.stopMeasure(...parse(labApiArguments.stopMeasure, given)),
    predict: (...given) => lab.predict(...parse(labApiArguments.predict, given)),
    listRuns: (...given) => lab.listRuns(...parse(labApiArguments.listRuns, given)),
    loadRun: (...given) => lab.loadRun(...parse(labApiArguments.loadRun, given)),
    readSoFar: (...given) => lab.readSoFar(...parse(labApiArguments.readSoFar, given)),
    reproduceFigure16: (...given) =>
      lab.reproduceFigure16(...parse(labApiArguments.reproduceFigure16, given)),
    reproduceThesisWan: (...given) =>
      lab.reproduceThesisWan(...parse(labApiArguments.reproduceThesisWan, given)),
    measureFigure16: (...given) => lab.measureFigure16(...parse(labApiArguments.measureFigure16, given)),
    figure16Measurement: (...given) =>
      lab.figure16Measurement(...parse(labApiArguments.figure16Measurement, given)),
    stopMeasuringFigure16: (...given) =>
      lab.stopMeasuringFigure16(...parse(labApiArguments.stopMeasuringFigure16, given)),
    agreement: (...given) => lab.agreement(...parse(labApiArguments.agreement, given)),
    traceTrial: (...given) => lab.traceTrial(...parse(labApiArguments.traceTrial, given)),
    exportRun: (...given) => lab.exportRun(...parse(labApiArguments.exportRun, given)),
    exportComparison: (...given) => lab.exportComparison(...parse(labApiArguments.exportComparison, given)),
    relabelRun: (...given) => lab.relabelRun(...parse(labApiArguments.relabelRun, given)),
    deleteRun: (...given) => lab.deleteRun(...parse(labApiArguments.deleteRun, given)),
    restoreRun: (...given) => lab.restoreRun(...parse(labApiArguments.restoreRun, given)),
    importRun: (...given) => lab.importRun(...parse(labApiArguments.importRun, given)),
    compareRuns: (...given) => lab.compareRuns(...parse(labApiArguments.compareRuns, given)),
    startSweep: (...given) => lab.startSweep(...parse(labApiArguments.startSweep, given)),
    stopSweep: (...given) => lab.stopSweep(...parse(labApiArguments.stopSweep, given)),
    resumeSweep: (...given) => lab.resumeSweep(...parse(labApiArguments.resumeSweep, given)),
    listSweeps: (...given) => lab.listSweeps(...parse(labApiArguments.listSweeps, given)),
    loadSweep: (...given) => lab.loadSweep(...parse(labApiArguments.loadSweep, given)),
    loadSweepCell: (...given) => lab.loadSweepCell(...parse(labApiArguments.loadSweepCell, given)),
    exportSweep: (...given) => lab.exportSweep(...parse(labApiArguments.exportSweep, given)),
    relabelSweep: (...given) => lab.relabelSweep(...parse(labApiArguments.relabelSweep, given)),
    deleteSweep: (...given) => lab.deleteSweep(...parse(labApiArguments.deleteSweep, given)),
    restoreSweep: (...given) => lab.restoreSweep(...parse(labApiArguments.restoreSweep, given)),
    advise: (...given) => lab.advise(...parse(labApiArguments.advise, given)),
    stopAdvising: (...given) => lab.stopAdvising(...parse(labApiArguments.stopAdvising, given)),
  };
}

function parse<T>(schema: z.ZodType<T>, given: readonly unknown[]): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new LabError('bad-argument', `${argumentIssuesInWords(parsed.error)}.`);
}
