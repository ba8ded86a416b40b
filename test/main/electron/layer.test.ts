import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { textFile } from '../../../src/lab/outgoingFile';
import { FileOffers } from '../../../src/main/fileOffers';
import { APP_ORIGIN, ipcChannel } from '../../../src/shared/bridge';
import { FakeLab } from '../fakeLab';
import type { electronStandIn, StandInPort, StandInProcess } from './standIn';

vi.mock('electron', async () => (await import('./standIn')).electronStandIn());

const electron = (await import('electron')) as unknown as ReturnType<typeof electronStandIn>;
const { setupAppScheme } = await import('../../../src/main/electron/appScheme');
const { setupConnections } = await import('../../../src/main/electron/connections');
const { setupDownloads } = await import('../../../src/main/electron/downloads');
const { setupLifecycle } = await import('../../../src/main/electron/lifecycle');
const { isAllowedOutside, setupLockdown } = await import('../../../src/main/electron/lockdown');
const { setupMenu } = await import('../../../src/main/electron/menu');
const { openWindow } = await import('../../../src/main/electron/window');
const { listStaticFiles } = await import('../../../src/main/staticFiles');
const { utilitySpawner } = await import('../../../src/main/utilitySpawner');

beforeEach(() => {
  electron.app.removeAllListeners();
  electron.ipcMain.removeAllListeners();
  electron.session.defaultSession.removeAllListeners();
  vi.clearAllMocks();
});

/** A page asks for its line to the lab; gives the port that it gets, or null. */
function ask(frame: { origin: string; parent: unknown } | null, id = 1): StandInPort | null {
  let port: StandInPort | null = null;
  const sender = {
    id,
    postMessage: (channel: string, _message: unknown, [given]: [StandInPort]) => {
      expect(channel).toBe(ipcChannel.port);
      port = given;
    },
  };
  electron.ipcMain.emit(ipcChannel.connect, { sender, senderFrame: frame });
  return port;
}

describe('a line to the lab', () => {
  it('is for the main frame of our own page', async () => {
    const lab = new FakeLab();
    setupConnections(lab);
    const port = ask({ origin: APP_ORIGIN, parent: null });
    expect(lab.windows.size).toBe(1);
    const answered = once(port!, 'message');
    port!.postMessage('{"t":"q","i":"1","m":"act","a":[{"type":"heal"}]}');
    await answered;
    expect(lab.acts).toEqual([{ type: 'heal' }]);
  });

  it.each<[string, { origin: string; parent: unknown } | null]>([
    ['a page of the web', { origin: 'https://evil.example', parent: null }],
    ['another host of our scheme', { origin: 'app://other', parent: null }],
    ['an origin that only begins like ours', { origin: `${APP_ORIGIN}.evil.example`, parent: null }],
    ['a file', { origin: 'file://', parent: null }],
    ['an opaque origin', { origin: 'null', parent: null }],
    ['a frame inside our page', { origin: APP_ORIGIN, parent: {} }],
    ['a frame that has gone', null],
  ])('is refused to %s', (_who, frame) => {
    const lab = new FakeLab();
    setupConnections(lab);
    expect(ask(frame)).toBeNull();
    expect(lab.windows.size).toBe(0);
  });

  it('replaces the one that the same window had before it was reloaded', () => {
    const lab = new FakeLab();
    setupConnections(lab);
    ask({ origin: APP_ORIGIN, parent: null });
    ask({ origin: APP_ORIGIN, parent: null });
    expect(lab.windows.size).toBe(1);
    ask({ origin: APP_ORIGIN, parent: null }, 2);
    expect(lab.windows.size).toBe(2);
  });

  it('ends with its window', () => {
    const lab = new FakeLab();
    setupConnections(lab);
    ask({ origin: APP_ORIGIN, parent: null })!.close();
    expect(lab.windows.size).toBe(0);
  });
});

