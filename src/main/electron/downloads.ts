import { session } from 'electron';
import { ipcChannel } from '../../shared/bridge';
import type { SavedFile } from '../../shared/export';

/** Tells each window what became of the files that it saves: Electron asks where to, and that can be called off. */
export function setupDownloads(): void {
  session.defaultSession.on('will-download', (_event, item, contents) => {
    item.once('done', (_done, state) => {
      if (contents.isDestroyed()) return;
      const saved: SavedFile = { fileName: item.getFilename(), path: item.getSavePath(), state };
      contents.send(ipcChannel.saved, saved);
    });
  });
}
