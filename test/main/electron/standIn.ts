import { EventEmitter } from 'node:events';
import { vi } from 'vitest';

/** As much of the `electron` module as the app's small layer touches, each part keeping what was done to it. */
export function electronStandIn() {
  const app = Object.assign(new EventEmitter(), {
    name: 'Raft Lab',
    quit: vi.fn(),
  });
  const ipcMain = new EventEmitter();
  const protocol = {
    registerSchemesAsPrivileged: vi.fn(),
    handle: vi.fn<(scheme: string, answer: (request: Request) => Promise<Response>) => void>(),
  };
  const defaultSession = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: vi.fn(),
    setPermissionCheckHandler: vi.fn(),
    setDevicePermissionHandler: vi.fn(),
  });
  return {
    app,
    ipcMain,
    protocol,
    session: { defaultSession },
    shell: { openExternal: vi.fn(async () => Promise.resolve()) },
    MessageChannelMain: StandInChannel,
    BrowserWindow: StandInWindow,
    Menu: { buildFromTemplate: vi.fn((template: unknown) => template), setApplicationMenu: vi.fn() },
    nativeTheme: { shouldUseDarkColors: true },
    utilityProcess: { fork: vi.fn(() => new StandInProcess()) },
  };
}

export class StandInPort extends EventEmitter {
  other: StandInPort | null = null;
  started = false;
  readonly posted: unknown[] = [];

  postMessage(data: unknown): void {
    this.posted.push(data);
    this.other?.emit('message', { data });
  }

  start(): void {
    this.started = true;
  }

  close(): void {
    this.emit('close');
    this.other?.emit('close');
  }
}

class StandInChannel {
  readonly port1 = new StandInPort();
  readonly port2 = new StandInPort();

  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}

class StandInWindow extends EventEmitter {
  static readonly all: StandInWindow[] = [];
  static getAllWindows = () => StandInWindow.all;
  static getFocusedWindow = (): StandInWindow | null => StandInWindow.all[0] ?? null;
  readonly webContents = { send: vi.fn() };
  readonly loadURL = vi.fn(async () => Promise.resolve());
  readonly show = vi.fn();
  readonly focus = vi.fn();
  readonly restore = vi.fn();
  readonly isMinimized = () => true;
  destroyed = false;
  readonly isDestroyed = () => this.destroyed;

  constructor(readonly options: Electron.BrowserWindowConstructorOptions) {
    super();
    StandInWindow.all.push(this);
  }
}

export class StandInProcess extends EventEmitter {
  pid: number | undefined = undefined;
  readonly postMessage = vi.fn();
}