describe('a file that a window saves', () => {
  it.each(['completed', 'cancelled', 'interrupted'] as const)('is told of when it is %s', (state) => {
    setupDownloads();
    const item = Object.assign(new EventEmitter(), {
      getFilename: () => 'trials.csv',
      getSavePath: () => '/tmp/trials.csv',
    });
    const contents = { send: vi.fn(), isDestroyed: () => false };
    electron.session.defaultSession.emit('will-download', {}, item, contents);
    expect(contents.send).not.toHaveBeenCalled();
    item.emit('done', {}, state);
    const saved = { fileName: 'trials.csv', path: '/tmp/trials.csv', state };
    expect(contents.send).toHaveBeenCalledExactlyOnceWith(ipcChannel.saved, saved);
  });
});

describe('app://', () => {
  it('serves the built window under a strict policy, and nothing outside it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'raft-lab-scheme-'));
    await writeFile(join(folder, 'index.html'), '<title>Raft Lab</title>');
    const offers = new FileOffers();
    setupAppScheme(await listStaticFiles(folder), offers);
    const [scheme, answer] = electron.protocol.handle.mock.calls[0]!;
    expect(scheme).toBe('app');
    // A Request knows only web addresses: what counts here is that it has a url and a method.
    const get = (url: string, method = 'GET') => answer({ url, method } as Request);
    const page = await get('app://lab/?a=1#b');
    expect(await page.text()).toBe('<title>Raft Lab</title>');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    for (const url of [
      'app://other/',
      'app://lab/../package.json',
      'app://lab/%2e%2e/package.json',
      'app://lab/missing.js',
      'app://lab.evil/index.html',
    ]) {
      expect((await get(url)).status).toBe(404);
    }
    expect((await get('app://lab/', 'POST')).status).toBe(404);
    const { path } = offers.offer(textFile('a.csv', 'text/csv', 'a,b\r\n'));
    const offered = await get(`app://lab${path}`);
    expect(offered.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''a.csv");
    expect(await offered.text()).toBe('a,b\r\n');
    expect((await get(`app://lab${path}`)).status).toBe(404);
    await rm(folder, { recursive: true });
  });
});

describe('lockdown', () => {
  function contents() {
    const emitter = Object.assign(new EventEmitter(), { setWindowOpenHandler: vi.fn() });
    electron.app.emit('web-contents-created', {}, emitter);
    return emitter;
  }

  it('denies every permission', () => {
    setupLockdown();
    const { defaultSession } = electron.session;
    const answer = vi.fn();
    const [request] = defaultSession.setPermissionRequestHandler.mock.calls[0] as [
      (...args: unknown[]) => void,
    ];
    request({}, 'media', answer);
    expect(answer).toHaveBeenCalledWith(false);
    for (const handler of [
      defaultSession.setPermissionCheckHandler,
      defaultSession.setDevicePermissionHandler,
    ]) {
      const [check] = handler.mock.calls[0] as [() => boolean];
      expect(check()).toBe(false);
    }
  });

  it('opens no second window, and only known sites in the browser', () => {
    setupLockdown();
    const [open] = contents().setWindowOpenHandler.mock.calls[0] as [(details: { url: string }) => object];
    expect(open({ url: 'https://raft.github.io/raft.pdf' })).toEqual({ action: 'deny' });
    expect(open({ url: 'https://evil.example/' })).toEqual({ action: 'deny' });
    expect(electron.shell.openExternal.mock.calls).toEqual([['https://raft.github.io/raft.pdf']]);
  });

  it.each([
    'http://raft.github.io/',
    'https://raft.github.io.evil.example/',
    'https://raft.github.io@evil.example/',
    'https://me@raft.github.io/',
    'https://raft.github.io:8443/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'not an address',
  ])('%s is not to be opened', (url) => {
    expect(isAllowedOutside(url)).toBe(false);
  });

  it('stays on our page', () => {
    setupLockdown();
    const page = contents();
    const stopped = (name: string, url: string) => {
      const event = { url, preventDefault: vi.fn() };
      page.emit(name, event);
      return event.preventDefault.mock.calls.length > 0;
    };
    expect(stopped('will-navigate', 'https://evil.example/')).toBe(true);
    expect(stopped('will-navigate', 'app://lab.evil/')).toBe(true);
    expect(stopped('will-navigate', 'app://lab/')).toBe(false);
    expect(stopped('will-redirect', 'app://lab/')).toBe(true);
    expect(stopped('will-attach-webview', '')).toBe(true);
  });
});

