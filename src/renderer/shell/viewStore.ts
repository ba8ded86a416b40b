import { defineStore } from 'pinia';
import { ref, watchEffect } from 'vue';
import type { NodeId } from '../../shared/ids';

export type Screen = 'live' | 'experiments' | 'advisor' | 'reference' | 'runs';
export type Theme = 'system' | 'light' | 'dark';

const THEME_KEY = 'raft-lab.theme';

/** What is open, selected and chosen in the window itself. */
export const useViewStore = defineStore('view', () => {
  const screen = ref<Screen>('live');
  const selectedNode = ref<NodeId | null>(null);
  const keysOpen = ref(false);
  const paletteOpen = ref(false);
  const eventsOpen = ref(false);
  const partitionOpen = ref(false);
  const theme = ref<Theme>(rememberedTheme());

  watchEffect(() => {
    if (theme.value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme.value;
    remember(theme.value);
  });

  /** A second time on the same node lets go of it. */
  function selectNode(id: NodeId | null): void {
    selectedNode.value = selectedNode.value === id ? null : id;
  }

  return { screen, selectedNode, keysOpen, paletteOpen, eventsOpen, partitionOpen, theme, selectNode };
});

/** Storage may be refused (private windows); the choice then lasts as long as the window. */
function rememberedTheme(): Theme {
  try {
    const word = localStorage.getItem(THEME_KEY);
    return word === 'light' || word === 'dark' ? word : 'system';
  } catch {
    return 'system';
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Nothing depends on it.
  }
}
