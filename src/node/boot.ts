import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import v8 from 'node:v8';
import { Script } from 'node:vm';

/**
 * What a forked node runs first: it loads the node's program together with V8's code cache of it, so that none of it is
 * compiled at the start, or in the middle of the first election (measured: 80 instead of 95 ms of processor time from
 * fork to ready). The build makes the cache, with the argument below. Without one for this very Node, as in Electron,
 * the program is compiled as ever.
 */

const PROGRAM = join(__dirname, 'raftNode.cjs');
const CODE_CACHE = join(__dirname, `raftNode.${process.version}-${process.arch}.cache`);
const making = process.argv[2] === '--make-code-cache';

const script = new Script(`(function (require) { ${readFileSync(PROGRAM, 'utf8')}\n})`, {
  filename: PROGRAM,
  cachedData: making ? undefined : codeCache(),
});
if (making) {
  // A cache is good for the flags only with which it was made: it takes those that a process starts with.
  v8.setFlagsFromString = () => undefined;
  // By then V8 has compiled what has run.
  process.once('exit', () => {
    writeFileSync(CODE_CACHE, script.createCachedData());
  });
}
const program: unknown = script.runInThisContext();
if (isProgram(program)) program(require);

function isProgram(value: unknown): value is (require: NodeJS.Require) => void {
  return typeof value === 'function';
}

function codeCache(): Buffer | undefined {
  try {
    return readFileSync(CODE_CACHE);
  } catch {
    return undefined;
  }
}
