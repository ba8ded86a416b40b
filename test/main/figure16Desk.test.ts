import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Figure16Desk, type Figure16DeskOptions, type Figure16Hooks } from '../../src/main/figure16Desk';
import { LabError } from '../../src/shared/errors';
import { FIGURE_16_LINES } from '../../src/shared/figure16';
import {
  measureFigure16RequestSchema,
  type Figure16Progress,
  type ReproducedLine,
} from '../../src/shared/reference';

const REQUEST = { lines: [2, 6], trials: 10, seed: 1 };
const PROGRESS: Figure16Progress = {
  line: FIGURE_16_LINES[2]!,
  finished: 0,
  lines: 2,
  done: 3,
  total: 10,
  contaminated: 1,
  remainingMs: null,
};
const LINE = { steps: [] } as unknown as ReproducedLine;

let hooks: Figure16Hooks;
let end: { resolve: () => void; reject: (error: Error) => void };
const giveBack = vi.fn(() => Promise.resolve());
const requireIdle = vi.fn();
let desk: Figure16Desk;

beforeEach(() => {
  vi.clearAllMocks();
  const measure: Figure16DeskOptions['measure'] = (_request, given) => {
    hooks = given;
    return new Promise((resolve, reject) => {
      end = { resolve, reject };
      given.signal.addEventListener('abort', () => {
        resolve();
      });
    });
  };
  desk = new Figure16Desk({ measure, requireIdle, makeRoom: () => Promise.resolve(giveBack) });
});

const seen = () => desk.calls.figure16Measurement();

describe('measuring Figure 16', () => {
  it('is nothing at first; then each line that is done is there, and how far the next one is', async () => {
    expect(await seen()).toBeNull();
    await desk.calls.measureFigure16(REQUEST);
    expect(await seen()).toMatchObject({ state: 'running', progress: null, lines: [] });
    hooks.onProgress(PROGRESS);
    hooks.onLine(LINE);
    expect(await seen()).toMatchObject({ progress: PROGRESS, lines: [LINE] });
    end.resolve();
    await expect.poll(() => giveBack.mock.calls.length).toBe(1);
    expect(await seen()).toMatchObject({ state: 'done', request: REQUEST, problem: null });
  });

  it('stopped, keeps what is done, and gives the room back', async () => {
    await desk.calls.measureFigure16(REQUEST);
    hooks.onLine(LINE);
    await desk.calls.stopMeasuringFigure16();
    expect(await seen()).toMatchObject({ state: 'stopped', lines: [LINE] });
    expect(giveBack).toHaveBeenCalledOnce();
  });

  it('says why a line was given up, and goes on', async () => {
    await desk.calls.measureFigure16(REQUEST);
    hooks.onProblem('12–24 ms was given up.');
    expect(await seen()).toMatchObject({ state: 'running', problem: '12–24 ms was given up.' });
    end.resolve();
    await expect.poll(() => giveBack.mock.calls.length).toBe(1);
    expect(await seen()).toMatchObject({ state: 'done' });
  });

  it('that fails says why', async () => {
    await desk.calls.measureFigure16(REQUEST);
    end.reject(new Error('No leader lasts.'));
    await expect.poll(() => giveBack.mock.calls.length).toBe(1);
    expect(await seen()).toMatchObject({ state: 'failed', problem: 'No leader lasts.' });
  });

  it('takes place once at a time, and nothing that needs the machine beside it', async () => {
    await desk.calls.measureFigure16(REQUEST);
    await expect(desk.calls.measureFigure16(REQUEST)).rejects.toThrow(/is being measured.*measure it anew/);
    expect(() => {
      desk.requireIdle('start a cluster');
    }).toThrow('to start a cluster.');
    end.resolve();
    await expect.poll(() => giveBack.mock.calls.length).toBe(1);
    requireIdle.mockImplementationOnce(() => {
      throw new LabError('busy', 'A sweep is running.');
    });
    await expect(desk.calls.measureFigure16(REQUEST)).rejects.toThrow('A sweep is running.');
    await desk.calls.measureFigure16(REQUEST);
  });

  it('has lines with randomness alone: the other takes an hour', () => {
    const parsed = measureFigure16RequestSchema.safeParse({ ...REQUEST, lines: [0] });
    expect(parsed.error?.issues[0]?.message).toContain('the terminal measures it');
  });
});
