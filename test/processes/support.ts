import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
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

/** Looks every few ms until it sees something. @throws Error when that takes longer than `limitMs` */
export async function until<T>(
  what: string,
  look: () => T | null | undefined | false,
  limitMs = 10_000,
): Promise<T> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const seen = look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (performance.now() > endMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
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
