import { describe, expect, it } from 'vitest';
import { ClusterNews } from '../../../src/lab/cluster/news';
import { RunMachine } from '../../../src/lab/experiment/runMachine';

const votes = (delayMs: number) => ({
  atMs: 0,
  roundTripMs: [1],
  persistMs: [1],
  requestMs: [delayMs, delayMs],
  voteDelayMs: [delayMs, delayMs],
});

function runOf(trials: readonly { readonly delayMs: number; readonly clean: boolean }[]) {
  const news = new ClusterNews();
  const machine = new RunMachine();
  const watch = machine.watch({ news });
  for (const { delayMs, clean } of trials) {
    news.samples(votes(delayMs));
    watch.trialEnded(clean);
  }
  const { requestSpreadMs = [], voteDelaySpreadMs = [], roundTripMs } = machine.delays;
  return { longestMs: Math.max(...requestSpreadMs, ...voteDelaySpreadMs), roundTripMs };
}

describe('what the machine has added to a run', () => {
  const clean = Array.from({ length: 10 }, () => ({ delayMs: 1, clean: true }));

  it('is what its clean trials had, when they tell enough', () => {
    expect(runOf([...clean, { delayMs: 9, clean: false }]).longestMs).toBeCloseTo(1, 1);
  });

  it('is what all trials had, as long as they do not', () => {
    expect(runOf([...clean.slice(1), { delayMs: 9, clean: false }]).longestMs).toBeCloseTo(9, 0);
  });

  it('has round trips and writes where there were no elections', () => {
    const machine = new RunMachine();
    const news = new ClusterNews();
    const watch = machine.watch({ news });
    news.samples({ ...votes(1), requestMs: [], voteDelayMs: [] });
    watch.trialEnded(true);
    watch.close();
    news.samples({ ...votes(1), roundTripMs: [50] });
    watch.trialEnded(true);
    expect(machine.delays.roundTripMs).toBeCloseTo(1, 1);
    expect(machine.delays.voteDelaySpreadMs).toEqual([]);
  });
});
