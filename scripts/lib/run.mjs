import { spawn } from 'node:child_process';
import { ROOT } from './project.mjs';

/**
 * Runs a program to its end and gives its exit code (128 + n for signal n, as a shell has it).
 * Ctrl+C reaches the child through the terminal; a SIGTERM or SIGHUP to us is passed on, so that nothing outlives us.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions, timeoutMs?: number,
 *   onOutput?: (text: string) => void }} [options] with `onOutput` both output streams are captured instead of shown
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: options.env ?? process.env,
      stdio: options.onOutput ? ['ignore', 'pipe', 'pipe'] : (options.stdio ?? 'inherit'),
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
      // Node starts .cmd files by a shell alone.
      shell: command.endsWith('.cmd'),
    });
    const passOn = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
    const wait = () => undefined;
    process.on('SIGTERM', passOn).on('SIGHUP', passOn).on('SIGINT', wait);
    const settle = () => process.off('SIGTERM', passOn).off('SIGHUP', passOn).off('SIGINT', wait);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => options.onOutput?.(text));
    }
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code, signal) => {
      settle();
      resolve(code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGKILL' ? 9 : 15));
    });
  });
}

/** Our standard error for all that a set-up step prints, so that standard output stays the command's own. */
export const TO_STDERR = /** @type {const} */ (['ignore', 2, 2]);
