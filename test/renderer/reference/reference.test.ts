import { describe, expect, it, vi } from 'vitest';
import { FIGURE_16_LINES } from '../../../src/shared/figure16';
import type { Figure16Comparison } from '../../../src/shared/reference';
import { lookOf } from '../../../src/renderer/reference/lineLook';
import { figure16Verdict, overall, thesisWanVerdict } from '../../../src/renderer/reference/words';
import { click, oneWindow, settle, type OpenWindow } from '../support';

const { start, opened } = oneWindow();

async function openReference(): Promise<OpenWindow> {
  const open = await start();
  await click(open.button('Reference'));
  return open;
}

const askedFor = (name: string) =>
  opened()
    .lab.calls.filter((call) => call.name === name)
    .map(({ argument }) => argument);

/** Waits until nothing more is simulated. */
async function finished(calls: string, n: number): Promise<void> {
  await expect.poll(() => askedFor(calls).length, { timeout: 20_000 }).toBe(n);
  await expect.poll(() => opened().text(), { timeout: 20_000 }).not.toContain('Stop');
  await settle();
}

describe('the Reference screen', () => {
  it('has the published numbers before anything is simulated, and n/a for ours', async () => {
    const { text, button } = await openReference();
    expect(text()).toContain('150–151 msn/a434.4n/a');
    expect(text()).toContain('two of the four survivors cannot win');
    expect(button('CSV').getAttribute('aria-disabled')).toBe('true');
  });

  it('simulates Figure 16 line by line, and gives a verdict on each and on all', async () => {
    const { button, text } = await openReference();
    await click(button('Reproduce'));
    await finished('reproduceFigure16', FIGURE_16_LINES.length);
    expect(askedFor('reproduceFigure16')[0]).toEqual({ line: 1, trials: 1000, seed: 1 });
    expect(text()).toContain('not judged: luck alone');
    expect(text()).toMatch(/(Reproduced: every judged line|Not reproduced: \d lines? outside)/);
    expect(button('CSV').getAttribute('aria-disabled')).toBe('false');
  });

  it('a stop ends it after the line under way, and says how far it came', async () => {
    const { button, text } = await openReference();
    await click(button('Reproduce'));
    await click(button('Stop'));
    await expect.poll(() => text(), { timeout: 20_000 }).toContain('Real nodes1 of 10 lines');
    expect(askedFor('reproduceFigure16')).toHaveLength(1);
  });

  it('the wide-area means have as many elections as were published', async () => {
    const { button, text } = await openReference();
    await click(button('Wide area'));
    await click(button('Reproduce'));
    await finished('reproduceThesisWan', 3);
    expect(askedFor('reproduceThesisWan')[2]).toEqual({ setting: 2, trials: 10_000, seed: 1 });
    expect(text()).toContain('two failed40632');
  });

  it('does not simulate during a measurement, and says why', async () => {
    const { pass, press, button } = await openReference();
    await pass(1500);
    await press('m');
    await pass(300);
    await click(button('Reproduce'));
    expect(button('Reproduce').getAttribute('aria-disabled')).toBe('true');
    expect(askedFor('reproduceFigure16')).toEqual([]);
  });

  it('measures the nine randomised lines on real nodes, and says how far it is and what was contaminated', async () => {
    const { button, text } = await openReference();
    await click(button('Real nodes'));
    await click(button('Reproduce'));
    expect(askedFor('measureFigure16')).toEqual([
      { lines: [1, 2, 3, 4, 5, 6, 7, 8, 9], trials: 100, seed: 1 },
    ]);
    await expect.poll(text, { timeout: 20_000 }).toContain('7 of 100; 2 contaminated; 61 s left');
    await expect.poll(text, { timeout: 20_000 }).toMatch(/Reproduced: every judged|Not reproduced: \d/);
    expect(text()).toContain('40, 39 clean');
    expect(askedFor('reproduceFigure16')).toEqual([]);
  });

  it('real nodes are at work from the click on, until the first answer too', async () => {
    const { button, lab } = await openReference();
    await click(button('Real nodes'));
    vi.spyOn(lab, 'figure16Measurement').mockReturnValue(new Promise(() => undefined));
    await click(button('Reproduce'));
    expect(askedFor('measureFigure16')).toHaveLength(1);
    expect(button('Stop')).toBeDefined();
    expect(() => button('Reproduce')).toThrow();
  });

  it('real nodes have the machine for themselves: Live says what for, and leads there', async () => {
    const { button, text, lab, pass } = await openReference();
    await click(button('Real nodes'));
    await click(button('Reproduce'));
    await lab.stopCluster();
    await pass(99);
    await click(button('Live'));
    expect(text()).toContain('Figure 16 is being measured on real nodes');
    expect(() => button('Start 5 nodes')).toThrow();
    await click(button('Open Reference'));
    expect(button('Stop')).toBeDefined();
  });

  it('asks nothing of a lab that is gone: that it is gone is said already', async () => {
    const { button, lab } = await openReference();
    await click(button('Live'));
    lab.lose();
    const asked = vi.spyOn(lab, 'figure16Measurement');
    await click(button('Reference'));
    expect(asked).not.toHaveBeenCalled();
  });

  it('real nodes end at once when they are stopped, and what is done is shown', async () => {
    const { button, text } = await openReference();
    await click(button('Real nodes'));
    await click(button('Reproduce'));
    await expect.poll(text, { timeout: 20_000 }).toContain('2 of 9 lines');
    await click(button('Stop'));
    expect(askedFor('stopMeasuringFigure16')).toHaveLength(1);
    await expect.poll(text, { timeout: 20_000 }).not.toContain('contaminated;');
    expect(text()).toMatch(/[2-4] of 9 lines/);
  });

  it('real nodes go on while the lab is lost, and are asked for again when it is back', async () => {
    const { button, text, lab } = await openReference();
    await click(button('Real nodes'));
    await click(button('Reproduce'));
    const asked = vi
      .spyOn(lab, 'figure16Measurement')
      .mockRejectedValue(new Error('No answer from the lab.'));
    lab.lose();
    await expect.poll(text, { timeout: 20_000 }).toContain('No answer from the lab.');
    asked.mockRestore();
    lab.regain();
    await expect.poll(text, { timeout: 20_000 }).toMatch(/Reproduced: every judged|Not reproduced: \d/);
  });

  it('can be stopped again where the stop did not get through', async () => {
    const { button, text, lab } = await openReference();
    await click(button('Real nodes'));
    await click(button('Reproduce'));
    await expect.poll(text, { timeout: 20_000 }).toContain('1 of 9 lines');
    vi.spyOn(lab, 'stopMeasuringFigure16').mockRejectedValue(new Error('No answer from the lab.'));
    await click(button('Stop'));
    expect(button('Stop')).toHaveProperty('disabled', false);
  });

  it('a row chosen by keyboard or click stays highlighted', async () => {
    const { button } = await openReference();
    await click(button('150–155 ms'));
    expect(button('150–155 ms').getAttribute('aria-pressed')).toBe('true');
    expect(button('150–155 ms').closest('tr')!.dataset['highlighted']).toBe('true');
  });
});

