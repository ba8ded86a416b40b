import { describe, expect, it, vi } from 'vitest';
import type { Action } from '../../src/shared/action';
import { PRESETS } from '../../src/shared/presets';
import { click, oneWindow, settle, type, type OpenWindow } from './support';

const { start, opened, lastCall } = oneWindow();

describe('launch', () => {
  it('says that processes are starting until the first frame', async () => {
    const { text } = await start();
    expect(text()).toContain('Starting 5 node processes…');
  });

  it('shows five nodes, and soon who leads which term', async () => {
    const { pass, text } = await start();
    await pass(1500);
    expect(text()).toMatch(/Five nodes ?5 processes on loopback UDP/);
    expect(text()).toMatch(/[A-E] leads term 1/);
    expect(document.querySelectorAll('[data-node]')).toHaveLength(5);
    expect(document.querySelector('[data-node="1"]')?.getAttribute('aria-label')).toMatch(
      /^Node A, .*term 1/,
    );
  });

  it('offers to start a cluster when none is running', async () => {
    const { lab, pass, text, button } = await start();
    await lab.stopCluster();
    await pass(33);
    expect(text()).toContain('No cluster is running');
    await click(button('Start 5 nodes'));
    expect(lastCall('startCluster')).toMatchObject({ nodes: 5 });
    await pass(1500);
    expect(text()).toMatch(/leads term/);
  });

  it('says so when the lab goes away, and what to do when it stays away', async () => {
    const { lab, pass, text, button } = await start();
    await pass(1500);
    lab.lose(1);
    await settle();
    expect(document.querySelector('[role="alert"]')?.textContent).toContain('The lab is gone.');
    expect(button('Crash leader').getAttribute('aria-disabled')).toBe('true');
    lab.lose(5);
    await settle();
    expect(text()).toContain('open the address that it printed');
  });
});

describe('tuning', () => {
  it('retunes the running cluster when a bound is typed, and undoes it', async () => {
    const { pass, field, press } = await start();
    await pass(1500);
    await type(field('to'), '200');
    expect(lastCall('retune')).toEqual({ electionTimeoutMaxMs: 200 });
    await pass(100);
    expect(field('to').value).toBe('200');
    await press('z', { ctrlKey: true });
    await pass(100);
    expect(lastCall('retune')).toEqual({ electionTimeoutMaxMs: 300 });
    expect(field('to').value).toBe('300');
  });

  it('retunes with each key on a thumb, and undoes one at a time', async () => {
    const { pass, field, press } = await start();
    await pass(1500);
    const thumb = document.querySelector<HTMLElement>('[aria-label="Longest election timeout"]')!;
    thumb.focus();
    for (const max of [301, 302]) {
      thumb.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
      await pass(66);
      expect(lastCall('retune')).toEqual({ electionTimeoutMaxMs: max });
      expect(field('to').value).toBe(String(max));
    }
    await press('z', { ctrlKey: true });
    await pass(66);
    expect(field('to').value).toBe('301');
  });

  it('keeps the bounds in order', async () => {
    const { pass, field } = await start();
    await pass(1500);
    await type(field('from'), '400');
    expect(lastCall('retune')).toEqual({ electionTimeoutMinMs: 400, electionTimeoutMaxMs: 400 });
  });

  it('marks what is not a number in range, says what is, and sends nothing', async () => {
    const { pass, field, lab } = await start();
    await pass(1500);
    await type(field('Heartbeat'), 'soon');
    expect(field('Heartbeat').getAttribute('aria-invalid')).toBe('true');
    expect(field('Heartbeat').getAttribute('aria-description')).toBe(
      'A number from 0.5 to 60000 ms, please.',
    );
    await type(field('Link delay, one way'), 'uniform:40:30');
    expect(field('Link delay, one way').getAttribute('aria-description')).toContain('is not a delay');
    expect(lab.calls.some((call) => call.name === 'retune')).toBe(false);
  });

  it('reads a delay in the terminal’s short form', async () => {
    const { pass, field } = await start();
    await pass(1500);
    await type(field('Link delay, one way'), 'uniform:30:40');
    expect(lastCall('retune')).toEqual({ latency: { kind: 'uniform', minMs: 30, maxMs: 40 } });
  });

  it('warns of what is legal but unwise', async () => {
    const { pass, field, text } = await start({ settings: { latency: { kind: 'fixed', ms: 15 } } });
    await pass(1500);
    expect(text()).toContain('The range is 10 × the link delay');
    await type(field('Heartbeat'), '200');
    expect(text()).toContain('followers will depose a live leader again and again');
  });

  it('predicts for the settings in hand, with theory alone where nothing is simulated', async () => {
    const { lab, pass, field, text } = await start({ settings: { latency: { kind: 'fixed', ms: 15 } } });
    lab.simulate = false;
    await pass(1500);
    await type(field('to'), '250');
    await vi.waitFor(() => {
      expect(lastCall('predict')).toMatchObject({ settings: { electionTimeoutMaxMs: 250 } });
    });
    await settle();
    expect(text()).toMatch(/split votes per crash ?11\.0% ?n\/a/);
    expect(text()).toMatch(/downtime p50 ?n\/a ?n\/a/);
  });

  it('predicts again once a measurement has ended, also for who has left the screen meanwhile', async () => {
    const { lab, pass, press, field, button, text } = await start();
    const asked = (): number => lab.calls.filter(({ name }) => name === 'predict').length;
    const soon = { timeout: 5000 };
    lab.simulate = false;
    await pass(1500);
    await type(field('to'), '250');
    // As often as the lab is asked again by itself, it has no time.
    await vi.waitFor(() => {
      expect(asked()).toBeGreaterThan(5);
    }, soon);
    await press('m');
    await pass(100);
    await click(button('Runs'));
    lab.simulate = true;
    await lab.stopMeasure();
    await pass(100);
    await click(button('Live'));
    await vi.waitFor(() => {
      expect(text()).toMatch(/downtime p50 ?\d+ ms/);
    }, soon);
  });

  it('applies a preset at once', async () => {
    const { pass, button, text, field } = await start();
    await pass(1500);
    await click(button('Presets'));
    expect(text()).toContain(PRESETS[1]!.about);
    await click(button('Narrow range'));
    expect(lastCall('retune')).toMatchObject({
      electionTimeoutMaxMs: 155,
      latency: { kind: 'fixed', ms: 0.5 },
    });
    await pass(100);
    expect(field('to').value).toBe('155');
  });

  it('says that another number of nodes takes a new cluster, and starts it only when told', async () => {
    const { pass, field, text, button, lab } = await start();
    await pass(1500);
    await type(field('Nodes'), '7');
    await pass(100);
    expect(text()).toContain('7 nodes, fsync: takes a new cluster.');
    expect(lab.calls.some((call) => call.name === 'startCluster')).toBe(false);
    await click(button('Restart'));
    await pass(1500);
    expect(document.querySelectorAll('[data-node]')).toHaveLength(7);
  });
});

