import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { dashOfSeries } from '../shared/figures/look';
import type { NodeId } from '../shared/ids';
import { useViewStore } from './shell/viewStore';

/** Node colours there are; from the ninth node on they come again, with another dash. */
export const NODE_COLOURS = 8;

/** The theme's colours as a canvas needs them: resolved to `rgb(…)`. */
export interface Colours {
  readonly surface: string;
  readonly text: string;
  readonly soft: string;
  readonly faint: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly inset: string;
  readonly accent: string;
  readonly warn: string;
  readonly bad: string;
  readonly nodes: readonly string[];
  readonly font: string;
}

/** Its line's dashes, px: with the letter they tell nodes apart without colour. */
export function dashOf(id: NodeId): number[] {
  return [...dashOfSeries(id - 1)];
}

/** The token of a node's colour, for styles. */
export function colourToken(id: NodeId): string {
  return `var(--node-${((id - 1) % NODE_COLOURS) + 1})`;
}

export function colourOf(colours: Colours, id: NodeId): string {
  return colours.nodes[(id - 1) % NODE_COLOURS] ?? colours.text;
}

/** Resolves every token for the theme that holds now. */
function readColours(): Colours {
  const probe = document.createElement('span');
  probe.hidden = true;
  // Where the system decides on colours, what is drawn keeps its own: they tell nodes apart.
  probe.style.setProperty('forced-color-adjust', 'none');
  document.body.append(probe);
  const resolve = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const colours: Colours = {
    surface: resolve('--surface'),
    text: resolve('--text'),
    soft: resolve('--text-soft'),
    faint: resolve('--text-faint'),
    line: resolve('--line'),
    lineStrong: resolve('--line-strong'),
    inset: resolve('--inset-strong'),
    accent: resolve('--accent'),
    warn: resolve('--warn'),
    bad: resolve('--bad'),
    nodes: Array.from({ length: NODE_COLOURS }, (_, i) => resolve(`--node-${i + 1}`)),
    font: getComputedStyle(document.body).fontFamily,
  };
  probe.remove();
  return colours;
}

/** The theme's colours, read again whenever the theme changes. */
export function useColours(): Readonly<ShallowRef<Colours>> {
  const view = useViewStore();
  const colours = shallowRef(readColours());
  const read = () => {
    colours.value = readColours();
  };
  for (const feature of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
    const system = window.matchMedia(feature);
    system.addEventListener('change', read);
    onScopeDispose(() => {
      system.removeEventListener('change', read);
    });
  }
  watch(() => view.theme, read, { flush: 'post' });
  return colours;
}

/** A resolved colour (`rgb(1, 2, 3)`) with an opacity, 0 to 1. */
export function faded(colour: string, opacity: number): string {
  const channels = colour.match(/[\d.]+/g)?.slice(0, 3) ?? ['0', '0', '0'];
  return `rgb(${channels.join(' ')} / ${opacity})`;
}
