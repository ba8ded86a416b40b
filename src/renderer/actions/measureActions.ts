import { ChartGantt, Download, FlaskConical, Play, Square, StepForward, Undo2 } from '@lucide/vue';
import { useDraftStore } from '../experiments/draftStore';
import { useSweepStore } from '../experiments/sweepStore';
import { useExportStore } from '../measure/exportStore';
import { useMeasureStore } from '../measure/measureStore';
import { useViewStore } from '../shell/viewStore';
import { slowestTrials, traced, useTimelineStore } from '../timeline/timelineStore';
import { useTuningStore } from '../tuning/tuningStore';
import type { LabAction } from './action';

/** What is measured, and what is done with what came of it. */
export function measureActions() {
  const view = useViewStore();
  const measure = useMeasureStore();
  const exports = useExportStore();
  const tuning = useTuningStore();
  const timeline = useTimelineStore();
  const sweeps = useSweepStore();
  const form = useDraftStore();

  return {
    measure: {
      id: 'measure',
      title: 'Measure',
      about:
        'Measures the cluster at its present settings, again and again: leader crashes, or the kind that is chosen beside it.',
      group: 'Measure',
      keys: ['m'],
      icon: FlaskConical,
      blocked: () => measure.blocked ?? (measure.running ? 'A measurement is running.' : null),
      run: () => void measure.start(),
    },
    stopMeasure: {
      id: 'stopMeasure',
      title: 'Stop measuring',
      about: 'Ends the measurement; the trials that are done are kept.',
      group: 'Measure',
      keys: [],
      icon: FlaskConical,
      blocked: () => (measure.running ? null : 'No measurement is running.'),
      run: () => void measure.stop(),
    },
    startSweep: {
      id: 'startSweep',
      title: 'Start sweep',
      about: 'Runs the sweep that is written in the form on the Experiments screen.',
      group: 'Measure',
      keys: [],
      icon: Play,
      blocked: () => sweeps.blocked ?? form.unready,
      run: () => {
        const { sweep } = form.reading;
        view.screen = 'experiments';
        if (sweep !== null) void sweeps.start(sweep);
      },
    },
    resumeSweep: {
      id: 'resumeSweep',
      title: 'Resume sweep',
      about: 'Goes on with the sweep that is open, or was the last to be stopped.',
      group: 'Measure',
      keys: [],
      icon: StepForward,
      blocked: () => sweeps.blocked ?? (sweeps.unfinished === null ? 'No sweep was stopped.' : null),
      run: () => {
        if (sweeps.unfinished !== null) void sweeps.resume(sweeps.unfinished.sweepId);
      },
    },
    stopSweep: {
      id: 'stopSweep',
      title: 'Stop sweep',
      about: 'Ends the sweep that runs. What is done is kept, and it can be resumed.',
      group: 'Measure',
      keys: [],
      icon: Square,
      blocked: () => (sweeps.running ? null : 'No sweep is running.'),
      run: () => void sweeps.stop(),
    },
    export: {
      id: 'export',
      title: 'Export CSV',
      about: 'Saves the trials of the measurement in hand as CSV, one row a trial.',
      group: 'Measure',
      keys: ['e', 'mod+e'],
      icon: Download,
      blocked: () => exports.blocked,
      run: () => void exports.exportRun('trials'),
    },
    timelines: {
      id: 'timelines',
      title: 'Timelines',
      about: 'Every message of the measurement’s trials, the slowest first.',
      group: 'Measure',
      keys: ['t'],
      icon: ChartGantt,
      blocked: () =>
        measure.current === null || traced(measure.current).length === 0 ? 'Nothing was measured yet.' : null,
      run: () => {
        const { current } = measure;
        if (current !== null) void timeline.open(slowestTrials(current));
      },
    },
    undoRetune: {
      id: 'undoRetune',
      title: 'Undo retune',
      about: 'Returns the cluster to the settings before the last change.',
      group: 'Measure',
      keys: ['mod+z'],
      icon: Undo2,
      blocked: () =>
        measure.running ? 'A measurement is running.' : tuning.canUndo ? null : 'Nothing was retuned yet.',
      run: () => void tuning.undo(),
    },
  } satisfies Record<string, LabAction>;
}
