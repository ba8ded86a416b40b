import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowRef } from 'vue';
import type { CrashMode } from '../../shared/experiment';
import { useLabStore } from '../live/labStore';
import { isRunning, NO_MEASUREMENTS, reduceMeasurements, type Measurements } from './measurement';

/** The leader-crash measurement on the live cluster: its options, its progress, and the one before it. */
export const useMeasureStore = defineStore('measure', () => {
  const lab = useLabStore();
  const known = shallowRef<Measurements>(NO_MEASUREMENTS);
  const options = reactive<{ trials: number; crash: CrashMode; seed: number }>({
    trials: 100,
    crash: 'kill',
    seed: 1,
  });
  const starting = ref(false);

  lab.onFrame((frame) => {
    if (frame.measure !== null) known.value = reduceMeasurements(known.value, frame.measure);
  });

  const current = computed(() => known.value.current);
  const before = computed(() => known.value.before);
  const running = computed(() => isRunning(known.value.current));
  /** Why nothing can be measured now, or null. */
  const blocked = computed(() => {
    if (lab.connection.kind !== 'connected') return 'The lab is not connected.';
    const cluster = lab.newest.cluster;
    if (cluster === null) return 'No cluster is running.';
    if (cluster.nodes.length < 3) return 'With fewer than three nodes no crash of the leader is survived.';
    return null;
  });

  async function start(): Promise<void> {
    if (blocked.value !== null || running.value || starting.value) return;
    starting.value = true;
    await lab.attempt((api) => api.measure({ ...options }));
    starting.value = false;
  }

  const stop = (): Promise<boolean> => lab.attempt((api) => api.stopMeasure());

  return { options, current, before, running, starting, blocked, start, stop };
});
