import { describe, expect, it, vi } from 'vitest';
import { click, oneWindow, settle, type, type OpenWindow } from '../support';

const { start, lastCall } = oneWindow();
const experiments = async (): Promise<OpenWindow> => {
  const open = await start();
  await open.pass(1500);
  await click(open.button('Experiments'));
  return open;
};
const cells = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-cell]')];
const labelled = (pattern: RegExp): HTMLElement =>
  cells().find((cell) => pattern.test(cell.getAttribute('aria-label') ?? ''))!;

describe('experiments', () => {
  it('offers questions, a form, and says what is kept when nothing is yet', async () => {
    const { text } = await experiments();
    expect(text()).toContain('How wide must the range be?');
    expect(text()).toContain('Your own sweep');
    expect(text()).toContain('None yet.');
  });

  it('says what clusters with clients side by side, from a file, do to each other, and takes one', async () => {
    const { button, text } = await experiments();
    const file = new File(
      ['{ engine: processes, concurrency: 2, cluster: { clientLoadPerSecond: 200 } }'],
      'busy.yaml',
    );
    const input = document.querySelector<HTMLInputElement>('input[type="file"][aria-label^="A sweep’s"]')!;
    Object.defineProperty(input, 'files', { value: [file], configurable: true });
    input.dispatchEvent(new Event('change'));
    await vi.waitFor(() => {
      expect(text()).toContain('2 clusters side by side, each with 200 commands a second');
    });
    await click(button('Take auto'));
    expect(text()).not.toContain('clusters side by side');
  });

  it('fills in a map two clicks from launch, cell by cell, and frames the knee', async () => {
    const { button, pass, text } = await experiments();
    await click(button('How wide must the range be?'));
    await pass(99);
    expect(cells()).toHaveLength(72);
    expect(text()).toMatch(/\d+ of 72\s000 trials · .* a second · .* left/);
    expect(labelled(/no trials yet/)).toBeDefined();
    const tried = () =>
      document.querySelector('[aria-label$="cells have trials."]')?.getAttribute('aria-label');
    expect(tried()).toMatch(/: [1-9] of 72 cells/);
    await pass(3000);
    expect(text()).toContain('72 cells, 72 000 trials');
    expect(tried()).toMatch(/: 72 of 72 cells/);
    expect(document.querySelectorAll('.knee').length).toBeGreaterThan(3);
    expect(
      labelled(/^Width of the timeout range 10 ms, Latency 1 ms: split-vote rate .+ 1000 trials$/),
    ).toBeDefined();
  });

  it('reads out the cell that the keyboard is on, and Enter opens its trials', async () => {
    const { button, pass, text } = await experiments();
    await click(button('How wide must the range be?'));
    await pass(4000);
    const first = cells().find((cell) => cell.getAttribute('tabindex') === '0')!;
    first.focus();
    first.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    await settle();
    expect(document.activeElement?.getAttribute('data-cell')).not.toBe(first.getAttribute('data-cell'));
    expect(document.querySelector('[aria-label="The cell"]')?.textContent).toContain('median downtime');
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await settle();
    expect(text()).toContain('Back to the map');
    await click(button('Back to the map'));
    expect(text()).not.toContain('Back to the map');
    expect(cells()).toHaveLength(72);
  });

  it('says which cell failed: on the map and in its legend, beside it on Enter, and in the list', async () => {
    const { button, pass, text, lab } = await experiments();
    lab.sweeps.untriable.add(3);
    await click(button('How wide must the range be?'));
    await pass(4000);
    expect(text()).toContain('1 cell failed');
    const failed = labelled(/failed\. No leader lasts\./);
    expect(failed.textContent).toContain('fail');
    expect(document.querySelector('[role="grid"]')?.textContent).toMatch(/n\/a\s*failed/);
    failed.focus();
    failed.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await settle();
    expect(document.querySelector('[aria-label="The cell"]')?.textContent).toContain('No leader lasts.');
    expect(document.querySelector('[aria-label="Messages"]')?.textContent.trim()).toBe('');
    await click(button('All experiments'));
    expect(text()).toContain('complete, 1 failed');
  });

  it('gives a cell’s settings to the live cluster, and they can be undone', async () => {
    const { button, pass, press } = await experiments();
    await click(button('How wide must the range be?'));
    await pass(4000);
    await click(labelled(/range 40 ms, Latency 15 ms/));
    await click(button('Apply to the live cluster'));
    expect(lastCall('retune')).toMatchObject({
      electionTimeoutMaxMs: 190,
      latency: { kind: 'fixed', ms: 15 },
    });
    await pass(99);
    await press('z', { ctrlKey: true });
    expect(lastCall('retune')).toMatchObject({ electionTimeoutMaxMs: 300 });
  });

  it('stops, lists what was done, reopens and resumes it', async () => {
    const { button, pass, text, lab } = await experiments();
    await click(button('How wide must the range be?'));
    await pass(330);
    await click(button('Stop'));
    await pass(66);
    expect(text()).toMatch(/stopped: \d+ of 72 cells done/);
    await click(button('All experiments'));
    expect(text()).toMatch(/\d+ of 72 cells done/);
    const row = document.querySelector<HTMLElement>('tbody .name')!;
    await click(row);
    await click(button('Resume'));
    await pass(4000);
    expect(lab.sweeps.kept).toHaveLength(1);
    expect(text()).toContain('72 cells, 72 000 trials');
  });

  it('deletes one, and takes that back', async () => {
    const { button, pass, text, lab } = await experiments();
    await click(button('What do more servers cost?'));
    await pass(1500);
    await click(button('All experiments'));
    await click(document.querySelector('[aria-label="Delete What do more servers cost?"]')!);
    expect(lab.sweeps.kept).toHaveLength(0);
    expect(text()).toContain('None yet.');
    await click(button('Undo'));
    expect(lab.sweeps.kept).toHaveLength(1);
    expect(document.querySelector('tbody .name')?.textContent).toContain('What do more servers cost?');
  });

  it('renames one in its dialog, while it runs too, and the list shows and finds it so', async () => {
    const { button, pass, text } = await experiments();
    await click(button('What do more servers cost?'));
    await pass(99);
    await click(button('Label'));
    const name = document.querySelector<HTMLInputElement>('[aria-label="Name of the sweep"]')!;
    await type(name, 'Servers');
    name.dispatchEvent(new Event('blur'));
    await settle();
    await click(button('Close'));
    expect(document.querySelector('h2[title="Servers"]')).not.toBeNull();
    await pass(1500);
    await click(button('All experiments'));
    expect(document.querySelector('tbody .name')?.textContent).toContain('Servers');
    await click(button('Pin Servers'));
    expect(button('Pin Servers').getAttribute('aria-pressed')).toBe('true');
    expect(text()).not.toContain('No sweep has all these words');
  });

  it('draws one parameter as a line, whose values the keyboard reaches', async () => {
    const { button, pass } = await experiments();
    await click(button('What do more servers cost?'));
    await pass(1500);
    expect(cells()).toHaveLength(0);
    const plot = document.querySelector<HTMLElement>('[role="application"]')!;
    plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    await settle();
    expect(document.querySelector('[aria-label="The cell"]')?.textContent).toMatch(/Nodes\s*3/);
  });
});