describe('faults', () => {
  it('K crashes the leader, the ring shows it, and R restarts it', async () => {
    const { pass, press, text, lab } = await start();
    await pass(1500);
    const leader = lab.cluster!.leader!.id;
    await press('k');
    await pass(66);
    expect(text()).toContain('no leader');
    expect(document.querySelector(`[data-node="${leader}"]`)?.getAttribute('aria-label')).toContain(
      'crashed',
    );
    await pass(2000);
    expect(text()).toMatch(/leads term [2-9]/);
    await press('r');
    await pass(500);
    expect(document.querySelector('[aria-label*="crashed"]')).toBeNull();
  });

  it('shows a partition in words and mends it', async () => {
    const { pass, press, text } = await start();
    await pass(1500);
    await press('p');
    await pass(2000);
    expect(text()).toMatch(/2 parts: [A-E]/);
    expect(text()).toContain('old leader');
    await press('h');
    await pass(500);
    expect(text()).not.toContain('2 parts');
  });

  it('parts the cluster into groups by drag and by arrow keys, and says who can still elect', async () => {
    const { pass, press, text } = await start();
    await pass(1500);
    await press('g');
    const dialog = document.querySelector('[role="dialog"]')!;
    const chip = (node: number) => dialog.querySelector<HTMLElement>(`[data-chip="${node}"]`)!;
    const submit = () =>
      dialog.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
    expect(dialog.textContent).toContain('All nodes hear each other.');
    chip(4).dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    await settle();
    expect(document.activeElement).toBe(chip(4));
    chip(2).dispatchEvent(new Event('dragstart'));
    dialog.querySelector('[aria-label="Side 2"]')!.dispatchEvent(new Event('drop', { cancelable: true }));
    await settle();
    expect(dialog.textContent).toContain('can elect a leader: 3 of 5');
    expect(dialog.textContent).toContain('no majority: 2 of 5');
    expect(dialog.textContent).toContain('A C E | B D');
    submit();
    await pass(66);
    expect(lastCall('act')).toEqual({
      type: 'partition',
      groups: [
        [1, 3, 5],
        [2, 4],
      ],
    });
    expect(text()).toMatch(/2 parts: A C E/);
    await press('g');
    expect(document.querySelector('[aria-label="Side 2"]')!.querySelectorAll('[data-chip]')).toHaveLength(2);
  });

  it('opens a node’s menu by key, and does what is chosen', async () => {
    const { pass, button } = await start();
    await pass(1500);
    const node = document.querySelector('[data-node="3"]')!;
    node.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await settle();
    await click(button('Isolate'));
    expect(lastCall('act')).toEqual({ type: 'isolate', node: 3 });
  });

  it('opens the inspector’s menu with the first click after a link was dragged', async () => {
    const { pass, press, button } = await start();
    await pass(1500);
    await press('2');
    const stage = document.querySelector('.stage')!;
    const pointer = (type: string, clientX: number) =>
      new PointerEvent(type, { bubbles: true, button: 0, clientX, clientY: 0 });
    document.querySelector('[data-node="2"]')!.dispatchEvent(pointer('pointerdown', 0));
    stage.dispatchEvent(pointer('pointermove', 50));
    stage.dispatchEvent(pointer('pointerup', 50));
    await settle();
    expect(document.querySelector('[role="menu"]')).toBeNull();
    await click(button('Actions'));
    expect(document.querySelector('[role="menu"]')).not.toBeNull();
  });

  it('gives a link conditions of its own, leaves the rest to the cluster, and shows them the next time', async () => {
    const { pass, button, field, text, lab } = await start({
      settings: { latency: { kind: 'fixed', ms: 15 } },
    });
    await pass(1500);
    const openDialog = async (): Promise<Element> => {
      await click(document.querySelector('[data-link="2-4"]')!);
      await click(button('Loss, delay, duplication…'));
      return document.querySelector('[role="dialog"]')!;
    };
    const lossIn = (dialog: Element): HTMLInputElement => {
      const loss = [...dialog.querySelectorAll('label')].find((label) => label.textContent.trim() === 'Loss');
      return document.getElementById(loss!.htmlFor) as HTMLInputElement;
    };
    const inDialog = await openDialog();
    await type(lossIn(inDialog), '20');
    expect(field('Delay').value).toBe('15');
    inDialog.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    const own = { type: 'condition', loss: 0.2, delay: null, duplicate: null };
    expect(lab.calls.filter((call) => call.name === 'act').map((call) => call.argument)).toEqual([
      { ...own, from: 2, to: 4 },
      { ...own, from: 4, to: 2 },
    ]);
    await pass(66);
    expect(text()).toContain('loss 20%');
    expect(lossIn(await openDialog()).value).toBe('20');
  });

  it('gives a node a timeout range of its own', async () => {
    const { pass, button, field } = await start();
    await pass(1500);
    document.querySelector('[data-node="3"]')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    await settle();
    await click(button('Own timeout range…'));
    await type(field('From'), '50');
    document.querySelector('[role="dialog"] form')!.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    expect(lastCall('act')).toEqual({ type: 'nodeTimeout', node: 3, range: { minMs: 50, maxMs: 300 } });
  });

  it('makes one node’s disk slow', async () => {
    const { pass, button, field } = await start();
    await pass(1500);
    document.querySelector('[data-node="3"]')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    await settle();
    await click(button('Slow disk…'));
    await type(field('A durable write takes'), 'uniform:5:20');
    document.querySelector('[role="dialog"] form')!.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    const delay = { kind: 'uniform', minMs: 5, maxMs: 20 };
    expect(lastCall('act')).toEqual({ type: 'slowDisk', node: 3, delay });
    await pass(66);
    expect(document.querySelector('[data-node="3"] .slow-disk')).not.toBeNull();
  });

  it('wipes a disk only after saying what that breaks', async () => {
    const { pass, button, text } = await start();
    await pass(1500);
    const wipes = () =>
      opened().lab.calls.filter(({ argument }) => (argument as Action | null)?.type === 'wipe');
    document.querySelector('[data-node="3"]')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    await settle();
    await click(button('Wipe disk…'));
    expect(text()).toContain('it may vote twice in a term');
    expect(wipes()).toEqual([]);
    await click(button('Wipe disk'));
    expect(lastCall('act')).toEqual({ type: 'wipe', node: 3 });
  });

  it('1 to 9 show all that is known of a node, Escape lets go', async () => {
    const { pass, press } = await start();
    await pass(1500);
    await press('2');
    expect(document.querySelector('aside[aria-label="Node B"]')?.textContent).toContain('last log index');
    await press('Escape');
    expect(document.querySelector('aside[aria-label="Node B"]')).toBeNull();
  });

  it('shows the lab’s refusal in its words', async () => {
    const { pass, lab, text } = await start();
    await pass(1500);
    lab.cluster!.act({ type: 'crashLeader' });
    await click(opened().button('Crash leader'));
    expect(text()).toContain('There is no leader to crash. Wait for an election.');
  });

  it('Space holds the view while the cluster goes on', async () => {
    const { pass, press, text, lab } = await start();
    await pass(1500);
    await press(' ');
    lab.cluster!.act({ type: 'crashLeader' });
    await pass(2000);
    expect(text()).toContain('leads term 1');
    expect(text()).toContain('view paused');
    await press(' ');
    expect(text()).toMatch(/leads term [2-9]/);
  });
});

