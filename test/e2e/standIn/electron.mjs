import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { pageSide } from './pageSide.mjs';

/**
 * Stands in for the `electron` module where its binary is not: the app's main process runs under Node, its windows are
 * pages of a Chromium that the test started (STAND_IN_CDP is its address), its utility processes are forked by Node.
 * Pages cannot show app://, so app://HOST/… is http://HOST.localhost/… there, answered by the app's own handler.
 */

/** @typedef {import('playwright-core').Page} Page */

const address = process.env['STAND_IN_CDP'] ?? '';
const userData = process.env['STAND_IN_USER_DATA'] ?? '';
// How long is too long is for the test to say.
const browser = await chromium.connectOverCDP(address, { timeout: 0 });

/** @param {string} url */
const toWeb = (url) => url.replace(/^app:\/\/([^/]+)/, 'http://$1.localhost');
/** @param {string} url */
const toApp = (url) => url.replace(/^http:\/\/([^/]+)\.localhost/, 'app://$1');

/** What was set up, for the test to see: sent to it when it asks. @type {Record<string, unknown>} */
const seen = { privileged: [], permissions: 'not handled', openHandlers: 0, preferences: null };

class App extends EventEmitter {
  name = 'Raft Lab';
  quitting = false;

  async whenReady() {
    await Promise.resolve();
  }

  requestSingleInstanceLock() {
    return true;
  }

  getPath() {
    return userData;
  }

  quit() {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) this.exit(0);
  }

  /** @param {number} code */
  exit(code) {
    if (this.quitting) return;
    this.quitting = true;
    void browser.close().finally(() => process.exit(code));
  }
}

/** @type {((request: Request) => Promise<Response>) | null} */
let answer = null;

class MessagePortMain extends EventEmitter {
  static count = 0;
  id = (MessagePortMain.count += 1);
  /** @type {MessagePortMain | null} */
  other = null;
  /** Once transferred: the page that has it. @type {Page | null} */
  page = null;

  /** @param {unknown} data */
  postMessage(data) {
    const { other } = this;
    if (other?.page) {
      // A page that is closing takes no messages.
      void other.page.evaluate(`__toPage(${other.id}, ${JSON.stringify(data)})`).catch(() => undefined);
    } else {
      other?.emit('message', { data });
    }
  }

  start() {
    return undefined;
  }

  close() {
    this.emit('close');
    this.other?.emit('close');
  }
}

class MessageChannelMain {
  port1 = new MessagePortMain();
  port2 = new MessagePortMain();

  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}

class WebContents extends EventEmitter {
  static count = 0;
  id = (WebContents.count += 1);
  /** @type {Page | null} */
  page = null;
  /** @type {Map<number, MessagePortMain>} */
  ports = new Map();

  setWindowOpenHandler() {
    seen['openHandlers'] = Number(seen['openHandlers']) + 1;
  }

  /** @param {string} channel @param {unknown[]} args */
  send(channel, ...args) {
    void this.page?.evaluate(`__fromMain(${JSON.stringify(channel)}, ${JSON.stringify(args)})`);
  }

  /** @param {string} channel @param {unknown} _message @param {[MessagePortMain]} transfer */
  postMessage(channel, _message, [port]) {
    port.page = this.page;
    this.ports.set(port.id, port);
    void this.page?.evaluate(`__portFromMain(${JSON.stringify(channel)}, ${port.id})`);
  }

  /** @param {Page} page @param {string} preload */
  async attach(page, preload) {
    this.page = page;
    await page.exposeBinding('__toMain', ({ frame }, channel, args) => {
      const senderFrame = {
        origin: toApp(new URL(frame.url()).origin),
        parent: frame.parentFrame(),
      };
      ipcMain.emit(channel, { sender: this, senderFrame }, ...args);
    });
    await page.exposeBinding('__toPort', (_source, id, data) => {
      this.ports.get(id)?.other?.emit('message', { data });
    });
    await page.addInitScript(pageSide, readFileSync(preload, 'utf8'));
    await page.route('**/*', async (route) => {
      const request = { url: toApp(route.request().url()), method: route.request().method() };
      const response = await answer?.(/** @type {Request} */ (request));
      if (!response) return route.abort();
      return route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      });
    });
    page.on('close', () => {
      for (const port of this.ports.values()) port.close();
    });
  }
}