describe('one’s own sweep', () => {
  it('reads values while they are typed, marks what is wrong where it is, and then starts nothing', async () => {
    const { button, field, text } = await experiments();
    await type(field('Values of Latency'), '0..20/5');
    expect(text()).toContain('5 values: 0 5 10 15 20');
    expect(text()).toContain('45 cells');
    await type(field('Values of Latency'), '0..20');
    expect(field('Values of Latency').getAttribute('aria-invalid')).toBe('true');
    expect(text()).toContain('has no step');
    expect(button('Start sweep').getAttribute('aria-disabled')).toBe('true');
  });

  it('starts from the live cluster’s settings with one click, and runs as written', async () => {
    const open = await start({ settings: { nodes: 7, electionTimeoutMinMs: 200 } });
    const { button, field, pass } = open;
    await pass(1500);
    await click(button('Experiments'));
    await click(button('As the live cluster'));
    await type(field('Values of Latency'), '5,10');
    await type(field('Trials a cell'), '50');
    document.querySelector('form[aria-label="Your own sweep"]')?.dispatchEvent(new Event('submit'));
    await settle();
    expect(lastCall('startSweep')).toMatchObject({
      base: { cluster: { nodes: 7, electionTimeoutMinMs: 200, clientLoadPerSecond: 0 } },
      axes: [{ parameter: 'timeoutWidth' }, { parameter: 'latency', values: ['5', '10'] }],
      stop: { trials: 50 },
    });
  });

  it('adds and leaves out parameters, and shows the file of just this sweep', async () => {
    const { button, text } = await experiments();
    await click(button('Add a parameter'));
    expect(text()).toContain('4 values: 3 5 7 9');
    await click(button('Do not vary Latency'));
    expect(text()).not.toContain('8 values');
    await click(button('File'));
    await vi.waitFor(() => {
      expect(document.querySelector('pre')?.textContent).toContain('parameter: nodes');
    });
    expect(text()).toContain('raft-lab sweep my-sweep.yaml');
  });
});
