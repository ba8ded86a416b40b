import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The built terminal, as `npm run lab` starts it. */
const CLI = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));

export interface Started {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export function startIn(folder: string, ...words: string[]): Started {
  const env = { ...process.env, NO_COLOR: '1' };
  const child = spawn(process.execPath, [CLI, ...words], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  return { child, out: () => out, err: () => err, ended };
}

export async function finishIn(
  folder: string,
  ...words: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const { out, err, ended } = startIn(folder, ...words);
  const { code } = await ended;
  return { code, out: out(), err: err() };
}
