import { defineStore } from 'pinia';
import { computed, markRaw, ref, shallowRef } from 'vue';
import type { Action } from '../../shared/action';
import type { Hello, LabApi, LabFrame } from '../../shared/contract';
import { messageOf } from '../../shared/errors';
import type { ClusterSettings } from '../../shared/settings';
import type { Connect, ConnectionState } from '../connection';
import { useToastStore } from '../shell/toastStore';
import { NOTHING_YET, reduceFrame, type LabView } from './frame';
import { LiveBuffers } from './liveBuffers';

/** The lab as this window knows it: connection, cluster and events, and the calls that change them. */
export const useLabStore = defineStore('lab', () => {
  const toasts = useToastStore();
  const connection = shallowRef<ConnectionState>({ kind: 'connecting' });
  const hello = shallowRef<Hello | null>(null);
  const newest = shallowRef<LabView>(NOTHING_YET);
  const held = shallowRef<LabView | null>(null);
  const restarting = ref(false);
  const buffers = markRaw(new LiveBuffers());
  const frameListeners: ((frame: LabFrame) => void)[] = [];
  let api: LabApi | null = null;

  /** What is shown: the newest view, or the one held while the view is paused. */
  const view = computed(() => held.value ?? newest.value);
  const cluster = computed(() => view.value.cluster);
  const events = computed(() => view.value.events);
  /** What runs now, whether the view is paused or not. */
  const running = computed(() => newest.value.cluster);
  const viewPaused = computed(() => held.value !== null);

  function connect(open: Connect): void {
    api = open({
      frame: (frame) => {
        receive(frame, performance.now());
        return Promise.resolve();
      },
      state: (state) => {
        connection.value = state;
        keepTime();
        if (state.kind === 'connected')
          lab()
            .hello()
            .then(
              (answer) => (hello.value = answer),
              (error: unknown) => {
                toasts.problem(messageOf(error));
              },
            );
      },
    });
  }

  function lab(): LabApi {
    if (api === null) throw new Error('The window is not connected to a lab yet.');
    return api;
  }

  function receive(frame: LabFrame, localMs: number): void {
    buffers.take(frame, localMs);
    newest.value = reduceFrame(newest.value, frame);
    for (const listener of frameListeners) listener(frame);
  }

  function onFrame(listener: (frame: LabFrame) => void): void {
    frameListeners.push(listener);
  }

  /** Asks the lab for something; a refusal is shown to the person. Resolves to whether it was done. */
  async function attempt(ask: (lab: LabApi) => Promise<unknown>): Promise<boolean> {
    try {
      await ask(lab());
      return true;
    } catch (error) {
      toasts.problem(messageOf(error));
      return false;
    }
  }

  const act = (action: Action): Promise<boolean> => attempt((api) => api.act(action));

  /** Resolves to whether it was started. */
  async function startCluster(settings: ClusterSettings): Promise<boolean> {
    restarting.value = true;
    const started = await attempt((api) => api.startCluster(settings));
    restarting.value = false;
    return started;
  }

  /** Stops and starts the view; the cluster goes on either way. */
  function pauseView(): void {
    held.value = held.value === null ? newest.value : null;
    keepTime();
  }

  /** Time stands still in a paused view, and in one whose lab is gone. */
  function keepTime(): void {
    if (held.value !== null || connection.value.kind === 'lost') buffers.clock.freeze(performance.now());
    else buffers.clock.thaw();
  }

  return {
    connection,
    hello,
    view,
    running,
    cluster,
    events,
    viewPaused,
    restarting,
    buffers,
    connect,
    lab,
    receive,
    onFrame,
    attempt,
    act,
    startCluster,
    pauseView,
  };
});
