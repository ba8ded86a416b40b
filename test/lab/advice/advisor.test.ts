import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Advisor } from '../../../src/lab/advice/advisor';
import type { AdviceRequest } from '../../../src/shared/advice';
import { NO_DELAY } from '../../../src/shared/distribution';

let folder: string;
let advisor: Advisor;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raft-lab-advisor-'));
  const mute = join(folder, 'worker.mjs');
  await writeFile(
    mute,
    "import { parentPort } from 'node:worker_threads';\nparentPort.on('message', () => {});\n",
  );
  advisor = new Advisor(mute);
});
afterEach(async () => {
  await advisor.stop();
  await rm(folder, { recursive: true });
});

const REQUEST: AdviceRequest = {
  goal: { p99DowntimeMs: 1000, spuriousPerDay: 1, splitVotes: 0.1, heartbeatsPerSecond: null },
  environment: {
    nodes: 5,
    latency: { kind: 'fixed', ms: 1 },
    persist: NO_DELAY,
    loss: 0,
    stalls: { perDay: 0, duration: NO_DELAY },
    preVote: true,
    checkQuorum: true,
  },
  seed: 1,
};

const ask = (): Promise<string> =>
  advisor.advise(REQUEST).then(
    () => 'answered',
    (error: unknown) => String(error),
  );

it('calls off every question but the newest, also those that come while an older one is being ended', async () => {
  const first = ask();
  const second = ask();
  const third = ask();
  expect(await first).toContain('called off');
  expect(await second).toContain('called off');
  await advisor.stop();
  expect(await third).toContain('called off');
});
