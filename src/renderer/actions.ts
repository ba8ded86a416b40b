import {
  AlignVerticalJustifyCenter,
  AlignVerticalSpaceAround,
  BookOpenCheck,
  ChartGantt,
  Command,
  Compass,
  Download,
  FlaskConical,
  Grid3x3,
  Group,
  HeartPulse,
  History,
  Keyboard,
  Pause,
  Play,
  Radio,
  RotateCcw,
  Skull,
  Split,
  Square,
  StepForward,
  Undo2,
} from '@lucide/vue';
import type { Component } from 'vue';
import { useDraftStore } from './experiments/draftStore';
import { useSweepStore } from './experiments/sweepStore';
import { useLabStore } from './live/labStore';
import { useExportStore } from './measure/exportStore';
import { useMeasureStore } from './measure/measureStore';
import { useViewStore } from './shell/viewStore';
import { slowestTrials, traced, useTimelineStore } from './timeline/timelineStore';
import { useTuningStore } from './tuning/tuningStore';

/** Something a person can do, wherever it is offered: button, menu, key, palette or application menu. */
export interface LabAction {
  readonly id: ActionId;
  readonly title: string;
  /** What it does, to the cluster first of all. */
  readonly about: string;
  readonly group: 'Faults' | 'Measure' | 'View';
  /** Single keys, or with `mod+` for ⌘ or Ctrl. The first is shown. */
  readonly keys: readonly string[];
  readonly icon: Component;
  /** Why it cannot be done now, or null. */
  blocked(): string | null;
  run(): void;
}

export type ActionId =
  | 'crashLeader'
  | 'restartAll'
  | 'partitionLeader'
  | 'partition'
  | 'heal'
  | 'alignTimers'
  | 'spreadTimers'
  | 'measure'
  | 'stopMeasure'
  | 'export'
  | 'timelines'
  | 'undoRetune'
  | 'pauseView'
  | 'showLive'
  | 'showReference'
  | 'startSweep'
  | 'stopSweep'
  | 'resumeSweep'
  | 'showExperiments'
  | 'showAdvisor'
  | 'showRuns'
  | 'showKeys'
  | 'commandPalette';

