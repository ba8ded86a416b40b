import { Advisor } from '../lab/advice/advisor';
import type { Cluster } from '../lab/cluster/cluster';
import { pauseUnavailable } from '../lab/cluster/pause';
import { runOnCluster } from '../lab/experiment/runOnCluster';
import { compareRuns } from '../lab/compare/compareRuns';
import { predict } from '../lab/predict';
import { REFERENCES } from '../lab/reproduce/onDemand';
import { reproduceFigure16 } from '../lab/reproduce/runFigure16';
import { agreementOnDisk } from '../lab/runAgreement';
import { reportPage } from '../lab/report/page';
import { exportComparison } from '../lab/report/comparisonReport';
import { readRunReport } from '../lab/report/runReport';
import { readSweepReport, sweepReportPage } from '../lab/report/sweepReport';
import { exportRun, type MakeReport } from '../lab/runs/exportRun';
import { importRun } from '../lab/runs/importRun';
import { listRuns, loadRun, relabelRun, runInfo } from '../lab/runs/library';
import { RunRecorder } from '../lab/runs/recorder';
import { TraceRecorder } from '../lab/runs/traces';
import { deleteRun, restoreRun } from '../lab/runs/trash';
import { SIMULATORS } from '../lab/simulation/simulators';
import type { Spawner } from '../lab/spawner';
import {
  exportSweep,
  listSweeps,
  loadSweep,
  loadSweepCell,
  relabelSweep,
  type MakeSweepReport,
} from '../lab/sweep/library';
import { runSweep } from '../lab/sweep/runSweep';
import { sweepsFolderFor } from '../lab/sweep/sweepFiles';
import { deleteSweep, restoreSweep } from '../lab/sweep/trash';
import { SweepLog } from '../lab/sweep/sweepLog';
import { traceTrial } from '../lab/trialTrace';
import { LabError } from '../shared/errors';
import { FIGURE_16_LINES } from '../shared/figure16';
import type { Hello } from '../shared/contract';
import { FileOffers } from './fileOffers';
import type { LabParts } from './labService';
import { startScratchCluster } from './scratchCluster';
import type { OpenedSweep } from './sweepDesk';
import { VERSION } from './version';

const makeReport: MakeReport = async (folder, runId) =>
  reportPage(await readRunReport(folder, runId, predict));

const makeSweepReport: MakeSweepReport = async (folder, sweepId) =>
  sweepReportPage(await readSweepReport(folder, sweepId));

export interface LabOptions {
  readonly host: Hello['host'];
  readonly spawner: Spawner;
  readonly runsFolder: string;
}

/** A laboratory of real processes and of runs on disk. */
export function labParts({ host, spawner, runsFolder }: LabOptions): LabParts<Cluster> {
  const files = new FileOffers();
  /** Runs that are being measured. */
  const underWay = new Set<string>();
  /** Runs that are being read, and how much of each is. */
  const reading = new Map<string, number>();
  const sweepsFolder = sweepsFolderFor(runsFolder);
  const opened = (log: SweepLog): OpenedSweep => ({
    log,
    run: (signal) => runSweep(log, { spawner, signal, keepTraces: true }),
  });
  const advisor = new Advisor();
  return {
    files,
    hello: {
      version: VERSION,
      host,
      platform: process.platform,
      pauseUnavailable: pauseUnavailable(),
      runsFolder,
    },
    startCluster: (settings) => startScratchCluster(spawner, settings),
    async openRun(experiment) {
      const recorder = await RunRecorder.create(runsFolder, experiment, { version: VERSION });
      const traces = await tracesBeside(recorder);
      return {
        runId: recorder.runId,
        measure: async ({ cluster, signal, onProgress }) => {
          underWay.add(recorder.runId);
          try {
            return await runOnCluster(cluster, experiment, { recorder, signal, onProgress, traces });
          } finally {
            underWay.delete(recorder.runId);
          }
        },
      };
    },
    predict,
    sweeps: {
      create: async (sweep) => opened(await SweepLog.create(sweepsFolder, sweep, VERSION)),
      open: async (sweepId) => opened(await SweepLog.resume(sweepsFolder, sweepId)),
      load: (sweepId) => loadSweep(sweepsFolder, sweepId),
      delete: (sweepId) => deleteSweep(sweepsFolder, sweepId),
    },
    measureFigure16: async ({ lines, trials, seed }, hooks) => {
      // Its lines are runs, of which one is under way.
      let current: string | null = null;
      const goOnTo = (runId: string | null): void => {
        if (current !== null) underWay.delete(current);
        if (runId !== null) underWay.add(runId);
        current = runId;
      };
      try {
        await reproduceFigure16({
          ...hooks,
          lines: lines.flatMap((line) => FIGURE_16_LINES[line] ?? []),
          engine: 'processes',
          spawner,
          trials,
          seed,
          folder: runsFolder,
          version: VERSION,
          onRun: goOnTo,
        });
      } finally {
        goOnTo(null);
      }
    },
    async close() {
      await advisor.stop();
      await SIMULATORS.close();
    },
    features: {
      advise: (request) => advisor.advise(request),
      stopAdvising: () => advisor.stop(),
      listRuns: () => listRuns(runsFolder),
      loadRun: async (runId) => {
        try {
          return await loadRun(runsFolder, runId, (share) => reading.set(runId, share));
        } finally {
          reading.delete(runId);
        }
      },
      readSoFar: (runId) => Promise.resolve(reading.get(runId) ?? null),
      relabelRun: (change) => relabelRun(runsFolder, change),
      deleteRun: async (runId) => {
        if (underWay.has(runId)) throw new LabError('busy', 'This run is being measured: stop it first.');
        return { undoToken: await deleteRun(runsFolder, runId) };
      },
      restoreRun: (undoToken) => restoreRun(runsFolder, undoToken),
      importRun: async (request) =>
        runInfo(runsFolder, await importRun(runsFolder, request, { version: VERSION })),
      compareRuns: (request) => compareRuns(runsFolder, request),
      ...REFERENCES,
      traceTrial: (request) => traceTrial({ runs: runsFolder, sweeps: sweepsFolder }, request),
      agreement: async (runId) => agreementOnDisk(runsFolder, runId, predict),
      exportRun: async (request) => files.offer(await exportRun(runsFolder, request, makeReport)),
      exportComparison: async (request) => files.offer(await exportComparison(runsFolder, request, VERSION)),
      restoreSweep: (undoToken) => restoreSweep(sweepsFolder, undoToken),
      relabelSweep: (change) => relabelSweep(sweepsFolder, change),
      listSweeps: () => listSweeps(sweepsFolder),
      loadSweepCell: (request) => loadSweepCell(sweepsFolder, request),
      exportSweep: async (request) => files.offer(await exportSweep(sweepsFolder, request, makeSweepReport)),
    },
  };
}

/** Nothing is left of a run whose traces cannot be kept: it would look as if it were under way for good. */
async function tracesBeside(recorder: RunRecorder): Promise<TraceRecorder> {
  try {
    return await TraceRecorder.open(recorder.folder);
  } catch (error) {
    await recorder.discard();
    throw error;
  }
}
