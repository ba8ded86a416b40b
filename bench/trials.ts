import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExperiment } from '../src/lab/experiment/runExperiment';
import { experimentSchema } from '../src/shared/experiment';
import { atLeast, type Figure } from './figure';
import { SPAWNER } from './lab';
import { whileWatchingTheHost } from './stolen';

const TRIALS = 120;

/** Leader crashes with `kill`: how many a second, and how many of them clean. */
export async function trials(): Promise<Figure[]> {
  return [...(await rate(1, 3)), ...(await rate(2, 6))];
}

async function rate(concurrency: number, target: number): Promise<Figure[]> {
  const runsFolder = await mkdtemp(join(tmpdir(), 'raft-lab-bench-'));
  const experiment = experimentSchema.parse({ trials: TRIALS, concurrency });
  let elapsedMs = 0;
  const where = concurrency === 1 ? 'on one cluster' : `on ${concurrency} clusters`;
  const { result: summary, figures } = await whileWatchingTheHost(where, () =>
    runExperiment({
      experiment,
      spawner: SPAWNER,
      runsFolder,
      version: 'bench',
      signal: new AbortController().signal,
      onProgress: (progress) => {
        elapsedMs = progress.elapsedMs;
      },
    }),
  );
  await rm(runsFolder, { recursive: true });
  return [
    atLeast(`trials ${where}`, summary.trials / (elapsedMs / 1000), target, '/s'),
    atLeast(`of which clean, ${where}`, (100 * summary.clean) / summary.trials, 95, '%'),
    ...figures,
  ];
}
