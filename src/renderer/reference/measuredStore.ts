import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { FIGURE_16_LINES } from '../../shared/figure16';
import { FIGURE_16_RANDOMISED, type Figure16Measurement, type ReproducedLine } from '../../shared/reference';
import { useLabStore } from '../live/labStore';
import { useToastStore } from '../shell/toastStore';

/** How often it is asked how far it is, ms. */
const POLL_MS = 400;
const RANDOMISED = FIGURE_16_RANDOMISED.map((line) => FIGURE_16_LINES.indexOf(line));

/** Figure 16 on real nodes: under way, or as it was measured last. It goes on when the window is closed. */
export const useMeasuredStore = defineStore('figure16Measured', () => {
  const lab = useLabStore();
  const toasts = useToastStore();
  const measurement = shallowRef<Figure16Measurement | null>(null);
  const starting = shallowRef(false);
  const stopping = shallowRef(false);
  const running = computed(() => starting.value || measurement.value?.state === 'running');
  let asking: Promise<void> | null = null;

  /** Each of FIGURE_16_LINES; null where not measured. */
  const lines = computed<readonly (ReproducedLine | null)[]>(() =>
    FIGURE_16_LINES.map(
      ({ minMs, maxMs }) =>
        measurement.value?.lines.find(
          ({ comparison: { line } }) => line.minMs === minMs && line.maxMs === maxMs,
        ) ?? null,
    ),
  );

  async function start(trials: number, seed: number): Promise<void> {
    starting.value = true;
    stopping.value = false;
    const request = { lines: RANDOMISED, trials, seed };
    const begun = await lab.attempt((api) => api.measureFigure16(request));
    if (begun) {
      // What was asked before it began does not know of it.
      await asking;
      await follow(() => {
        starting.value = false;
      });
    }
    starting.value = false;
  }

  async function stop(): Promise<void> {
    stopping.value = true;
    stopping.value = await lab.attempt((api) => api.stopMeasuringFigure16());
  }

  /** Asks how far it is, again and again until it is over; not while there is no lab. @param heard told of the first answer */
  function follow(heard?: () => void): Promise<void> {
    if (lab.connection.kind !== 'connected') return Promise.resolve();
    asking ??= ask(heard).finally(() => {
      asking = null;
    });
    return asking;
  }

  async function ask(heard?: () => void): Promise<void> {
    const answered = await read();
    heard?.();
    if (!answered || measurement.value?.state !== 'running') return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    await ask();
  }

  /** Asks once how far it is. @returns whether there was an answer */
  async function read(): Promise<boolean> {
    const before = measurement.value;
    const answered = await lab.attempt(async (api) => {
      measurement.value = await api.figure16Measurement();
    });
    const now = measurement.value;
    if (now !== null && now.problem !== null && now.problem !== before?.problem) toasts.problem(now.problem);
    return answered;
  }

  watch(
    () => lab.connection.kind,
    (kind) => {
      if (kind === 'connected') void follow();
    },
  );

  return { measurement, running, stopping, lines, start, stop, follow };
});