describe('the verdict on a line', () => {
  const comparison = (change: Partial<Figure16Comparison>): Figure16Comparison =>
    ({
      line: FIGURE_16_LINES[2]!,
      medianDifference: 0,
      distance: 0,
      within: false,
      ...change,
    }) as Figure16Comparison;

  it('says what is outside, and what was allowed', () => {
    expect(figure16Verdict(comparison({ medianDifference: -0.071 })).words).toBe('median −7.1%, ±5% allowed');
    expect(figure16Verdict(comparison({ medianDifference: 0.06, distance: 0.11 })).words).toBe(
      'median +6.0%, ±5% allowed; gap 0.11, 0.08 allowed',
    );
    expect(figure16Verdict(comparison({ within: true })).words).toBe('reproduced');
    const wan = { failed: 0, publishedMeanMs: 430, elections: 9, simulated: { mean: 1, low: 1, high: 1 } };
    expect(thesisWanVerdict({ ...wan, meanDifference: 0.05, within: false }).words).toBe(
      'mean +5.0%, ±4% allowed',
    );
  });

  it('on all is none until all are done', () => {
    const good = { within: true, words: '' };
    expect(overall([good, null], 1000)).toEqual({ within: null, words: '1 of 2 lines' });
    expect(overall([good, { within: null, words: '' }], 1000).within).toBe(true);
    expect(overall([good, { within: false, words: '' }], 50).words).toBe(
      'Not reproduced: 1 line outside, but 50 trials a line are few',
    );
  });
});

it('no two lines of the figure look alike, whatever the eye sees of colour', () => {
  const upper = [0, 1, 2, 3, 4, 5];
  const lower = [5, 6, 7, 8, 9];
  for (const panel of [upper, lower]) {
    expect(new Set(panel.map((line) => lookOf(line).mark)).size).toBe(panel.length);
  }
  expect(new Set([...upper, ...lower].map((line) => JSON.stringify(lookOf(line)))).size).toBe(10);
});
