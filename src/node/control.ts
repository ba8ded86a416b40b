import type { ToLab } from '../shared/control/toLab';

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

/** The part of `process` that a node uses to speak with whoever forked it. */
export interface ForkedProcess {
  readonly send?: NodeJS.Process['send'];
  readonly connected: boolean;
  on(event: 'message' | 'disconnect', listener: (data: unknown) => void): unknown;
  readonly parentPort?: unknown;
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
  self: ForkedProcess = process,
): ControlChannel | null {
  if (isParentPort(self.parentPort)) return overParentPort(self.parentPort, onMessage);
  return self.send === undefined ? null : overIpc(self, onMessage, onClose);
}

function overParentPort(port: ParentPort, onMessage: (message: unknown) => void): ControlChannel {
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

function overIpc(
  self: ForkedProcess,
  onMessage: (message: unknown) => void,
  onClose: () => void,
): ControlChannel {
  self.on('message', onMessage);
  self.on('disconnect', onClose);
  return {
    send: (message) => {
      if (self.connected) self.send?.(message);
    },
    sendLast: (message, then) => {
      if (!self.connected) {
        then();
        return;
      }
      setTimeout(then, LAST_MESSAGE_MS);
      self.send?.(message, undefined, undefined, then);
    },
  };
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value;
}
