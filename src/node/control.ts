import type { ToLab } from '../shared/control';

/** The node's end of the control channel, whoever forked it. */
export interface ControlChannel {
  readonly send: (message: ToLab) => void;
  /** Sends the last message and calls `then` when it has left, or cannot. */
  readonly sendLast: (message: ToLab, then: () => void) => void;
}

/** The part of Electron's `process.parentPort` that a node uses. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/** A last message that cannot be delivered must not keep the process alive. */
const LAST_MESSAGE_MS = 200;

/**
 * Opens the channel to the lab: Electron's for a utility process, else that of `child_process.fork`. Null when this
 * process was forked by neither.
 * @param onClose the lab has gone
 */
export function openControl(
  onMessage: (message: unknown) => void,
  onClose: () => void,
): ControlChannel | null {
  const port = parentPort();
  if (port !== null) {
    port.on('message', ({ data }) => {
      onMessage(data);
    });
    return {
      send: (message) => {
        port.postMessage(message);
      },
      // There is no word of a message's departure here.
      sendLast: (message, then) => {
        port.postMessage(message);
        setTimeout(then, LAST_MESSAGE_MS);
      },
    };
  }
  if (process.send === undefined) return null;
  process.on('message', onMessage);
  process.on('disconnect', onClose);
  return {
    send: (message) => {
      if (process.connected) process.send?.(message);
    },
    sendLast: (message, then) => {
      setTimeout(then, LAST_MESSAGE_MS);
      if (process.connected) process.send?.(message, undefined, undefined, then);
      else then();
    },
  };
}

function parentPort(): ParentPort | null {
  if (!('parentPort' in process)) return null;
  const port = process.parentPort;
  return isParentPort(port) ? port : null;
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value;
}
