import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { RunData, RunInfo } from '../../shared/runs/run';
import type { DowntimeSpread } from '../../shared/spread';
import { useLabStore } from '../live/labStore';

/** A run that is kept in sight: its curve lies under what is measured now. */
export interface PinnedRun extends Pick<RunData, 'runId' | 'name' | 'experiment'> {
  readonly spread: DowntimeSpread;
}

/** With more curves than these nobody tells them apart in a small chart; the newest are drawn. */
const MOST_DRAWN = 3;

/** Runs that are pinned, with what is drawn of them. */
export const usePinStore = defineStore('pins', () => {
  const lab = useLabStore();
  const pinned = shallowRef<readonly PinnedRun[]>([]);
  let asked = 0;

  /** Takes the library as it is now. A run that cannot be read is not drawn. */
  async function follow(runs: readonly RunInfo[]): Promise<void> {
    const turn = ++asked;
    const wanted = runs.filter((run) => run.pinned).slice(0, MOST_DRAWN);
    const drawn = await Promise.all(wanted.map((run) => drawnOf(run).catch(() => null)));
    if (turn === asked) pinned.value = drawn.filter((run) => run !== null);
  }

  async function drawnOf({ runId, name }: RunInfo): Promise<PinnedRun | null> {
    const known = pinned.value.find((run) => run.runId === runId);
    if (known !== undefined) return { ...known, name };
    const { experiment, spread } = await lab.lab().loadRun(runId);
    return spread.steps.length === 0 ? null : { runId, name, experiment, spread };
  }

  async function unpin(runId: string): Promise<void> {
    await lab.attempt(async (api) => {
      await api.relabelRun({ runId, pinned: false });
      await follow(await api.listRuns());
    });
  }

  watch(
    () => lab.connection.kind,
    (kind) => {
      if (kind !== 'connected') return;
      void lab
        .lab()
        .listRuns()
        .then(follow)
        .catch(() => undefined);
    },
    { immediate: true },
  );

  return { pinned, follow, unpin };
});
