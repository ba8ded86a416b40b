/**
 * Runs in the page, before its own scripts: gives the preload script its `electron`, and carries messages and ports to
 * and from the stand-in's main process. Self-contained, as it is sent to the page as text.
 *
 * @param {string} preloadSource CommonJS
 */
export function pageSide(preloadSource) {
  /** @typedef {(event: { ports: MessagePort[] }, ...args: unknown[]) => void} Listener */
  /** @type {Map<string, Set<Listener>>} */
  const listeners = new Map();
  /** @type {Map<number, MessagePort>} */
  const ports = new Map();
  const host = /** @type {Record<string, (...args: unknown[]) => Promise<void>>} */ (
    /** @type {unknown} */ (window)
  );

  const emit = (
    /** @type {string} */ channel,
    /** @type {MessagePort[]} */ given,
    /** @type {unknown[]} */ args,
  ) => {
    for (const listener of listeners.get(channel) ?? []) listener({ ports: given }, ...args);
  };
  Object.assign(window, {
    __fromMain: (/** @type {string} */ channel, /** @type {unknown[]} */ args) => emit(channel, [], args),
    __portFromMain: (/** @type {string} */ channel, /** @type {number} */ id) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => void host['__toPort']?.(id, data);
      ports.set(id, port1);
      emit(channel, [port2], []);
    },
    __toPage: (/** @type {number} */ id, /** @type {unknown} */ data) => ports.get(id)?.postMessage(data),
  });

  const electron = {
    ipcRenderer: {
      on: (/** @type {string} */ channel, /** @type {Listener} */ listener) => {
        listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      },
      off: (/** @type {string} */ channel, /** @type {Listener} */ listener) => {
        listeners.get(channel)?.delete(listener);
      },
      send: (/** @type {string} */ channel, /** @type {unknown[]} */ ...args) =>
        void host['__toMain']?.(channel, args),
    },
    contextBridge: {
      exposeInMainWorld: (/** @type {string} */ name, /** @type {unknown} */ value) => {
        Object.defineProperty(window, name, { value });
      },
    },
  };
  new Function('require', 'module', 'exports', preloadSource)(
    (/** @type {string} */ name) => {
      if (name !== 'electron') throw new Error(`a sandboxed preload script cannot require ${name}`);
      return electron;
    },
    { exports: {} },
    {},
  );
}
