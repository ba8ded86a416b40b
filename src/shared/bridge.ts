/**
 * How a window reaches its lab. Either way the two then speak birpc (`LabApi` one way, `WindowApi` the other), every
 * message being one JSON text made by `encodeMessage` and read by `decodeMessage`.
 *
 * Browser: a WebSocket to `SOCKET_PATH` on the page's own origin; the page's cookie opens it.
 *
 * Electron: `window.raftLab` is there. Listen for the `message` event whose `source` is this window and whose `data` is
 * `PORT_MESSAGE`; its `ports[0]` is the channel. Then call `window.raftLab.connect()`. A second call ends the first
 * channel and hands over another.
 */

export const SOCKET_PATH = '/ws';

/** The origin of the window's page in Electron; the browser host's is http://127.0.0.1:PORT. */
export const APP_SCHEME = 'app';
const APP_HOST = 'lab';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

/** `data` of the message event that carries the MessagePort into the page. */
export const PORT_MESSAGE = 'raft-lab:port';

/** Names of the IPC channels between Electron's main process and the preload script. */
export const ipcChannel = {
  connect: 'raft-lab:connect',
  port: PORT_MESSAGE,
  menuAction: 'raft-lab:menu-action',
  saved: 'raft-lab:saved',
} as const;

/** What the application menu asks of the window; the window has the same actions on keys. */
export const menuActions = [
  'pauseView',
  'crashLeader',
  'restartAll',
  'partitionLeader',
  'partition',
  'heal',
  'alignTimers',
  'spreadTimers',
  'measure',
  'export',
  'showKeys',
  'commandPalette',
] as const;
export type MenuAction = (typeof menuActions)[number];

/** What the preload script puts on `window` in Electron, and nothing more. */
export interface Bridge {
  connect(): void;
  /** Returns its unsubscribe. */
  onMenuAction(listener: (action: MenuAction) => void): () => void;
  /** Told a `SavedFile` each time; returns its unsubscribe. */
  onSaved(listener: (file: unknown) => void): () => void;
}

declare global {
  interface Window {
    readonly raftLab?: Bridge;
  }
}

/** One birpc message as JSON text. An error travels as its message, which is all that a person is to see. */
export function encodeMessage(message: unknown): string {
  return JSON.stringify(message, (_key, value: unknown) =>
    value instanceof Error ? { message: value.message } : value,
  );
}

/**
 * The birpc message in a JSON text; what stands for an error (`e`) is an Error again.
 * @throws SyntaxError when it is not JSON, TypeError when it is not a message at all.
 */
export function decodeMessage(data: unknown): unknown {
  const message: unknown = typeof data === 'string' ? JSON.parse(data) : undefined;
  if (!isRecord(message)) throw new TypeError('a message is one JSON object');
  const failure = message['e'];
  return isRecord(failure) && typeof failure['message'] === 'string'
    ? { ...message, e: new Error(failure['message']) }
    : message;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
