import { EventEmitter } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';
import { ipcChannel, PORT_MESSAGE, type Bridge } from '../../../src/shared/bridge';

const ipcRenderer = Object.assign(new EventEmitter(), { send: vi.fn() });
const exposed = new Map<string, unknown>();
const postMessage = vi.fn();

vi.mock('electron', () => ({
  ipcRenderer,
  contextBridge: { exposeInMainWorld: (name: string, value: unknown) => exposed.set(name, value) },
}));
vi.stubGlobal('window', { postMessage, location: { origin: 'app://lab' } });
await import('../../../src/preload/index');
const bridge = exposed.get('raftLab') as Bridge;

afterEach(() => {
  vi.clearAllMocks();
});

it('gives the page three things and nothing of Electron', () => {
  expect([...exposed.keys()]).toEqual(['raftLab']);
  expect(Object.keys(bridge)).toEqual(['connect', 'onMenuAction', 'onSaved']);
});

it('asks for a line to the lab and passes its port to our own page only', () => {
  bridge.connect();
  expect(ipcRenderer.send).toHaveBeenCalledWith(ipcChannel.connect);
  const port = {};
  ipcRenderer.emit(ipcChannel.port, { ports: [port] });
  expect(postMessage).toHaveBeenCalledWith(PORT_MESSAGE, 'app://lab', [port]);
});

it('tells known menu actions until it is told to stop', () => {
  const heard: string[] = [];
  const stop = bridge.onMenuAction((action) => heard.push(action));
  ipcRenderer.emit(ipcChannel.menuAction, {}, 'heal');
  ipcRenderer.emit(ipcChannel.menuAction, {}, 'formatDisk');
  stop();
  ipcRenderer.emit(ipcChannel.menuAction, {}, 'heal');
  expect(heard).toEqual(['heal']);
});

it('tells what became of saved files until it is told to stop', () => {
  const heard: unknown[] = [];
  const stop = bridge.onSaved((file) => heard.push(file));
  const file = { fileName: 'trials.csv', path: '/tmp/trials.csv', state: 'completed' };
  ipcRenderer.emit(ipcChannel.saved, {}, file);
  stop();
  ipcRenderer.emit(ipcChannel.saved, {}, file);
  expect(heard).toEqual([file]);
});
