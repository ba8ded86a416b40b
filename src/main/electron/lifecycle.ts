import { app, BrowserWindow } from 'electron';

/** A second start shows the window that is there; the last window closed or a signal ends the lab, then the app. */
export function setupLifecycle(endLab: () => Promise<void>): void {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      app.quit();
    });
  }
  let state: 'running' | 'ending' | 'ended' = 'running';
  app.on('before-quit', (event) => {
    if (state === 'ended') return;
    event.preventDefault();
    if (state === 'ending') return;
    state = 'ending';
    void endLab().finally(() => {
      state = 'ended';
      app.quit();
    });
  });
}
