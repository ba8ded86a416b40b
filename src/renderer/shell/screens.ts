import { BookOpenCheck, Compass, Grid3x3, History, Radio } from '@lucide/vue';
import { type Component } from 'vue';
import AdvisorView from '../advisor/AdvisorView.vue';
import ExperimentsView from '../experiments/ExperimentsView.vue';
import LiveView from '../live/LiveView.vue';
import ReferenceView from '../reference/ReferenceView.vue';
import RunsView from '../runs/RunsView.vue';
import type { Screen } from './viewStore';

export interface ScreenEntry {
  /** As the rail says it: one short word. */
  readonly name: string;
  readonly icon: Component;
  readonly view: Component;
}

/** Every screen of the window, in the rail's order. */
export const SCREENS: Readonly<Record<Screen, ScreenEntry>> = {
  live: { name: 'Live', icon: Radio, view: LiveView },
  experiments: { name: 'Experiments', icon: Grid3x3, view: ExperimentsView },
  advisor: { name: 'Advisor', icon: Compass, view: AdvisorView },
  reference: { name: 'Reference', icon: BookOpenCheck, view: ReferenceView },
  runs: { name: 'Runs', icon: History, view: RunsView },
};
