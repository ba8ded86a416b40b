import {
  AlignVerticalJustifyCenter,
  AlignVerticalSpaceAround,
  Group,
  HeartPulse,
  RotateCcw,
  Skull,
  Split,
} from '@lucide/vue';
import { useLabStore } from '../live/labStore';
import { useMeasureStore } from '../measure/measureStore';
import { useViewStore } from '../shell/viewStore';
import type { LabAction } from './action';

/** What is done to the cluster as a whole. One node or link has its own menu in the ring. */
export function faultActions() {
  const lab = useLabStore();
  const view = useViewStore();
  const measure = useMeasureStore();

  const noCluster = (): string | null =>
    lab.connection.kind !== 'connected'
      ? 'The lab is not connected.'
      : lab.running === null
        ? 'No cluster is running.'
        : null;
  const noFaults = (): string | null =>
    noCluster() ?? (measure.running ? 'A measurement is running: faults would spoil it.' : null);
  const noLeader = (): string | null =>
    noFaults() ?? (lab.running?.leader === null ? 'There is no leader right now.' : null);
  const anyCrashed = (): boolean => lab.running?.nodes.some((node) => node.process === 'crashed') ?? false;

  return {
    crashLeader: {
      id: 'crashLeader',
      title: 'Crash leader',
      about: 'Kills the leader’s process (SIGKILL). The others notice when their election timeouts end.',
      group: 'Faults',
      keys: ['k'],
      icon: Skull,
      blocked: noLeader,
      run: () => void lab.act({ type: 'crashLeader' }),
    },
    restartAll: {
      id: 'restartAll',
      title: 'Restart crashed',
      about: 'Starts every crashed node again; each recovers term, vote and log from its disk.',
      group: 'Faults',
      keys: ['r'],
      icon: RotateCcw,
      blocked: () => noFaults() ?? (anyCrashed() ? null : 'No node is crashed.'),
      run: () => void lab.act({ type: 'restartAll' }),
    },
    partitionLeader: {
      id: 'partitionLeader',
      title: 'Partition leader',
      about: 'Cuts every link of the leader. It goes on leading nobody while the rest elect another.',
      group: 'Faults',
      keys: ['p'],
      icon: Split,
      blocked: noLeader,
      run: () => void lab.act({ type: 'partitionLeader' }),
    },
    partition: {
      id: 'partition',
      title: 'Partition…',
      about: 'Parts the cluster into groups of your choice that no longer hear each other.',
      group: 'Faults',
      keys: ['g'],
      icon: Group,
      blocked: () => noFaults() ?? ((lab.running?.nodes.length ?? 0) < 2 ? 'There is no other node.' : null),
      run: () => {
        view.partitionOpen = true;
      },
    },
    heal: {
      id: 'heal',
      title: 'Heal',
      about: 'Mends every cut and returns every link to the cluster’s delay and loss.',
      group: 'Faults',
      keys: ['h'],
      icon: HeartPulse,
      blocked: () => noFaults() ?? (lab.running?.links.length === 0 ? 'Every link is whole.' : null),
      run: () => void lab.act({ type: 'heal' }),
    },
    alignTimers: {
      id: 'alignTimers',
      title: 'Align timers',
      about: 'Lets all followers’ election timeouts end at the same moment: forces a split vote.',
      group: 'Faults',
      keys: ['a'],
      icon: AlignVerticalJustifyCenter,
      blocked: noFaults,
      run: () => void lab.act({ type: 'alignTimers' }),
    },
    spreadTimers: {
      id: 'spreadTimers',
      title: 'Spread timers',
      about: 'Spreads the followers’ election timeouts evenly over the range: no split vote this time.',
      group: 'Faults',
      keys: ['s'],
      icon: AlignVerticalSpaceAround,
      blocked: noFaults,
      run: () => void lab.act({ type: 'spreadTimers' }),
    },
  } satisfies Record<string, LabAction>;
}