describe('measuring', () => {
  const measured = async (trials: number): Promise<OpenWindow> => {
    const open = await start({ settings: { latency: { kind: 'fixed', ms: 15 } } });
    await open.pass(1500);
    await click(open.button('Measurement options'));
    await type(open.field('Trials'), String(trials));
    await click(open.button(/^Measure \d+ leader crash/));
    return open;
  };

  it('holds it against the model once it has ended, in words', async () => {
    const { pass, text, lab } = await measured(30);
    expect(lab.calls.some(({ name }) => name === 'agreement')).toBe(false);
    await pass(60_000);
    expect(lab.calls.filter(({ name }) => name === 'agreement')).toHaveLength(1);
    expect(text()).toMatch(/Downtime (agrees|differs)/);
    expect(text()).toMatch(/Split votes (agree|differ)/);
  });

  it('says what to do while nothing is measured', async () => {
    const { pass, text, button } = await start();
    await pass(1500);
    expect(text()).toContain('Press M to measure 100 leader crashes.');
    expect(button('Export CSV').getAttribute('aria-disabled')).toBe('true');
  });

  it('runs with its options, shows progress and the rate with its interval, and ends', async () => {
    const { pass, text } = await measured(6);
    expect(lastCall('measure')).toEqual({ kind: 'leader-crash', trials: 6, crash: 'kill', seed: 1 });
    await pass(1200);
    expect(text()).toMatch(/[1-5] of 6/);
    expect(text()).toContain('Settings are locked while a measurement runs.');
    await pass(6000);
    expect(text()).toMatch(/Split votes ?\d.*%.*n 6/);
    expect(text()).not.toContain('Settings are locked');
    expect(text()).toMatch(/contaminated ?0 of 6/);
  });

  it('can be stopped, and keeps what is done', async () => {
    const { pass, button, text, lab } = await measured(500);
    await pass(2000);
    await click(button('Stop'));
    await pass(100);
    expect(lab.runs[0]!.summary.trials).toBeGreaterThan(1);
    expect(text()).toContain(`n ${lab.runs[0]!.summary.trials}`);
    expect(button(/^Measure ?M?$/)).toBeDefined();
  });

  it('blocks faults meanwhile, and says why', async () => {
    const { pass, press, lab } = await measured(500);
    await pass(500);
    await press('p');
    expect(lab.calls.some((call) => call.name === 'act')).toBe(false);
    expect(opened().button('Partition').getAttribute('aria-disabled')).toBe('true');
  });

  it('exports the trials with E and says how many rows it wrote', async () => {
    const saved: string[] = [];
    const fetched: unknown[] = [];
    vi.stubGlobal('fetch', (path: unknown) => {
      fetched.push(path);
      return Promise.resolve(new Response('run_id,trial\r\n'));
    });
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:trials');
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download);
    });
    const { pass, press, text, lab } = await measured(3);
    await pass(4000);
    await press('e');
    expect(lastCall('exportRun')).toEqual({ runId: lab.runs[0]!.runId, kind: 'trials' });
    expect(fetched).toEqual(['/files/trials']);
    expect(saved).toEqual(['trials.csv']);
    expect(text()).toContain('trials.csv saved to your downloads — 3 rows');
  });

  it('keeps the run before in view, and lists both under Runs', async () => {
    const { pass, press, button, text } = await measured(3);
    await pass(4000);
    await press('m');
    await pass(4000);
    expect(text()).toContain('run before');
    await click(button('Runs'));
    await settle();
    expect(document.querySelectorAll('tbody tr')).toHaveLength(2);
    await click(document.querySelector('tbody tr:last-child .name')!);
    expect(text()).toContain('3, 3 clean, 0 capped');
    expect(text()).toContain('150–300 ms');
  });

  it('lists a run that is under way with its progress, and with its result once it has ended', async () => {
    const { pass, button } = await measured(10);
    await pass(2000);
    await click(button('Runs'));
    await settle();
    const row = () => document.querySelector('tbody tr')?.textContent ?? '';
    expect(row()).toContain('running');
    expect(row()).toMatch(/\d of 10/);
    await pass(20_000);
    await settle();
    expect(row()).not.toContain('running');
    expect(row()).not.toMatch(/of 10/);
  });

  it('shows a chart’s data as a table', async () => {
    const { pass, button } = await measured(4);
    await pass(5000);
    await click(button('More on Downtime'));
    await click(button('Show data'));
    const rows = [...document.querySelectorAll('section[aria-label="Downtime"] tbody tr')];
    const crashes = rows.map((row) => Number(row.children[1]?.textContent));
    expect(crashes.reduce((sum, n) => sum + n, 0)).toBe(4);
  });
});

