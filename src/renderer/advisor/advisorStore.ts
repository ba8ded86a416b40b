import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { Advice, AdviceGoal, AdviceRequest } from '../../shared/advice';
import { messageOf } from '../../shared/errors';
import type { ClusterSettings } from '../../shared/settings';
import { DEFAULT_SETTINGS } from '../../shared/settings';
import { useLabStore } from '../live/labStore';
import { useMeasureStore } from '../measure/measureStore';
import { same } from '../same';
import { useViewStore } from '../shell/viewStore';
import { useTuningStore } from '../tuning/tuningStore';
import { environmentOf, FIRST_ENVIRONMENT, type EnvironmentForm } from './environment';

/** A question is asked so long after the last change of the form. */
const ASK_AFTER_MS = 350;
const SEED = 1;
/** Real crashes that a recommendation is checked with. */
export const CHECK_TRIALS = 100;
const FIRST_GOAL: AdviceGoal = {
  p99DowntimeMs: 500,
  spuriousPerDay: 1,
  splitVotes: 0.01,
  heartbeatsPerSecond: null,
};

/** The advisor's form, its newest answer, and what can be done with it. */
export const useAdvisorStore = defineStore('advisor', () => {
  const lab = useLabStore();
  const tuning = useTuningStore();
  const measure = useMeasureStore();
  const view = useViewStore();
  const goal = shallowRef<AdviceGoal>(FIRST_GOAL);
  const form = shallowRef<EnvironmentForm>(FIRST_ENVIRONMENT);
  const advice = shallowRef<Advice | null>(null);
  const problem = ref<string | null>(null);
  const stopped = ref(false);
  /** The question under way; answers to others come too late. */
  const asked = shallowRef<AdviceRequest | null>(null);
  let timer: ReturnType<typeof setTimeout> | null = null;

  const request = computed<AdviceRequest>(() => ({
    goal: goal.value,
    environment: environmentOf(form.value),
    seed: SEED,
  }));
  const busy = computed(() => asked.value !== null);
  /** The answer shown is to another question than the form now asks. */
  const stale = computed(() => advice.value !== null && !same(advice.value.request, request.value));

  async function ask(): Promise<void> {
    cancelTimer();
    if (lab.connection.kind !== 'connected') return;
    const question = request.value;
    asked.value = question;
    problem.value = null;
    stopped.value = false;
    try {
      const answer = await lab.lab().advise(question);
      if (asked.value === question) advice.value = answer;
    } catch (error) {
      if (asked.value === question) problem.value = messageOf(error);
    } finally {
      if (asked.value === question) asked.value = null;
    }
  }

  function cancelTimer(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  async function stop(): Promise<void> {
    cancelTimer();
    asked.value = null;
    stopped.value = true;
    await lab.attempt((api) => api.stopAdvising());
  }

  /**
   * For the screen when it is opened: an answer is there without being asked for. Not while real nodes are measured,
   * whose processors it would take.
   */
  function open(): void {
    if (advice.value === null && !busy.value && !stopped.value && !measure.running) void ask();
  }

  watch(request, () => {
    cancelTimer();
    timer = setTimeout(() => void ask(), ASK_AFTER_MS);
  });
  watch(
    () => lab.connection.kind === 'connected' && !measure.running && view.screen === 'advisor',
    (free) => {
      if (free) open();
    },
  );

  /** Why nothing can be tried now, or null. */
  const blocked = computed(() => {
    if (lab.connection.kind !== 'connected') return 'The lab is not connected.';
    return measure.running ? 'A measurement is running: wait for its end, or stop it.' : null;
  });

  /**
   * The live cluster takes on the recommended timing, and the environment's delays and loss; then it is shown. Resolves
   * to whether it did.
   */
  async function tryLive(): Promise<boolean> {
    if (advice.value === null || blocked.value !== null) return false;
    const { timing, request: of } = advice.value;
    const { latency, loss, nodes } = of.environment;
    const running = lab.running?.settings ?? null;
    const wanted: ClusterSettings = { ...(running ?? DEFAULT_SETTINGS), ...timing, latency, loss, nodes };
    const done =
      running !== null && running.nodes === nodes
        ? await tuning.change({ ...timing, latency, loss })
        : await lab.startCluster(wanted);
    if (done) view.screen = 'live';
    return done;
  }

  async function measureLive(): Promise<void> {
    if (!(await tryLive())) return;
    await measure.start({ ...measure.options, kind: 'leader-crash', until: 'trials', trials: CHECK_TRIALS });
  }

  return {
    goal,
    form,
    advice,
    problem,
    stopped,
    busy,
    stale,
    blocked,
    ask,
    stop,
    open,
    tryLive,
    measureLive,
  };
});