class BrowserWindow extends EventEmitter {
  /** @type {BrowserWindow[]} */
  static all = [];
  webContents = new WebContents();

  /** @param {{ webPreferences: { preload: string } }} options */
  constructor(options) {
    super();
    this.options = options;
    seen['preferences'] = options.webPreferences;
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  static getAllWindows() {
    return BrowserWindow.all;
  }

  static getFocusedWindow() {
    return BrowserWindow.all[0] ?? null;
  }

  /** @param {string} url */
  async loadURL(url) {
    const [context] = browser.contexts();
    if (!context) throw new Error('the test started no browser');
    const page = await context.newPage();
    await this.webContents.attach(page, this.options.webPreferences.preload);
    page.on('close', () => {
      BrowserWindow.all = BrowserWindow.all.filter((window) => window !== this);
      if (BrowserWindow.all.length === 0) app.emit('window-all-closed');
    });
    await page.goto(toWeb(url), { timeout: 0 });
    this.emit('ready-to-show');
  }

  show() {
    return undefined;
  }
}

class UtilityProcess extends EventEmitter {
  /** @type {number | undefined} */
  pid = undefined;

  /** @param {string} path @param {string[]} args */
  constructor(path, args) {
    super();
    this.child = fork(path, args, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: ['--import', new URL('./parentPort.mjs', import.meta.url).href],
    });
    this.child.once('spawn', () => (this.pid = this.child.pid));
    this.child.on('message', (message) => this.emit('message', message));
    this.child.once('exit', (code) => this.emit('exit', code ?? 1));
  }

  /** @param {import('node:child_process').Serializable} message */
  postMessage(message) {
    if (this.child.connected) this.child.send(message);
  }
}

/** @typedef {{ id?: string, submenu?: MenuItem[], click?: () => void }} MenuItem */
/** @type {MenuItem[]} */
let menu = [];

/** @param {MenuItem[]} items @param {string} id @returns {MenuItem | undefined} */
function menuItem(items, id) {
  return items.flatMap((item) => [item, ...(item.submenu ?? [])]).find((item) => item.id === id);
}

process.on('message', (/** @type {{ click?: string, tell?: true }} */ wish) => {
  if (wish.click) menuItem(menu, wish.click)?.click?.();
  if (wish.tell) process.send?.(seen);
});

export const app = new App();
export const ipcMain = new EventEmitter();
export const protocol = {
  registerSchemesAsPrivileged: (/** @type {unknown[]} */ schemes) => (seen['privileged'] = schemes),
  handle: (/** @type {string} */ _scheme, /** @type {(request: Request) => Promise<Response>} */ handler) =>
    (answer = handler),
};
export const session = {
  defaultSession: {
    setPermissionRequestHandler: () => (seen['permissions'] = 'handled'),
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
    on: () => undefined,
  },
};
export const shell = { openExternal: async () => Promise.resolve() };
export const nativeTheme = { shouldUseDarkColors: false };
export const dialog = {
  showErrorBox: (/** @type {string} */ title, /** @type {string} */ text) => {
    process.stderr.write(`${title}: ${text}\n`);
  },
};
export const Menu = {
  buildFromTemplate: (/** @type {MenuItem[]} */ template) => template,
  setApplicationMenu: (/** @type {MenuItem[]} */ template) => (menu = template),
};
export const utilityProcess = {
  fork: (/** @type {string} */ path, /** @type {string[]} */ args) => new UtilityProcess(path, args),
};
export { BrowserWindow, MessageChannelMain };
