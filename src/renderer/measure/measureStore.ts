import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowRef, watch } from 'vue';
import type { RunAgreement } from '../../shared/agreement';
import { useLabStore } from '../live/labStore';
import { requestOf, unfit, USUAL_OPTIONS, type MeasureOptions } from './options';
import { isRunning, NO_MEASUREMENTS, reduceMeasurements, type Measurements } from './measurement';

/** The measurement on the live cluster: its options, its progress, and the one before it. */
export const useMeasureStore = defineStore('measure', () => {
  const lab = useLabStore();
  const known = shallowRef<Measurements>(NO_MEASUREMENTS);
  const options = reactive<MeasureOptions>({ ...USUAL_OPTIONS });
  const starting = ref(false);

  lab.onFrame((frame) => {
    if (frame.measure !== null) known.value = reduceMeasurements(known.value, frame.measure);
  });

  /** Null for a run with nothing to compare it with. */
  const agreements = shallowRef<ReadonlyMap<string, RunAgreement | null>>(new Map());

  /** Holds a run against the model, once; not during a measurement, whose processors it would take. */
  async function compare(runId: string): Promise<void> {
    if (isRunning(known.value.current) || agreements.value.has(runId)) return;
    await lab.attempt(async (api) => {
      const agreement = await api.agreement(runId);
      agreements.value = new Map(agreements.value).set(runId, agreement);
    });
  }

  /** How a run compares with the model; null when that is not known, or not yet. */
  const agreementOf = (runId: string | undefined): RunAgreement | null =>
    runId === undefined ? null : (agreements.value.get(runId) ?? null);

  watch(
    () => (isRunning(known.value.current) ? null : (known.value.current?.runId ?? null)),
    (runId) => {
      if (runId !== null) void compare(runId);
    },
  );

  const current = computed(() => known.value.current);
  const before = computed(() => known.value.before);
  const running = computed(() => isRunning(known.value.current));
  /** Why nothing can be measured now, or null. */
  const blocked = computed(() => whyNot(options));

  function whyNot(wanted: MeasureOptions): string | null {
    if (lab.connection.kind !== 'connected') return 'The lab is not connected.';
    const cluster = lab.running;
    if (cluster === null) return 'No cluster is running.';
    return unfit(wanted, cluster.settings);
  }

  /** @param wanted what to measure; the options in hand where nothing else is said */
  async function start(wanted: MeasureOptions = options): Promise<void> {
    if (whyNot(wanted) !== null || running.value || starting.value) return;
    starting.value = true;
    await lab.attempt((api) => api.measure(requestOf(wanted)));
    starting.value = false;
  }

  const stop = (): Promise<boolean> => lab.attempt((api) => api.stopMeasure());

  return { options, current, before, running, starting, blocked, agreementOf, compare, start, stop };
});
