/** What the commands have to work with. */
export interface CliContext {
  /** The built node entry, out/main/node.cjs. */
  readonly nodeEntry: string;
  /** The built window, out/renderer. */
  readonly rendererFolder: string;
}

/** The result of a command; whoever reads it may have gone (`| head`), and that is no error. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What is said beside the result. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
