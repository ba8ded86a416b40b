import { BookOpenCheck, Command, Compass, Grid3x3, History, Keyboard, Pause, Radio } from '@lucide/vue';
import type { Component } from 'vue';
import { useLabStore } from '../live/labStore';
import { useViewStore, type Screen } from '../shell/viewStore';
import type { LabAction } from './action';

/** What is looked at. None of it touches the cluster. */
export function viewActions() {
  const lab = useLabStore();
  const view = useViewStore();

  const goTo = (screen: Screen, name: string, about: string, icon: Component) => ({
    id: `show${name}`,
    title: `Go to ${name}`,
    about,
    group: 'View' as const,
    keys: [],
    icon,
    blocked: () => null,
    run: () => {
      view.screen = screen;
    },
  });

  return {
    pauseView: {
      id: 'pauseView',
      title: 'Pause view',
      about: 'Holds what the window shows. The cluster goes on.',
      group: 'View',
      keys: ['space'],
      icon: Pause,
      blocked: () => null,
      run: () => {
        lab.pauseView();
      },
    },
    showLive: goTo('live', 'Live', 'The running cluster.', Radio),
    showExperiments: goTo(
      'experiments',
      'Experiments',
      'Sweeps over any settings, and the maps that come of them.',
      Grid3x3,
    ),
    showAdvisor: goTo(
      'advisor',
      'Advisor',
      'A range and a heartbeat for your goals, in your system’s own keys.',
      Compass,
    ),
    showReference: goTo('reference', 'Reference', 'Published experiments beside ours.', BookOpenCheck),
    showRuns: goTo('runs', 'Runs', 'Every measurement kept on disk.', History),
    showKeys: {
      id: 'showKeys',
      title: 'All keys',
      about: 'Every key of this window.',
      group: 'View',
      keys: ['?'],
      icon: Keyboard,
      blocked: () => null,
      run: () => {
        view.keysOpen = true;
      },
    },
    commandPalette: {
      id: 'commandPalette',
      title: 'Find an action',
      about: 'Every action by its name.',
      group: 'View',
      keys: ['mod+k'],
      icon: Command,
      blocked: () => null,
      run: () => {
        view.paletteOpen = true;
      },
    },
  } satisfies Record<string, LabAction>;
}
