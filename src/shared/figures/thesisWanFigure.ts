import { count } from '../format';
import { THESIS_WAN_SETTINGS, THESIS_WAN_TOLERANCE, type ThesisWanComparison } from '../reference';
import { rowsFigure } from './rowsFigure';

/** How many servers have failed, in words. */
export const FAILED = ['none failed', 'one failed', 'two failed'] as const;

/** The wide-area means as published, with what they may differ by, and ours on them; null where not simulated yet. */
export function thesisWanFigure(ours: readonly (ThesisWanComparison | null)[]): string {
  return rowsFigure({
    heading: {
      title: 'Mean time to elect a leader',
      about:
        'Five servers over a wide area: one way 30–40 ms, timeouts 300–600 ms (Ongaro’s thesis, chapter 9)',
    },
    description: 'Published means of the wide-area experiment beside ours.',
    x: { label: 'mean time to elect, ms', min: 400, max: 680, tick: count, ticks: 7 },
    rows: THESIS_WAN_SETTINGS.map(({ publishedMeanMs }, i) => {
      const { mean = null, low = null, high = null } = ours[i]?.simulated ?? {};
      return {
        name: FAILED[i] ?? '',
        colour: 'accent',
        value: mean,
        low,
        high,
        reference: {
          value: publishedMeanMs,
          low: (1 - THESIS_WAN_TOLERANCE) * publishedMeanMs,
          high: (1 + THESIS_WAN_TOLERANCE) * publishedMeanMs,
        },
      };
    }),
    key: [
      { name: 'ours, with its 95% interval', colour: 'accent', mark: 'dot' },
      { name: 'published', colour: 'ink', mark: 'diamond', hollow: true },
      { name: `published ± ${THESIS_WAN_TOLERANCE * 100}%`, colour: 'grey', mark: 'area' },
    ],
  });
}
