import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { chartFile, type SavableChart } from '../../../src/renderer/export/chartFile';
import { useSaving } from '../../../src/renderer/export/saving';
import { useToastStore } from '../../../src/renderer/shell/toastStore';

const chart: SavableChart = {
  fileName: 'Ünsplit =votes 🗳',
  figure: () => '<svg/>',
  points: () => ({
    columns: ['run', 'downtime_ms'],
    rows: [
      ['=1+1', -1.5],
      ['a, "b"', null],
    ],
  }),
};

describe('a chart as a file', () => {
  it('has a name that every system takes', async () => {
    expect((await chartFile(chart, 'svg')).fileName).toBe('unsplit-votes.svg');
    expect((await chartFile({ ...chart, fileName: '🗳' }, 'svg')).fileName).toBe('chart.svg');
  });

  it('is its points, with units in the header and no formula in them', async () => {
    const { content, rows } = await chartFile(chart, 'csv');
    expect(rows).toBe(2);
    expect(await content.text()).toBe('run,downtime_ms\r\n\'=1+1,-1.5\r\n"a, ""b""",\r\n');
  });

  it('is not made of nothing', async () => {
    const empty = { ...chart, points: () => ({ columns: ['x'], rows: [] }) };
    await expect(chartFile(empty, 'csv')).rejects.toThrow('There is no data in this chart yet.');
  });
});

const NOTHING = new Blob([]);

describe('what is said of a saved file', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    vi.unstubAllGlobals();
  });
  const texts = (): string[] => useToastStore().toasts.map(({ kind, text }) => `${kind}: ${text}`);

  it('in a browser: that it is among the downloads', () => {
    useSaving().saveFile('trials.csv', NOTHING, 3);
    expect(texts()).toEqual(['done: trials.csv saved to your downloads — 3 rows']);
  });

  it('in Electron: where it is, that it was called off, or why it could not be', () => {
    vi.stubGlobal('raftLab', {});
    const { saveFile, heard } = useSaving();
    saveFile('trials.csv', NOTHING, 3);
    expect(texts()).toEqual([]);
    const file = { fileName: 'trials.csv', path: '/home/me/trials.csv' };
    heard({ ...file, state: 'completed' });
    heard({ ...file, path: '', state: 'cancelled' });
    heard({ ...file, state: 'interrupted' });
    heard({ state: 'of no kind' });
    expect(texts()).toEqual([
      'done: trials.csv saved as /home/me/trials.csv',
      'problem: trials.csv was not saved: saving was called off.',
      expect.stringMatching(/^problem: trials.csv could not be saved as .* room on its disk\.$/),
    ]);
  });

  it('a picture that cannot be made: which, and why', async () => {
    await useSaving().saveChart(
      {
        ...chart,
        figure: () => {
          throw new Error('The chart is gone.');
        },
      },
      'svg',
    );
    expect(texts()).toEqual(['problem: The SVG was not saved. The chart is gone.']);
  });
});
