import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect } from 'vitest';
import { childSpawner } from '../../src/lab/childSpawner';
import type { Spawner } from '../../src/lab/spawner';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Bundles a program for Node as electron-vite does, from the sources as they are now.
 * @param entry its source, from the project's root
 * @returns the program's path
 */
export async function bundle(entry: string): Promise<string> {
  const outDir = join(ROOT, 'out/test', entry.replaceAll('/', '-').replace(/\.ts$/, ''));
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'main.js' } },
    },
  });
  return join(outDir, 'main.js');
}

/** Forks real nodes. */
export async function nodeSpawner(): Promise<Spawner> {
  return childSpawner(await bundle('src/node/index.ts'));
}

/** An empty folder, and its removal. */
export async function scratchFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'raft-lab-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** What has not come by then does not come, ms: longer than the busiest machine takes. */
const PATIENCE_MS = 60_000;

/**
 * Looks every few ms until it sees something. What it returns is still so when the caller goes on.
 * @throws Error when nothing was to be seen for a minute
 */
export async function until<T>(what: string, look: () => T | null | undefined | false): Promise<T> {
  const endMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (performance.now() > endMs) throw new Error(`not within ${PATIENCE_MS / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A leader's heartbeats come in time for these though the machine stands still for a third of a second. */
export const CALM = { electionTimeoutMinMs: 500, electionTimeoutMaxMs: 1000 };

/** How often what must be over within a second may take longer, because the machine was not there. */
const ATTEMPTS = 5;

/**
 * Holds that processes end within a second of what `orphan` does. A machine that stands still delays everything, so the
 * quickest of a few attempts counts; in each of them all have to end.
 * @param orphan returns, as soon as it has happened, who is to end
 */
export async function expectGoneWithinASecond(orphan: () => Promise<readonly number[]>): Promise<void> {
  const tookMs: number[] = [];
  while (tookMs.length < ATTEMPTS && !tookMs.some((ms) => ms <= 1000)) {
    const pids = await orphan();
    const fromMs = performance.now();
    await until('all nodes are gone', () => !pids.some(isAlive));
    tookMs.push(performance.now() - fromMs);
  }
  expect(Math.min(...tookMs)).toBeLessThanOrEqual(1000);
}

/** Is there a process with this id that runs? One that has ended but that nobody has reaped does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
