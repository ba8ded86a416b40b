import { THESIS_WAN_SETTINGS, THESIS_WAN_TOLERANCE, type ThesisWanComparison } from '../../shared/reference';
import type { LabDataset } from '../charts/chartjs';
import { faded, type Colours } from '../colours';

/** Each setting on a row of its own, the first on top: what is published with its tolerance, and ours on it. */
export function rowOf(setting: number): number {
  return THESIS_WAN_SETTINGS.length - setting;
}

export function datasetsOf(ours: readonly (ThesisWanComparison | null)[], colours: Colours): LabDataset[] {
  return THESIS_WAN_SETTINGS.flatMap(({ publishedMeanMs }, setting) => {
    const y = rowOf(setting);
    const mine = ours[setting] ?? null;
    const across = (xs: readonly number[]): { x: number; y: number }[] => xs.map((x) => ({ x, y }));
    const tolerance: LabDataset = {
      type: 'line',
      data: across(
        [1 - THESIS_WAN_TOLERANCE, 1 + THESIS_WAN_TOLERANCE].map((share) => share * publishedMeanMs),
      ),
      borderColor: faded(colours.faint, 0.22),
      borderWidth: 20,
    };
    const published: LabDataset = {
      type: 'line',
      data: across([publishedMeanMs]),
      pointStyle: 'rectRot',
      pointRadius: 6,
      pointBorderWidth: 1.6,
      pointBorderColor: colours.text,
      pointBackgroundColor: colours.surface,
    };
    if (mine === null) return [published, tolerance];
    const { low, mean, high } = mine.simulated;
    return [
      {
        type: 'line',
        data: across([mean]),
        pointRadius: 4,
        pointBackgroundColor: colours.accent,
        pointBorderWidth: 0,
      },
      { type: 'line', data: across([low, high]), borderColor: colours.accent, borderWidth: 2 },
      published,
      tolerance,
    ];
  });
}
