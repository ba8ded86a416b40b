import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { RunInfo } from '../../shared/runs/run';
import { messageOf } from '../../shared/errors';
import { MAX_IMPORT_BYTES, MOST_COMPARED, type Relabel } from '../../shared/runs/api';
import { searchRuns } from '../../shared/runs/search';
import { useLabStore } from '../live/labStore';
import { measurementOf, type Measurement } from '../measure/measurement';
import { useDeletions } from '../shell/deletions';
import { useToastStore } from '../shell/toastStore';
import { usePinStore } from './pinStore';
import { sortedRuns, type SortOrder } from './sorting';

/** How often a run that is being read is asked how far it is, ms. */
const ASK_MS = 250;

/** The runs on disk: what is found of them, and what is done to them. */
export const useRunsStore = defineStore('runs', () => {
  const lab = useLabStore();
  const pins = usePinStore();
  const toasts = useToastStore();
  const all = shallowRef<readonly RunInfo[] | null>(null);
  const problem = shallowRef<string | null>(null);
  const query = ref('');
  const order = ref<SortOrder>({ by: 'started', descending: true });
  /** Run ids, in the order in which they were chosen; the first is the baseline. */
  const chosen = ref<readonly string[]>([]);

  /** A run that takes long to read, with the share that is read, 0 to 1. */
  const opening = shallowRef<{ readonly info: RunInfo; readonly share: number } | null>(null);
  const opened = shallowRef<{ readonly info: RunInfo; readonly run: Measurement } | null>(null);

  const found = computed(() => sortedRuns(searchRuns(all.value ?? [], query.value), order.value));
  const tags = computed(() => tagsOf(all.value ?? []));

  async function list(): Promise<void> {
    try {
      const runs = await lab.lab().listRuns();
      problem.value = null;
      all.value = runs;
      void pins.follow(runs);
      chosen.value = chosen.value.filter((runId) => runs.some((run) => run.runId === runId));
    } catch (error) {
      // A list that is known stays; that the lab is gone is said above it.
      if (all.value === null) problem.value = messageOf(error);
      else if (lab.connection.kind === 'connected') toasts.problem(messageOf(error));
    }
  }

  function choose(runId: string, on: boolean): void {
    if (on && chosen.value.length >= MOST_COMPARED) {
      toasts.problem(`At most ${MOST_COMPARED} runs are compared at once.`);
      return;
    }
    chosen.value = on ? [...chosen.value, runId] : chosen.value.filter((one) => one !== runId);
  }

  let wanted: RunInfo | null = null;

  /** Opens a run. Of a long one that is read for the first time, `opening` tells how far it is. */
  async function open(info: RunInfo): Promise<void> {
    wanted = info;
    const isWanted = () => wanted === info;
    const asking = setInterval(() => {
      void lab
        .lab()
        .readSoFar(info.runId)
        .then((share) => {
          if (isWanted() && share !== null) opening.value = { info, share: Math.min(1, share) };
        })
        .catch(() => undefined);
    }, ASK_MS);
    const found = await lab.attempt(async (api) => {
      const run = measurementOf(await api.loadRun(info.runId));
      if (run === null) throw new Error(`${info.name} has no trials to show: it was ended before its first.`);
      if (isWanted()) opened.value = { info, run };
    });
    clearInterval(asking);
    if (isWanted()) wanted = opening.value = null;
    // It may have been deleted behind the window's back.
    if (!found) await list();
  }

  function close(): void {
    wanted = opening.value = opened.value = null;
  }

  async function relabel(change: Relabel): Promise<void> {
    await lab.attempt(async (api) => {
      const info = await api.relabelRun(change);
      all.value = (all.value ?? []).map((run) => (run.runId === info.runId ? info : run));
      void pins.follow(all.value);
    });
  }

  const tellDeleted = useDeletions('run', (undoTokens) => void restore(undoTokens));

  async function restore(undoTokens: readonly string[]): Promise<void> {
    for (const undoToken of undoTokens) await lab.attempt((api) => api.restoreRun(undoToken));
    await list();
  }

  async function remove({ runId, name }: RunInfo): Promise<void> {
    await lab.attempt(async (api) => {
      const { undoToken } = await api.deleteRun(runId);
      await list();
      tellDeleted(name, undoToken);
    });
  }

  async function importFiles(files: readonly File[]): Promise<void> {
    for (const file of files) {
      if (file.size > MAX_IMPORT_BYTES) {
        toasts.problem(`${file.name} is too large for the window: raft-lab import FILE takes it.`);
        continue;
      }
      try {
        const info = await lab.lab().importRun({ fileName: file.name, text: await file.text() });
        toasts.done(`${info.name} imported`);
      } catch (error) {
        toasts.problem(`${file.name}: ${messageOf(error)}`);
      }
    }
    await list();
  }

  return {
    all,
    problem,
    query,
    order,
    chosen,
    opening,
    opened,
    found,
    tags,
    list,
    choose,
    open,
    close,
    relabel,
    remove,
    importFiles,
  };
});

/** Every tag, by the alphabet, with how many runs have it. */
function tagsOf(runs: readonly RunInfo[]): readonly { readonly tag: string; readonly runs: number }[] {
  const having = new Map<string, number>();
  for (const tag of runs.flatMap((run) => run.tags)) having.set(tag, (having.get(tag) ?? 0) + 1);
  return [...having.keys()].sort().map((tag) => ({ tag, runs: having.get(tag) ?? 0 }));
}
