import { app, session, shell, type WebContents } from 'electron';
import { APP_ORIGIN } from '../../shared/bridge';

/** Where links of the window may lead, in the person's own browser. */
const EXTERNAL_HOSTS: ReadonlySet<string> = new Set([
  'raft.github.io',
  'github.com',
  'web.stanford.edu',
  'www.usenix.org',
]);

/** No page gets a permission, a further window, a frame of another kind, or anywhere else to go. */
export function setupLockdown(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setDevicePermissionHandler(() => false);
  app.on('web-contents-created', (_event, contents) => {
    lockDown(contents);
  });
}

function lockDown(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedOutside(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => {
    if (!event.url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
}

export function isAllowedOutside(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username } = new URL(address);
  return protocol === 'https:' && EXTERNAL_HOSTS.has(hostname) && port === '' && username === '';
}
