import { describe, expect, it, vi } from 'vitest';
import type { RunInfo } from '../../../src/shared/runs/run';
import { sortedRuns } from '../../../src/renderer/runs/sorting';
import { click, oneWindow, settle, type OpenWindow } from '../support';

const { start, opened, lastCall } = oneWindow();

/** The Runs screen with two measured runs. */
async function twoRuns(): Promise<OpenWindow> {
  const open = await start({ settings: { latency: { kind: 'fixed', ms: 15 } } });
  open.lab.advance(1500);
  for (const seed of [1, 2]) {
    await open.lab.measure({ trials: 3, crash: 'kill', seed });
    open.lab.advance(3000);
  }
  Object.assign(open.lab.runs[0]!, { name: 'Narrow', tags: ['lan'] });
  Object.assign(open.lab.runs[1]!, { name: 'Wide', tags: ['wan'] });
  await click(open.button('Runs'));
  return open;
}

const names = (): (string | undefined)[] =>
  [...document.querySelectorAll('tbody .name')].map((one) => one.textContent.trim());

describe('the runs on disk', () => {
  it('are found by words and by tags', async () => {
    await twoRuns();
    expect(names().toSorted()).toEqual(['Narrow', 'Wide']);
    await click(opened().button('Tags'));
    await click(opened().button(/^wan ?1$/));
    expect(names()).toEqual(['Wide']);
    const search = document.querySelector<HTMLInputElement>('input[type="search"]')!;
    search.value = 'no such thing';
    search.dispatchEvent(new Event('input'));
    await settle();
    expect(opened().text()).toContain('No run has all of these words');
  });

  it('whose trials need no election have n/a for split votes, which says why', async () => {
    await twoRuns();
    const { runs } = opened().lab;
    const wide = runs.find(({ name }) => name === 'Wide')!;
    Object.assign(wide, { experiment: { ...wide.experiment, kind: 'steady' } });
    await click(opened().button('Read again'));
    const splitsOf = (name: string) =>
      [...document.querySelectorAll('tbody tr')]
        .find((row) => row.textContent.includes(name))!
        .querySelectorAll('.cell')[4]!;
    expect(splitsOf('Narrow').textContent).toMatch(/%/);
    expect(splitsOf('Wide').textContent).toBe('n/a');
    splitsOf('Wide').dispatchEvent(new FocusEvent('focus'));
    await settle();
    expect(opened().text()).toContain('of trials with a disturbance that needs an election');
    expect(sortedRuns(runs, { by: 'split', descending: true }).at(-1)?.name).toBe('Wide');
  });

  it('are made of files that are dropped anywhere on their screen; elsewhere a file falls, and opens nothing', async () => {
    await twoRuns();
    const drop = async (on: Element, types: readonly string[]): Promise<boolean> => {
      const event = new Event('drop', { bubbles: true, cancelable: true });
      const files = [new File(['trial\n1\n1\n'], 'trials.csv')];
      on.dispatchEvent(Object.assign(event, { dataTransfer: { types, files, dropEffect: 'copy' } }));
      await vi.waitFor(() => settle());
      return event.defaultPrevented;
    };
    expect(await drop(document.querySelector('.runs header')!, ['Files'])).toBe(true);
    await vi.waitFor(() => {
      expect(lastCall('importRun')).toMatchObject({ fileName: 'trials.csv' });
    });
    const asked = opened().lab.calls.length;
    await click(opened().button('Live'));
    expect(await drop(document.querySelector('.live')!, ['Files'])).toBe(true);
    expect(await drop(document.querySelector('.live')!, ['text/plain'])).toBe(false);
    expect(
      opened()
        .lab.calls.slice(asked)
        .some(({ name }) => name === 'importRun'),
    ).toBe(false);
  });

  it('can be pinned, and stand first', async () => {
    await twoRuns();
    await click(opened().button('Pin Narrow'));
    expect(names()[0]).toBe('Narrow');
    await click(opened().button('Pin Narrow'));
    await click(opened().button('Pin Wide'));
    expect(names()[0]).toBe('Wide');
  });

  it('that are pinned are drawn on the Live screen by their name, until they are unpinned there', async () => {
    await twoRuns();
    await click(opened().button('Pin Narrow'));
    await click(opened().button('Live'));
    await settle();
    expect(document.querySelector('.charts .pinned')?.textContent).toContain('Narrow');
    await click(opened().button('Unpin Narrow'));
    await settle();
    expect(document.querySelector('.charts .pinned')).toBeNull();
    expect(opened().lab.runs.find(({ name }) => name === 'Narrow')?.pinned).toBe(false);
  });

  it('stay in view while the lab is gone, and are read again when it is back', async () => {
    await twoRuns();
    const { lab } = opened();
    lab.listRuns = () => Promise.reject(new Error('The lab is not connected.'));
    lab.lose(1);
    await settle();
    expect(names()).toHaveLength(2);
    expect(opened().text()).not.toContain('The lab is not connected.');
    lab.listRuns = () => Promise.resolve(lab.runs.slice(0, 1));
    lab.regain();
    await settle();
    expect(names()).toHaveLength(1);
  });

  it('show their tags, and of more than two how many there are', async () => {
    await twoRuns();
    const run = opened().lab.runs.find(({ name }) => name === 'Wide')!;
    Object.assign(run, { tags: ['lan', 'wan', 'quiet', 'rack-12'] });
    await click(opened().button('Read again'));
    const row = [...document.querySelectorAll('tbody tr')].find((one) => one.textContent.includes('Wide'))!;
    const shown = (): string[] =>
      [...row.querySelectorAll('.tag:not(.few)')].map((tag) => tag.textContent.trim());
    expect(shown()).toEqual(['4 tags']);
    expect(row.querySelector('.tag')?.getAttribute('title')).toBe('lan, wan, quiet, rack-12');
    Object.assign(run, { tags: ['lan', 'wan'] });
    await click(opened().button('Read again'));
    expect(shown()).toEqual(['lan', 'wan']);
  });

  it('say what is wrong with a tag, keep it to be mended, and take it then', async () => {
    await twoRuns();
    await click(opened().button(/^Wide$/));
    const tags = [...document.querySelectorAll('label')]
      .find((label) => label.textContent.trim() === 'tags')!
      .querySelector('textarea')!;
    const write = async (text: string) => {
      tags.value = text;
      tags.dispatchEvent(new Event('input'));
      tags.dispatchEvent(new Event('blur'));
      await settle();
    };
    const tagsOnDisk = () => opened().lab.runs.find(({ name }) => name === 'Wide')?.tags;
    await write(`wan, ${'x'.repeat(25)}`);
    expect(opened().text()).toContain(`A tag has at most 24 characters: “${'x'.repeat(25)}” has 25.`);
    expect([tags.getAttribute('aria-invalid'), tagsOnDisk()]).toEqual(['true', ['wan']]);
    await write('wan, quiet');
    expect([tags.getAttribute('aria-invalid'), tagsOnDisk()]).toEqual(['false', ['wan', 'quiet']]);
  });

  it('can be deleted, and taken back', async () => {
    await twoRuns();
    await click(opened().button('Delete Wide'));
    expect(names()).toEqual(['Narrow']);
    await click(opened().button('Undo'));
    await settle();
    expect(names().toSorted()).toEqual(['Narrow', 'Wide']);
  });

  it('that are deleted in a row share one toast, and one Undo brings all of them back', async () => {
    await twoRuns();
    await click(opened().button('Delete Wide'));
    await click(opened().button('Delete Narrow'));
    expect(names()).toEqual([]);
    const toasts = [...document.querySelectorAll('.toasts li')].map((one) => one.textContent.trim());
    expect(toasts).toEqual([expect.stringContaining('2 runs deleted')]);
    await click(opened().button('Undo'));
    await settle();
    expect(names().toSorted()).toEqual(['Narrow', 'Wide']);
    await click(opened().button('Delete Wide'));
    expect(opened().text()).toContain('Wide deleted');
  });

  it('are renamed in place', async () => {
    await twoRuns();
    await click(opened().button(/^Wide$/));
    const name = document.querySelector<HTMLTextAreaElement>('textarea[aria-label="Name of the run"]')!;
    name.value = 'Wide area';
    name.dispatchEvent(new Event('input'));
    name.dispatchEvent(new Event('blur'));
    await settle();
    await click(opened().button('All runs'));
    expect(names()).toContain('Wide area');
  });

  it('that are long say how far they are read, and can be left meanwhile', async () => {
    await twoRuns();
    let finish = (): void => undefined;
    opened().lab.loaded = new Promise((resolve) => (finish = resolve));
    opened().lab.readSoFarShare = 0.4;
    vi.useFakeTimers();
    await click(opened().button(/^Wide$/));
    await vi.advanceTimersByTimeAsync(300);
    vi.useRealTimers();
    expect(document.querySelector('progress')?.value).toBe(0.4);
    expect(opened().text()).toContain('Reading 3 trials of Wide');
    await click(opened().button('All runs'));
    finish();
    await settle();
    expect(names().toSorted()).toEqual(['Narrow', 'Wide']);
  });

  it('that are gone from the disk are said to be, and leave the list', async () => {
    await twoRuns();
    const row = opened().button(/^Wide$/);
    opened().lab.runs.splice(
      opened().lab.runs.findIndex(({ name }) => name === 'Wide'),
      1,
    );
    await click(row);
    await settle();
    expect(opened().text()).toMatch(/There is no run/);
    expect(names()).toEqual(['Narrow']);
  });

  it('are compared against the first that was ticked, or another', async () => {
    await twoRuns();
    expect(
      opened()
        .button(/^Compare$/)
        .getAttribute('aria-disabled'),
    ).toBe('true');
    for (const box of document.querySelectorAll<HTMLInputElement>('tbody input')) await click(box);
    await click(opened().button('Compare 2'));
    await settle();
    expect(opened().text()).toContain('The medians cannot be told apart.');
    expect(opened().text()).toMatch(/election timeout ?150–200 ms ?150–300 ms/);
  });
});

describe('sorting', () => {
  const run = (name: string, p50: number | null, pinned = false): RunInfo =>
    ({ name, startedAt: '', pinned, summary: { downtimeMs: { p50 } } }) as never;

  it('puts pinned runs first and unknown values last, whichever way', () => {
    const runs = [run('a', null), run('b', 200), run('c', 100), run('d', 300, true)];
    const sorted = (descending: boolean) =>
      sortedRuns(runs, { by: 'p50', descending })
        .map(({ name }) => name)
        .join('');
    expect(sorted(false)).toBe('dcba');
    expect(sorted(true)).toBe('dbca');
  });
});
