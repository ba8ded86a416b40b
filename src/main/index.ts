import { join } from 'node:path';
import { app, dialog } from 'electron';
import { messageOf } from '../shared/errors';
import { registerAppScheme, setupAppScheme } from './electron/appScheme';
import { setupConnections } from './electron/connections';
import { setupDownloads } from './electron/downloads';
import { setupLifecycle } from './electron/lifecycle';
import { setupLockdown } from './electron/lockdown';
import { setupMenu } from './electron/menu';
import { openWindow } from './electron/window';
import { writableFolder } from './folders';
import { labParts } from './labParts';
import { LabService } from './labService';
import { listStaticFiles } from './staticFiles';
import { utilitySpawner } from './utilitySpawner';

const OUT = join(import.meta.dirname, '..');

async function start(): Promise<void> {
  const files = await listStaticFiles(join(OUT, 'renderer'));
  await app.whenReady();
  const lab = new LabService(
    labParts({
      host: 'electron',
      spawner: utilitySpawner(join(OUT, 'main/node.cjs')),
      runsFolder: await writableFolder(process.env['RAFT_LAB_RUNS'] ?? join(app.getPath('userData'), 'runs')),
    }),
  );
  setupLifecycle(() => lab.close());
  setupLockdown();
  setupDownloads();
  setupAppScheme(files, lab.files);
  setupConnections(lab);
  setupMenu();
  await openWindow(join(OUT, 'preload/index.cjs'));
}

registerAppScheme();
if (app.requestSingleInstanceLock()) {
  // Not awaited: Electron becomes ready only when this module has been evaluated.
  start().catch((error: unknown) => {
    dialog.showErrorBox('Raft Lab cannot start', messageOf(error));
    app.exit(1);
  });
} else {
  app.quit();
}
