import { expect, it } from 'vitest';
import { rehearse, rehearseWaiting } from '../../src/node/rehearsal';

it('a rehearsal goes through an election and commits what it was given', () => {
  expect(rehearse()).toBe(5);
});

it('a rehearsal waits for a dozen deadlines, one after another, and ends', async () => {
  const waitsMs: number[] = [];
  let nowMs = 0;
  await rehearseWaiting({
    nowMs: () => nowMs,
    timer: (action) => ({
      set: (dueMs) => {
        waitsMs.push(dueMs - nowMs);
        nowMs = dueMs;
        action();
      },
      clear: () => undefined,
    }),
  });
  expect(waitsMs).toEqual(Array(12).fill(0.25));
});
