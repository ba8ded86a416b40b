import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { LabApi } from '../../shared/contract';
import type { Engine } from '../../shared/experiment';
import { FIGURE_16_LINES } from '../../shared/figure16';
import {
  MOST_MEASURED_TRIALS,
  THESIS_WAN_SETTINGS,
  type ReproducedLine,
  type ThesisWanComparison,
} from '../../shared/reference';
import { useLabStore } from '../live/labStore';
import { useMeasureStore } from '../measure/measureStore';
import { useMeasuredStore } from './measuredStore';

export type ReferenceName = 'figure-16' | 'thesis-wan';

/** A published experiment's lines as far as they are reproduced, in order; null where not yet. */
type Lines<T> = readonly (T | null)[];

const NO_LINES: Lines<never> = FIGURE_16_LINES.map(() => null);
/** Without randomness an election takes hundreds of terms: that line comes last. */
const QUICKEST_FIRST = [...FIGURE_16_LINES.keys()].sort((a, b) => Number(isStill(a)) - Number(isStill(b)));
const NO_SETTINGS: Lines<never> = THESIS_WAN_SETTINGS.map(() => null);
const SEED = 1;
/** Real nodes take minutes a line: so many show the shape. */
const USUAL_MEASURED_TRIALS = 100;
/** As many as were published. */
const USUAL_TRIALS = { 'figure-16': 1000, 'thesis-wan': 10_000 } as const;

/** Published experiments beside ours: which is open, what has been simulated of it, and what is on the way. */
export const useReferenceStore = defineStore('reference', () => {
  const lab = useLabStore();
  const measure = useMeasureStore();
  const measured = useMeasuredStore();
  const open = ref<ReferenceName>('figure-16');
  /** Of Figure 16; the thesis' elections are simulated always. */
  const engine = ref<Engine>('simulation');
  const real = computed(() => open.value === 'figure-16' && engine.value === 'processes');
  const measuredTrials = ref(USUAL_MEASURED_TRIALS);
  const chosen = shallowRef<Readonly<Record<ReferenceName, number>>>(USUAL_TRIALS);
  /** Of the open experiment: crashes a line, or elections a setting. */
  const trials = computed({
    get: () => (real.value ? measuredTrials.value : chosen.value[open.value]),
    set: (wanted) => {
      if (real.value) measuredTrials.value = Math.min(MOST_MEASURED_TRIALS, wanted);
      else chosen.value = { ...chosen.value, [open.value]: wanted };
    },
  });
  /** What the results are of; null before the first. */
  const simulated = shallowRef<Readonly<Record<ReferenceName, number | null>>>({
    'figure-16': null,
    'thesis-wan': null,
  });
  const simulatedFigure16 = shallowRef<Lines<ReproducedLine>>(NO_LINES);
  const figure16 = computed(() => (engine.value === 'processes' ? measured.lines : simulatedFigure16.value));
  const thesisWan = shallowRef<Lines<ThesisWanComparison>>(NO_SETTINGS);
  /** The experiment under way; null when none is. */
  const simulating = ref<ReferenceName | null>(null);
  const running = computed<ReferenceName | null>(
    () => simulating.value ?? (measured.running ? 'figure-16' : null),
  );
  const stoppingSimulation = ref(false);
  const stopping = computed(() => (simulating.value === null ? measured.stopping : stoppingSimulation.value));
  /** What is shown has, or is to have, so many trials a line; null where nothing is. */
  const asked = computed(() =>
    real.value ? (measured.measurement?.request.trials ?? null) : simulated.value[open.value],
  );

  const lines = computed(() => (open.value === 'figure-16' ? figure16.value : thesisWan.value));
  const done = computed(() => lines.value.filter((line) => line !== null).length);
  /** Why nothing can be simulated now, or null. */
  const blocked = computed(() => {
    if (lab.connection.kind !== 'connected') return 'The lab is not connected.';
    if (measure.running) return 'A measurement is running: simulating would take the processors it needs.';
    if (measured.running) return 'Figure 16 is being measured on real nodes: they need the processors.';
    return null;
  });

  /** Does the open experiment anew, line by line. */
  async function reproduce(): Promise<void> {
    if (blocked.value !== null || running.value !== null) return;
    const name = open.value;
    const count = trials.value;
    if (real.value) {
      await measured.start(count, SEED);
      return;
    }
    simulating.value = name;
    stoppingSimulation.value = false;
    simulated.value = { ...simulated.value, [name]: count };
    if (name === 'figure-16') {
      simulatedFigure16.value = NO_LINES;
      await eachLine(QUICKEST_FIRST, async (api, line) => {
        const reproduced = await api.reproduceFigure16({ line, trials: count, seed: SEED });
        simulatedFigure16.value = simulatedFigure16.value.with(line, reproduced);
      });
    } else {
      thesisWan.value = NO_SETTINGS;
      await eachLine(NO_SETTINGS.keys(), async (api, setting) => {
        const comparison = await api.reproduceThesisWan({ setting, trials: count, seed: SEED });
        thesisWan.value = thesisWan.value.with(setting, comparison);
      });
    }
    simulating.value = null;
  }

  /** One after another, until one is refused, it is stopped, or a measurement needs the processors. */
  async function eachLine(
    lines: Iterable<number>,
    simulate: (api: LabApi, line: number) => Promise<void>,
  ): Promise<void> {
    for (const line of lines) {
      if (stoppingSimulation.value || blocked.value !== null) return;
      if (!(await lab.attempt((api) => simulate(api, line)))) return;
    }
  }

  /** Ends a simulation after the line under way, real nodes at once. */
  function stop(): void {
    if (simulating.value === null) void measured.stop();
    else stoppingSimulation.value = true;
  }

  return {
    open,
    engine,
    real,
    trials,
    asked,
    figure16,
    thesisWan,
    running,
    stopping,
    lines,
    done,
    blocked,
    reproduce,
    stop,
  };
});

function isStill(line: number): boolean {
  return FIGURE_16_LINES[line]?.minMs === FIGURE_16_LINES[line]?.maxMs;
}
