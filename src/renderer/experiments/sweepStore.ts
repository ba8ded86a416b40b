import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { RunData } from '../../shared/runs/run';
import { messageOf } from '../../shared/errors';
import type { RelabelSweep, SweepExportKind, SweepInfo } from '../../shared/sweep/api';
import type { Sweep } from '../../shared/sweep/sweep';
import { useSaving } from '../export/saving';
import { useLabStore } from '../live/labStore';
import { useMeasureStore } from '../measure/measureStore';
import { useDeletions } from '../shell/deletions';
import { useToastStore } from '../shell/toastStore';
import { headlinesOf, type MeasureId } from '../../shared/sweep/measures';
import { reduceSweep, sweepViewOf, type SweepView } from './sweepView';

/** The sweeps: the one that runs, those on disk, the one that is open, and its cell whose trials are. */
export const useSweepStore = defineStore('sweep', () => {
  const lab = useLabStore();
  const measuring = useMeasureStore();
  const toasts = useToastStore();
  const saving = useSaving();

  /** The one that runs or was the last to. */
  const latest = shallowRef<SweepView | null>(null);
  const loaded = shallowRef<SweepView | null>(null);
  const openId = ref<string | null>(null);
  const openCell = shallowRef<{ readonly number: number; readonly run: RunData } | null>(null);
  const list = shallowRef<readonly SweepInfo[] | null>(null);
  const listProblem = ref<string | null>(null);
  const starting = ref(false);
  const measure = ref<MeasureId>('split');

  const running = computed(() => latest.value?.state === 'running');
  const open = computed(() =>
    openId.value === null
      ? null
      : ([latest.value, loaded.value].find((view) => view?.sweepId === openId.value) ?? null),
  );
  /** Why no sweep can be started or resumed now, or null. */
  const blocked = computed(() => {
    if (lab.connection.kind !== 'connected') return 'The lab is not connected.';
    if (running.value || starting.value) return 'A sweep is running: stop it first.';
    return measuring.running ? 'A measurement is running: one at a time.' : null;
  });

  lab.onFrame(({ sweep }) => {
    if (sweep === null) return;
    const known = [latest.value, loaded.value].find((view) => view?.sweepId === sweep.sweepId) ?? null;
    const ended = latest.value?.state === 'running' && sweep.state !== 'running';
    latest.value = reduceSweep(known, sweep);
    if (ended) void readList();
  });

  async function readList(): Promise<void> {
    try {
      list.value = await lab.lab().listSweeps();
      listProblem.value = null;
    } catch (error) {
      // A list that is known stays; that the lab is gone is said above it.
      if (list.value === null) listProblem.value = messageOf(error);
      else if (lab.connection.kind === 'connected') toasts.problem(messageOf(error));
    }
  }

  /** As the list has it, with what is said of it. */
  const infoOf = (sweepId: string): SweepInfo | null =>
    list.value?.find((info) => info.sweepId === sweepId) ?? null;

  /** As it is called now; until the list is read, as it was when it was begun. */
  const nameOf = ({ sweepId, sweep }: Pick<SweepView, 'sweepId' | 'sweep'>): string =>
    infoOf(sweepId)?.name ?? sweep.name;

  async function relabel(change: RelabelSweep): Promise<void> {
    await lab.attempt(async (api) => {
      const changed = await api.relabelSweep(change);
      list.value = (list.value ?? []).map((info) => (info.sweepId === changed.sweepId ? changed : info));
    });
  }

  /** Starts a sweep and opens it. */
  async function start(sweep: Sweep, show?: MeasureId): Promise<void> {
    if (blocked.value !== null) return;
    starting.value = true;
    await lab.attempt(async (api) => {
      const { sweepId } = await api.startSweep(sweep);
      measure.value = show ?? headlinesOf(sweep)[0]?.id ?? 'split';
      await openSweep(sweepId);
      void readList();
    });
    starting.value = false;
  }

  const stop = (): Promise<boolean> => lab.attempt((api) => api.stopSweep());

  async function resume(sweepId: string): Promise<void> {
    if (blocked.value !== null) return;
    starting.value = true;
    await lab.attempt((api) => api.resumeSweep(sweepId));
    starting.value = false;
  }

  /** The one that Resume means: that which is open, or else the last that ran here. */
  const unfinished = computed(
    () =>
      [open.value, latest.value].find((view) => view?.state === 'stopped' || view?.state === 'failed') ??
      null,
  );

  const tellDeleted = useDeletions('sweep', (undoTokens) => void restore(undoTokens));

  async function restore(undoTokens: readonly string[]): Promise<void> {
    for (const undoToken of undoTokens) await lab.attempt((api) => api.restoreSweep(undoToken));
    await readList();
  }

  async function remove({ sweepId, name }: Pick<SweepInfo, 'sweepId' | 'name'>): Promise<void> {
    await lab.attempt(async (api) => {
      const { undoToken } = await api.deleteSweep(sweepId);
      if (latest.value?.sweepId === sweepId) latest.value = null;
      await readList();
      tellDeleted(name, undoToken);
    });
  }

  /** Opens one that runs, or one from disk. */
  async function openSweep(sweepId: string): Promise<void> {
    await lab.attempt(async (api) => {
      if (latest.value?.sweepId !== sweepId) loaded.value = sweepViewOf(await api.loadSweep(sweepId));
      openId.value = sweepId;
      openCell.value = null;
    });
  }

  function close(): void {
    openId.value = null;
    openCell.value = null;
    void readList();
  }

  async function showCell(number: number): Promise<void> {
    const sweepId = openId.value;
    if (sweepId === null) return;
    const known = open.value?.cells[number] ?? null;
    // What is known of such a cell stands beside the map.
    if (known === null || known.summary.trials === 0) return;
    await lab.attempt(async (api) => {
      const run = await api.loadSweepCell({ sweepId, cell: number });
      if (openId.value === sweepId) openCell.value = { number, run };
    });
  }

  function closeCell(): void {
    openCell.value = null;
  }

  async function exportAs(kind: SweepExportKind): Promise<void> {
    const sweepId = openId.value;
    if (sweepId === null) return;
    await lab.attempt(async (api) => {
      await saving.saveOffer(await api.exportSweep({ sweepId, kind }));
    });
  }

  return {
    latest,
    running,
    starting,
    blocked,
    open,
    openCell,
    list,
    listProblem,
    measure,
    readList,
    infoOf,
    nameOf,
    relabel,
    start,
    stop,
    unfinished,
    resume,
    remove,
    openSweep,
    close,
    showCell,
    closeCell,
    exportAs,
  };
});
