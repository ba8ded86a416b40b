import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { Prediction } from '../../shared/prediction';
import { DEFAULT_SETTINGS, type ClusterSettings, type Retune } from '../../shared/settings';
import { latenessRemark, remarksOn } from '../../shared/warnings';
import { useLabStore } from '../live/labStore';
import { useMeasureStore } from '../measure/measureStore';
import { followCluster, retuneBetween, sameSettings, type Draft } from './draft';
import { Predictor } from './predictor';

/** While a thumb moves, the cluster is retuned at most this often, ms. */
const RETUNE_GAP_MS = 200;
const PREDICT_GAP_MS = 120;
const PREDICTED_ELECTIONS = 2000;
const PREDICTION_SEED = 1;
/** With fewer simulated elections the lab is asked again: a lab that has just started is slow at first. */
const FEW_ELECTIONS = 1000;
const MOST_AGAIN = 4;
const UNDO_STEPS = 30;

/** The settings in hand: what the panel shows, what the cluster is retuned to, and what is predicted for them. */
export const useTuningStore = defineStore('tuning', () => {
  const lab = useLabStore();
  const measure = useMeasureStore();
  const draft = shallowRef<Draft>({ settings: DEFAULT_SETTINGS, editedAtMs: null });
  const past = shallowRef<readonly ClusterSettings[]>([]);
  const prediction = shallowRef<{ readonly of: ClusterSettings; readonly is: Prediction } | null>(null);
  const predicting = ref(false);
  let followed: ClusterSettings | null = null;
  let beforeDrag: ClusterSettings | null = null;
  let retuneTimer: ReturnType<typeof setTimeout> | null = null;

  const settings = computed(() => draft.value.settings);
  const running = computed(() => lab.running?.settings ?? null);
  /** As measured, to two digits: the last ones flicker and change no remark. */
  const roundTripMs = computed(() => {
    const measured = lab.running?.measured.roundTripMs ?? null;
    return measured === null ? null : Number(measured.toPrecision(2));
  });
  const tooLate = computed(() =>
    lab.running === null ? null : latenessRemark(lab.running.settings, lab.running.timerLateP99Ms),
  );
  const remarks = computed(() => [
    ...(tooLate.value === null ? [] : [tooLate.value]),
    ...remarksOn(settings.value, roundTripMs.value),
  ]);
  /** Nodes or durability were changed: that takes another cluster. */
  const needsRestart = computed(
    () =>
      running.value !== null &&
      (running.value.nodes !== settings.value.nodes ||
        running.value.durability !== settings.value.durability),
  );

  /** How often the present settings were asked about again. */
  let again = 0;
  const predictor = new Predictor({
    ask: (of) => {
      predicting.value = true;
      return lab.lab().predict({ settings: of, elections: PREDICTED_ELECTIONS, seed: PREDICTION_SEED });
    },
    answer: (is, of) => {
      predicting.value = false;
      prediction.value = is === null ? null : { of, is };
      again = sameSettings(of, settings.value) && isThin(is) ? again + 1 : 0;
      if (again > 0 && again <= MOST_AGAIN) predictor.want(of);
    },
    later: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => {
        clearTimeout(timer);
      };
    },
    gapMs: PREDICT_GAP_MS,
  });

  lab.onFrame((frame) => {
    if (frame.cluster === null || beforeDrag !== null) return;
    draft.value = followCluster(draft.value, followed, frame.cluster.settings, performance.now());
    followed = frame.cluster.settings;
  });

  watch(
    [settings, () => lab.connection.kind],
    ([now, state], [then]) => {
      if (state !== 'connected') return;
      if (then !== undefined && prediction.value !== null && sameSettings(now, then)) return;
      predictor.want(now);
    },
    { immediate: true },
  );

  // The machine has been measured anew, and has time again for what it came to too little of meanwhile.
  watch(
    () => measure.running,
    (isRunning) => {
      if (isRunning) return;
      again = 0;
      predictor.want(settings.value);
    },
  );

  function set(next: ClusterSettings): void {
    draft.value = { settings: next, editedAtMs: performance.now() };
  }

  /** A value moving under the hand: the cluster follows a little behind. */
  function drag(next: ClusterSettings): void {
    beforeDrag ??= settings.value;
    set(next);
    retuneTimer ??= setTimeout(() => {
      retuneTimer = null;
      void retune();
    }, RETUNE_GAP_MS);
  }

  /** A value decided on: the cluster follows at once, and it can be undone. Resolves to whether it did. */
  async function commit(next: ClusterSettings): Promise<boolean> {
    const before = beforeDrag ?? settings.value;
    beforeDrag = null;
    if (retuneTimer !== null) clearTimeout(retuneTimer);
    retuneTimer = null;
    if (retuneBetween(before, next) !== null) past.value = [...past.value, before].slice(-UNDO_STEPS);
    set(next);
    return retune();
  }

  const change = (part: Retune): Promise<boolean> => commit({ ...settings.value, ...part });

  async function undo(): Promise<void> {
    const last = past.value.at(-1);
    if (last === undefined) return;
    past.value = past.value.slice(0, -1);
    set({ ...last, nodes: settings.value.nodes, durability: settings.value.durability });
    await retune();
  }

  async function retune(): Promise<boolean> {
    const from = running.value;
    const wanted = from === null ? null : retuneBetween(from, settings.value);
    if (wanted === null) return true;
    const done = await lab.attempt((api) => api.retune(wanted));
    // Refused: what the cluster runs with is the truth again.
    if (!done) draft.value = { ...draft.value, editedAtMs: null };
    return done;
  }

  /** For what only another cluster can have. Nothing reaches the cluster before `restart`. */
  function plan(part: Partial<Pick<ClusterSettings, 'nodes' | 'durability'>>): void {
    draft.value = { ...draft.value, settings: { ...settings.value, ...part } };
  }

  const restart = (): Promise<boolean> => lab.startCluster(settings.value);

  return {
    settings,
    running,
    remarks,
    needsRestart,
    prediction,
    predicting,
    canUndo: computed(() => past.value.length > 0),
    drag,
    commit,
    change,
    undo,
    plan,
    restart,
  };
});

function isThin(prediction: Prediction | null): boolean {
  return prediction !== null && (prediction.simulated?.summary.trials ?? 0) < FEW_ELECTIONS;
}