describe('the window', () => {
  it('is sandboxed and isolated, shows our page, and appears when it is drawn', async () => {
    const window = (await openWindow('/preload.cjs')) as unknown as InstanceType<
      typeof electron.BrowserWindow
    >;
    expect(window.options.webPreferences).toMatchObject({
      preload: '/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    });
    expect(window.options).toMatchObject({ show: false, backgroundColor: '#0d0f13' });
    expect(window.loadURL).toHaveBeenCalledWith('app://lab/');
    expect(window.show).not.toHaveBeenCalled();
    window.emit('ready-to-show');
    expect(window.show).toHaveBeenCalled();
  });

  it('gets what the menu asks, and keeps its own keys', () => {
    setupMenu();
    const [menu] = electron.Menu.buildFromTemplate.mock.calls[0] as [Electron.MenuItemConstructorOptions[]];
    const items = menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    const actions = items.filter(({ id }) => id !== undefined);
    expect(
      actions.every(
        ({ accelerator, registerAccelerator }) => accelerator === undefined || registerAccelerator === false,
      ),
    ).toBe(true);
    const crash = actions.find(({ id }) => id === 'crashLeader')!;
    (crash.click as () => void)();
    const [window] = electron.BrowserWindow.all;
    expect(window!.webContents.send).toHaveBeenCalledWith(ipcChannel.menuAction, 'crashLeader');
  });
});

describe('the end', () => {
  it('comes when the lab has ended, and only once', async () => {
    const ends: (() => void)[] = [];
    setupLifecycle(() => new Promise((resolve) => ends.push(resolve)));
    const first = { preventDefault: vi.fn() };
    electron.app.emit('before-quit', first);
    electron.app.emit('before-quit', { preventDefault: vi.fn() });
    expect(first.preventDefault).toHaveBeenCalled();
    expect(ends).toHaveLength(1);
    const quit = new Promise<void>((resolve) => electron.app.quit.mockImplementationOnce(resolve));
    ends[0]!();
    await quit;
    const last = { preventDefault: vi.fn() };
    electron.app.emit('before-quit', last);
    expect(last.preventDefault).not.toHaveBeenCalled();
  });
});

describe('nodes as utility processes', () => {
  function fork() {
    const node = utilitySpawner('/out/main/node.cjs').fork('raft-lab node A');
    const child = electron.utilityProcess.fork.mock.results.at(-1)!.value as StandInProcess;
    return { node, child };
  }

  it('have a pid once the system has given one', () => {
    const { node, child } = fork();
    expect(node.pid).toBe(0);
    child.pid = 4242;
    expect(node.pid).toBe(4242);
  });

  it('are sent to while they live, and their messages and end are told', async () => {
    const { node, child } = fork();
    const heard: unknown[] = [];
    node.onMessage((message) => heard.push(message));
    const ended = new Promise<unknown[]>((resolve) => {
      node.onExit((...why) => {
        resolve(why);
      });
    });
    node.send({ type: 'heartbeat' });
    child.emit('message', { type: 'ready' });
    child.emit('exit', 1);
    node.send({ type: 'heartbeat' });
    expect(heard).toEqual([{ type: 'ready' }]);
    expect(await ended).toEqual([1, null]);
    expect(child.postMessage).toHaveBeenCalledTimes(1);
  });

  it('are killed as soon as they have a pid, when that was asked for before', () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const { node, child } = fork();
    node.kill('SIGKILL');
    child.pid = 4242;
    child.emit('spawn');
    expect(kill.mock.calls).toEqual([[4242, 'SIGKILL']]);
    kill.mockRestore();
  });

  it('get signals by pid, and none once they are gone', async () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const { node, child } = fork();
    node.kill('SIGSTOP');
    child.pid = 4242;
    node.kill('SIGSTOP');
    const gone = once(child, 'exit');
    child.emit('exit', 0);
    await gone;
    node.kill('SIGKILL');
    expect(kill.mock.calls).toEqual([[4242, 'SIGSTOP']]);
    kill.mockRestore();
  });
});