/** The one list that buttons, menus, keys and the palette share. */
export function useActions(): Readonly<Record<ActionId, LabAction>> {
  const lab = useLabStore();
  const view = useViewStore();
  const measure = useMeasureStore();
  const exports = useExportStore();
  const tuning = useTuningStore();
  const timeline = useTimelineStore();
  const sweeps = useSweepStore();
  const form = useDraftStore();

  const noCluster = (): string | null =>
    lab.connection.kind !== 'connected'
      ? 'The lab is not connected.'
      : lab.newest.cluster === null
        ? 'No cluster is running.'
        : null;
  const noFaults = (): string | null =>
    noCluster() ?? (measure.running ? 'A measurement is running: faults would spoil it.' : null);
  const noLeader = (): string | null =>
    noFaults() ?? (lab.newest.cluster?.leader === null ? 'There is no leader right now.' : null);
  const anyCrashed = (): boolean =>
    lab.newest.cluster?.nodes.some((node) => node.process === 'crashed') ?? false;

  return {
    crashLeader: {
      id: 'crashLeader',
      title: 'Crash leader',
      about: 'Kills the leader’s process (SIGKILL). The others notice when their election timeouts end.',
      group: 'Faults',
      keys: ['k'],
      icon: Skull,
      blocked: noLeader,
      run: () => void lab.act({ type: 'crashLeader' }),
    },
    restartAll: {
      id: 'restartAll',
      title: 'Restart crashed',
      about: 'Starts every crashed node again; each recovers term, vote and log from its disk.',
      group: 'Faults',
      keys: ['r'],
      icon: RotateCcw,
      blocked: () => noFaults() ?? (anyCrashed() ? null : 'No node is crashed.'),
      run: () => void lab.act({ type: 'restartAll' }),
    },
    partitionLeader: {
      id: 'partitionLeader',
      title: 'Partition leader',
      about: 'Cuts every link of the leader. It goes on leading nobody while the rest elect another.',
      group: 'Faults',
      keys: ['p'],
      icon: Split,
      blocked: noLeader,
      run: () => void lab.act({ type: 'partitionLeader' }),
    },
    partition: {
      id: 'partition',
      title: 'Partition…',
      about: 'Parts the cluster into groups of your choice that no longer hear each other.',
      group: 'Faults',
      keys: ['g'],
      icon: Group,
      blocked: () =>
        noFaults() ?? ((lab.newest.cluster?.nodes.length ?? 0) < 2 ? 'There is no other node.' : null),
      run: () => {
        view.partitionOpen = true;
      },
    },
    heal: {
      id: 'heal',
      title: 'Heal',
      about: 'Mends every cut and returns every link to the cluster’s delay and loss.',
      group: 'Faults',
      keys: ['h'],
      icon: HeartPulse,
      blocked: () => noFaults() ?? (lab.newest.cluster?.links.length === 0 ? 'Every link is whole.' : null),
      run: () => void lab.act({ type: 'heal' }),
    },
    alignTimers: {
      id: 'alignTimers',
      title: 'Align timers',
      about: 'Lets all followers’ election timeouts end at the same moment: forces a split vote.',
      group: 'Faults',
      keys: ['a'],
      icon: AlignVerticalJustifyCenter,
      blocked: noFaults,
      run: () => void lab.act({ type: 'alignTimers' }),
    },
    spreadTimers: {
      id: 'spreadTimers',
      title: 'Spread timers',
      about: 'Spreads the followers’ election timeouts evenly over the range: no split vote this time.',
      group: 'Faults',
      keys: ['s'],
      icon: AlignVerticalSpaceAround,
      blocked: noFaults,
      run: () => void lab.act({ type: 'spreadTimers' }),
    },
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
      about: 'Saves the trials of the measurement in hand as CSV, one row a crash.',
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
    pauseView: {
      id: 'pauseView',
      title: 'Pause view',
      about: 'Holds what the window shows. The cluster goes on.',
      group: 'View',
      keys: ['space'],
      icon: Pause,
      blocked: () => null,
      run: () => {
        lab.pauseView();
      },
    },
    showLive: {
      id: 'showLive',
      title: 'Go to Live',
      about: 'The running cluster.',
      group: 'View',
      keys: [],
      icon: Radio,
      blocked: () => null,
      run: () => {
        view.screen = 'live';
      },
    },
    showExperiments: {
      id: 'showExperiments',
      title: 'Go to Experiments',
      about: 'Sweeps over any settings, and the maps that come of them.',
      group: 'View',
      keys: [],
      icon: Grid3x3,
      blocked: () => null,
      run: () => {
        view.screen = 'experiments';
      },
    },
    showAdvisor: {
      id: 'showAdvisor',
      title: 'Go to Advisor',
      about: 'A range and a heartbeat for your goals, in your system’s own keys.',
      group: 'View',
      keys: [],
      icon: Compass,
      blocked: () => null,
      run: () => {
        view.screen = 'advisor';
      },
    },
    showReference: {
      id: 'showReference',
      title: 'Go to Reference',
      about: 'Published experiments beside ours.',
      group: 'View',
      keys: [],
      icon: BookOpenCheck,
      blocked: () => null,
      run: () => {
        view.screen = 'reference';
      },
    },
    showRuns: {
      id: 'showRuns',
      title: 'Go to Runs',
      about: 'Every measurement kept on disk.',
      group: 'View',
      keys: [],
      icon: History,
      blocked: () => null,
      run: () => {
        view.screen = 'runs';
      },
    },
    showKeys: {
      id: 'showKeys',
      title: 'All keys',
      about: 'Every key of this window.',
      group: 'View',
      keys: ['?'],
      icon: Keyboard,
      blocked: () => null,
      run: () => {
        view.keysOpen = true;
      },
    },
    commandPalette: {
      id: 'commandPalette',
      title: 'Find an action',
      about: 'Every action by its name.',
      group: 'View',
      keys: ['mod+k'],
      icon: Command,
      blocked: () => null,
      run: () => {
        view.paletteOpen = true;
      },
    },
  };
}

/** Runs an action unless it is blocked. */
export function perform(action: LabAction): void {
  if (action.blocked() === null) action.run();
}

/** How a key reads on its cap: "K", "⌘K" or "Ctrl K", "Space". */
export function keyCap(key: string, apple = /mac/i.test(navigator.userAgent)): string {
  const [mod, letter] = key.startsWith('mod+') ? [apple ? '⌘' : 'Ctrl ', key.slice(4)] : ['', key];
  return mod + (letter === 'space' ? 'Space' : letter.toUpperCase());
}
