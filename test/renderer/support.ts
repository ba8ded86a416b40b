import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { nextTick } from 'vue';
import { afterEach, beforeEach, vi } from 'vitest';
import App from '../../src/renderer/App.vue';
import { useLabStore } from '../../src/renderer/live/labStore';
import { FakeLab, type FakeOptions } from './fakeLab';

/** What happy-dom has no answer for: a size for every element, and a canvas to draw on. */
export function stubBrowser(): void {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(private readonly callback: ResizeObserverCallback) {}
      observe(target: Element): void {
        const contentRect = { width: 864, height: 420 } as DOMRectReadOnly;
        this.callback([{ target, contentRect } as unknown as ResizeObserverEntry], this);
      }
      unobserve(): void {
        // Nothing is watched.
      }
      disconnect(): void {
        // Nothing is watched.
      }
    },
  );
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation(function (this: HTMLCanvasElement) {
    return context(this) as never;
  });
}

/** A 2D context that takes every call and draws nothing. */
function context(canvas: HTMLCanvasElement): object {
  const values: Record<string | symbol, unknown> = { canvas };
  return new Proxy(values, {
    get: (_, name) =>
      name in values ? values[name] : name === 'measureText' ? () => ({ width: 10 }) : () => undefined,
    set: (_, name, value) => {
      values[name] = value;
      return true;
    },
  });
}

export interface OpenWindow {
  readonly lab: FakeLab;
  readonly window: VueWrapper;
  /** Lets the lab's time pass and tells the window of it, frame by frame. */
  readonly pass: (ms: number) => Promise<void>;
  readonly press: (key: string, more?: KeyboardEventInit) => Promise<void>;
  /** All that is written in the document, menus and dialogs included. */
  readonly text: () => string;
  /** The button, menu item or tab with this name, anywhere in the document. */
  readonly button: (name: string | RegExp) => HTMLElement;
  readonly field: (label: string) => HTMLInputElement;
}

const FRAME_MS = 33;
/** Over a longer time the window is told less often: what happens in between is the same. */
const LONG_MS = 1000;
const SELDOM_MS = 99;

/** The whole window on a fake lab. */
export async function openWindow(options: FakeOptions = {}): Promise<OpenWindow> {
  const lab = new FakeLab(options);
  const pinia = createPinia();
  useLabStore(pinia).connect(lab.connect);
  const window = mount(App, { global: { plugins: [pinia] }, attachTo: document.body });
  const pass = async (ms: number) => {
    const stepMs = ms >= LONG_MS ? SELDOM_MS : FRAME_MS;
    for (let t = 0; t < ms; t += stepMs) {
      lab.advance(stepMs);
      await lab.tell();
    }
    await settle();
  };
  await settle();
  return {
    lab,
    window,
    pass,
    async press(key, more = {}) {
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
      );
      await settle();
    },
    text: () => document.body.textContent.replace(/\s+/g, ' '),
    button(name) {
      const all = [...document.querySelectorAll<HTMLElement>('button, [role^="menuitem"], [role="option"]')];
      const label = (element: HTMLElement) =>
        (element.getAttribute('aria-label') ?? element.textContent).replace(/\s+/g, ' ').trim();
      const found = all.find((element) =>
        typeof name === 'string' ? label(element).startsWith(name) : name.test(label(element)),
      );
      if (found === undefined)
        throw new Error(`no button ${String(name)} among: ${all.map(label).join(' | ')}`);
      return found;
    },
    field(label) {
      const tag = [...document.querySelectorAll('label')].find((one) => one.textContent.trim() === label);
      const input = tag === undefined ? null : document.getElementById(tag.htmlFor);
      if (!(input instanceof HTMLInputElement)) throw new Error(`no field ${label}`);
      return input;
    },
  };
}

/** One window a test, taken away after it. */
export function oneWindow(): {
  readonly start: (options?: FakeOptions) => Promise<OpenWindow>;
  /** The one that is open. */
  readonly opened: () => OpenWindow;
  /** What the lab was last asked under this name. */
  readonly lastCall: (name: string) => unknown;
} {
  let open: OpenWindow | null = null;
  const opened = (): OpenWindow => {
    if (open === null) throw new Error('No window is open.');
    return open;
  };
  beforeEach(stubBrowser);
  afterEach(() => {
    open?.window.unmount();
    open = null;
    document.body.innerHTML = '';
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
  return {
    start: async (options) => (open = await openWindow(options)),
    opened,
    lastCall: (name) => opened().lab.calls.findLast((call) => call.name === name)?.argument,
  };
}

/** Lets promises and the window's own updates run out. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await Promise.resolve();
    await nextTick();
  }
}

export async function type(field: HTMLInputElement, value: string): Promise<void> {
  field.value = value;
  field.dispatchEvent(new Event('input'));
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
  await settle();
}

export async function click(element: Element): Promise<void> {
  element.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0, pointerType: 'mouse' }));
  element.dispatchEvent(new PointerEvent('pointerup', { bubbles: true, button: 0 }));
  element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
  await settle();
}
