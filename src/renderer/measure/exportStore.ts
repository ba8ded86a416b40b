import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { ExportKind } from '../../shared/export';
import type { ComparisonRequest } from '../../shared/runs/api';
import { useSaving } from '../export/saving';
import { useLabStore } from '../live/labStore';
import { useMeasureStore } from './measureStore';

export const EXPORTS: readonly {
  readonly kind: ExportKind;
  readonly title: string;
  readonly about: string;
}[] = [
  { kind: 'trials', title: 'Trials', about: 'CSV · one row a trial' },
  { kind: 'terms', title: 'Terms', about: 'CSV · one row a term that had a candidate' },
  { kind: 'summary', title: 'Summary', about: 'JSON · rates with intervals, quantiles' },
  { kind: 'json', title: 'Everything', about: 'JSON · experiment, summary and every trial' },
  { kind: 'report', title: 'Report', about: 'HTML · one page to read, print or pass on' },
  { kind: 'experiment', title: 'Experiment file', about: 'repeats this run from the terminal' },
];

/** Writes what was measured to files. */
export const useExportStore = defineStore('export', () => {
  const lab = useLabStore();
  const measure = useMeasureStore();
  const saving = useSaving();

  /** The run in hand: the one that is measured or was last; the one before it until the first trial is in. */
  const runId = computed(
    () => [measure.current, measure.before].find((run) => run !== null && run.done > 0)?.runId ?? null,
  );
  /** Why nothing can be exported, or null. */
  const blocked = computed(() => (runId.value === null ? 'Nothing is measured yet: press M first.' : null));

  async function exportRun(kind: ExportKind, of: string | null = runId.value): Promise<void> {
    if (of === null) return;
    await lab.attempt(async (api) => {
      await saving.saveOffer(await api.exportRun({ runId: of, kind }));
    });
  }

  async function exportComparison(request: ComparisonRequest): Promise<void> {
    await lab.attempt(async (api) => {
      await saving.saveOffer(await api.exportComparison(request));
    });
  }

  return { runId, blocked, exportRun, exportComparison };
});
