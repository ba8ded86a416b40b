import { messageOf } from '../../shared/errors';
import { savedFileSchema } from '../../shared/export';
import { plural } from '../format';
import { save } from '../measure/download';
import { useToastStore } from '../shell/toastStore';
import { chartFile, type ChartFormat, type SavableChart } from './chartFile';

/** Saves charts, and says of every file what was saved and where, or why not. */
export function useSaving() {
  const toasts = useToastStore();

  /** A browser saves without a word. Electron asks where to, and tells what came of it: see `heard`. */
  function handedOver(fileName: string, rows: number | null): void {
    if (window.raftLab !== undefined) return;
    toasts.done(`${fileName} saved to your downloads${rows === null ? '' : ` — ${plural(rows, 'row')}`}`);
  }

  /** @param message a `SavedFile` */
  function heard(message: unknown): void {
    const parsed = savedFileSchema.safeParse(message);
    if (!parsed.success) return;
    const { fileName, path, state } = parsed.data;
    switch (state) {
      case 'completed':
        toasts.done(`${fileName} saved as ${path}`);
        break;
      case 'cancelled':
        toasts.problem(`${fileName} was not saved: saving was called off.`);
        break;
      case 'interrupted':
        toasts.problem(
          `${fileName} could not be saved${path === '' ? '' : ` as ${path}`}: choose a folder that can be written to, with room on its disk.`,
        );
        break;
    }
  }

  async function saveChart(chart: SavableChart, format: ChartFormat): Promise<void> {
    try {
      const { fileName, content, rows } = await chartFile(chart, format);
      save(fileName, content);
      handedOver(fileName, rows);
    } catch (error) {
      toasts.problem(`The ${format.toUpperCase()} was not saved. ${messageOf(error)}`);
    }
  }

  return { saveChart, handedOver, heard };
}
