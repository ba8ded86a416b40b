import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { RunInfo } from '../../shared/contract';
import { messageOf } from '../../shared/errors';
import { MAX_IMPORT_BYTES, MOST_COMPARED, type Relabel } from '../../shared/runs/api';
import { searchRuns } from '../../shared/runs/search';
import { useLabStore } from '../live/labStore';
import { useToastStore } from '../shell/toastStore';
import { sortedRuns, type SortOrder } from './sorting';

/** The runs on disk: what is found of them, and what is done to them. */
export const useRunsStore = defineStore('runs', () => {
  const lab = useLabStore();
  const toasts = useToastStore();
  const all = shallowRef<readonly RunInfo[] | null>(null);
  const problem = shallowRef<string | null>(null);
  const query = ref('');
  const order = ref<SortOrder>({ by: 'started', descending: true });
  /** Run ids, in the order in which they were chosen; the first is the baseline. */
  const chosen = ref<readonly string[]>([]);

  const found = computed(() => sortedRuns(searchRuns(all.value ?? [], query.value), order.value));
  const tags = computed(() => [...new Set((all.value ?? []).flatMap((run) => run.tags))].sort());

  async function list(): Promise<void> {
    problem.value = null;
    try {
      const runs = await lab.lab().listRuns();
      all.value = runs;
      chosen.value = chosen.value.filter((runId) => runs.some((run) => run.runId === runId));
    } catch (error) {
      problem.value = messageOf(error);
    }
  }

  function choose(runId: string, on: boolean): void {
    if (on && chosen.value.length >= MOST_COMPARED) {
      toasts.problem(`At most ${MOST_COMPARED} runs are compared at once.`);
      return;
    }
    chosen.value = on ? [...chosen.value, runId] : chosen.value.filter((one) => one !== runId);
  }

  async function relabel(change: Relabel): Promise<void> {
    await lab.attempt(async (api) => {
      const info = await api.relabelRun(change);
      all.value = (all.value ?? []).map((run) => (run.runId === info.runId ? info : run));
    });
  }

  async function remove({ runId, name }: RunInfo): Promise<void> {
    await lab.attempt(async (api) => {
      const { undoToken } = await api.deleteRun(runId);
      await list();
      toasts.done(`${name} deleted`, {
        label: 'Undo',
        run: () => {
          void lab.attempt(() => api.restoreRun(undoToken)).then(list);
        },
      });
    });
  }

  async function importFiles(files: readonly File[]): Promise<void> {
    for (const file of files) {
      if (file.size > MAX_IMPORT_BYTES) {
        toasts.problem(`${file.name} is too large for the window: raft-lab import FILE takes it.`);
        continue;
      }
      await lab.attempt(async (api) => {
        const info = await api.importRun({ fileName: file.name, text: await file.text() });
        toasts.done(`${info.name} imported`);
      });
    }
    await list();
  }

  return { all, problem, query, order, chosen, found, tags, list, choose, relabel, remove, importFiles };
});
