import { spawn, type ChildProcess } from 'node:child_process';
import { LabError } from '../../shared/errors';

/** Why nodes cannot be paused on this platform; null when they can. */
export function pauseUnavailable(platform: NodeJS.Platform = process.platform): string | null {
  return platform === 'win32' ? 'Windows has no SIGSTOP: a process cannot be paused there.' : null;
}

/**
 * Reads lines of pids, the last line being those that are stopped now; when its input ends, because the lab is gone,
 * it kills them. A stopped process cannot notice by itself that its lab has died.
 */
const GUARD = 'while read -r line; do pids=$line; done; [ -z "$pids" ] || kill -KILL $pids';

/** Sees to it that no paused process outlives this one. */
export class PauseGuard {
  readonly #paused = new Set<number>();
  #shell: ChildProcess | null = null;

  /**
   * Call before SIGSTOP is sent.
   * @throws LabError `unsupported`
   */
  add(pid: number): void {
    const reason = pauseUnavailable();
    if (reason !== null) throw new LabError('unsupported', reason);
    this.#paused.add(pid);
    this.#tell();
  }

  /** The process runs again, or has been sent SIGKILL. */
  remove(pid: number): void {
    if (this.#paused.delete(pid)) this.#tell();
  }

  close(): void {
    this.#paused.clear();
    if (this.#shell === null) return;
    this.#tell();
    this.#shell.stdin?.end();
    this.#shell = null;
  }

  #tell(): void {
    this.#shell ??= this.#open();
    this.#shell.stdin?.write(`${[...this.#paused].join(' ')}\n`);
  }

  #open(): ChildProcess {
    const shell = spawn('sh', ['-c', GUARD], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    shell.on('error', ignore);
    shell.stdin.on('error', ignore);
    shell.unref();
    return shell;
  }
}

/** Without a shell there is no guard; pausing works all the same. */
function ignore(): void {
  return;
}
