import { BrowserWindow, nativeTheme } from 'electron';
import { APP_ORIGIN } from '../../shared/bridge';

/** The window's own ground colours (src/renderer/styles/tokens.css), so that it does not flash before it is drawn. */
const GROUND = { light: '#f3f4f7', dark: '#0d0f13' };

/** Opens the window; it appears when it has something to show. `preload` is the bridge script's path. */
export async function openWindow(preload: string): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    title: 'Raft Lab',
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 720,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  await window.loadURL(`${APP_ORIGIN}/`).catch((error: unknown) => {
    // Closed before it was loaded: nobody is waiting for it any more.
    if (!window.isDestroyed()) throw error;
  });
  return window;
}
