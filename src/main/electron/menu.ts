import { app, BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import { ipcChannel, type MenuAction } from '../../shared/bridge';

/** The window's actions in the application menu; the window does what they ask. */
export function setupMenu(): void {
  const isMac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ label: app.name, role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        action('Export…', 'export', 'CmdOrCtrl+E'),
        { type: 'separator' },
        { role: isMac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'Cluster',
      submenu: [
        action('Crash the leader', 'crashLeader', 'K'),
        action('Restart all crashed', 'restartAll', 'R'),
        action('Partition the leader from the rest', 'partitionLeader', 'P'),
        action('Partition into groups…', 'partition', 'G'),
        action('Heal all', 'heal', 'H'),
        { type: 'separator' },
        action('Align timers (force a split vote)', 'alignTimers', 'A'),
        action('Spread timers', 'spreadTimers', 'S'),
        { type: 'separator' },
        action('Measure', 'measure', 'M'),
      ],
    },
    {
      label: 'View',
      submenu: [
        action('Pause the view', 'pauseView', 'Space'),
        action('All actions by name', 'commandPalette', 'CmdOrCtrl+K'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [action('All keys', 'showKeys', '?')] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/**
 * The accelerator is shown, not registered: the window has these keys, and knows when a text field has them. macOS
 * cannot show without registering, so there the menu has none.
 */
function action(label: string, name: MenuAction, accelerator: string): MenuItemConstructorOptions {
  return {
    id: name,
    label,
    ...(process.platform === 'darwin' ? {} : { accelerator, registerAccelerator: false }),
    click: () => {
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
      window?.webContents.send(ipcChannel.menuAction, name);
    },
  };
}