describe('timelines', () => {
  it('T opens the slowest trial, PageDown the next, keys zoom, the cross closes', async () => {
    const { pass, press, text } = await start();
    await pass(1500);
    await press('m');
    await pass(8000);
    await press('t');
    const dialog = document.querySelector('[role="dialog"]')!;
    const key = async (name: string) => {
      dialog.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
      await settle();
    };
    const asked = () => lastCall('traceTrial') as { trial: number };
    const slowest = asked().trial;
    expect(text()).toContain('slowest first, 1 of');
    expect(text()).toContain('B leads term 2 after 180 ms');
    expect(dialog.querySelector('svg[role="img"]')?.textContent).toContain('detection 160 ms');
    const ticks = () => dialog.querySelectorAll('.tick').length;
    const before = ticks();
    for (let i = 0; i < 3; i++) await key('+');
    expect(ticks()).not.toBe(0);
    await key('0');
    expect(ticks()).toBe(before);
    await key('PageDown');
    expect(asked().trial).not.toBe(slowest);
    expect(text()).toContain('slowest first, 2 of');
    await click(opened().button('Close'));
    expect(document.querySelector('[role="dialog"]')).toBeNull();
  });

  it('says why there is none', async () => {
    const { pass, press, text, lab } = await start();
    lab.traceTrial = () => Promise.reject(new Error('Of trial 3 no timeline was kept.'));
    await pass(1500);
    await press('m');
    await pass(8000);
    await press('t');
    expect(text()).toContain('Of trial 3 no timeline was kept.');
  });
});

