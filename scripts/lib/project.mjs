import { fileURLToPath } from 'node:url';

/** The project's folder. Everything under scripts/ runs before `npm ci` has: it imports nothing but Node itself. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One line for the person at the terminal; standard output belongs to the command that is being set up. */
export function say(/** @type {string} */ line) {
  process.stderr.write(`${line}\n`);
}

/** What makes a command stop with one sentence instead of a stack trace. */
export class SetupError extends Error {
  /** @param {string} message @param {number} [exitCode] 2 for wrong arguments */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a command's main function; what it throws becomes one sentence and an exit code. */
export async function main(/** @type {() => Promise<void>} */ body) {
  try {
    await body();
  } catch (error) {
    say(error instanceof SetupError ? error.message : String(error instanceof Error ? error.stack : error));
    process.exitCode = error instanceof SetupError ? error.exitCode : 1;
  }
}
