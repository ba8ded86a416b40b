import { messageOf } from '../../shared/errors';
import { savedFileSchema, type FileOffer } from '../../shared/export';
import { plural } from '../format';
import { download, save } from './download';
import { useToastStore } from '../shell/toastStore';
import { chartFile, type ChartFormat, type SavableChart } from './chartFile';

/** Saves files, and says of every one what was saved and where, or why not. */
export function useSaving() {
  const toasts = useToastStore();

  /** A browser saves without a word. Electron asks where to, and tells what came of it: see `heard`. */
  function handedOver(fileName: string, rows: number | null): void {
    if (window.raftLab !== undefined) return;
    toasts.done(`${fileName} saved to your downloads${rows === null ? '' : ` — ${plural(rows, 'row')}`}`);
  }

  /** @param rows of a table; null of anything else */
  function saveFile(fileName: string, content: Blob, rows: number | null): void {
    save(fileName, content);
    handedOver(fileName, rows);
  }

  /** Saves what the host has ready. @throws Error in words for people when it cannot be had */
  async function saveOffer(offer: FileOffer): Promise<void> {
    await download(offer);
    handedOver(offer.fileName, offer.rows);
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
      saveFile(fileName, content, rows);
    } catch (error) {
      toasts.problem(`The ${format.toUpperCase()} was not saved. ${messageOf(error)}`);
    }
  }

  return { saveFile, saveOffer, saveChart, heard };
}