describe('finding one’s way', () => {
  it('? lists every key', async () => {
    const { pass, press, text } = await start();
    await pass(200);
    await press('?');
    expect(document.querySelector('[role="dialog"]')?.textContent).toContain('Keys');
    expect(text()).toContain('Select a node');
  });

  it('⌘/Ctrl+K finds an action by name and does it', async () => {
    const { pass, press } = await start();
    await pass(1500);
    await press('k', { ctrlKey: true });
    const search = document.querySelector<HTMLInputElement>('[role="dialog"] input')!;
    search.value = 'spread';
    search.dispatchEvent(new Event('input', { bubbles: true }));
    await settle();
    await click(opened().button('Spread timers'));
    expect(lastCall('act')).toEqual({ type: 'spreadTimers' });
  });

  it('tells the whole story in a drawer', async () => {
    const { pass, press, button } = await start();
    await pass(1500);
    await press('k');
    await pass(1500);
    await click(button(/^\d\d:\d\d:\d\d/));
    const story = document.querySelector('aside[aria-label="What happened"]')!;
    expect(story.querySelectorAll('li').length).toBeGreaterThan(3);
    expect(story.textContent).toContain('is crashed (SIGKILL)');
  });

  it('remembers the theme that was chosen', async () => {
    const { button } = await start();
    await click(button('Theme: system'));
    expect(document.documentElement.dataset['theme']).toBe('light');
    await click(button('Theme: light'));
    expect(localStorage.getItem('raft-lab.theme')).toBe('dark');
    await click(button('Theme: dark'));
    expect(document.documentElement.dataset['theme']).toBeUndefined();
  });

  it('gives every button, field and picture a name', async () => {
    const { pass } = await start();
    await pass(1500);
    for (const element of document.querySelectorAll('button, [role="button"], [role="img"], [role="slider"]'))
      expect((element.getAttribute('aria-label') ?? element.textContent).trim(), element.outerHTML).not.toBe(
        '',
      );
    for (const input of document.querySelectorAll('input'))
      expect(document.querySelector(`label[for="${input.id}"]`) ?? input.closest('label')).not.toBeNull();
  });
});
