import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SetupError } from './project.mjs';

/** Where `src/node/boot.ts` looks for V8's code cache of the node's program, for the Node that runs this. */
export const CODE_CACHE = `main/raftNode.${process.version}-${process.arch}.cache`;

/**
 * Has a node make the cache: it rehearses, is left alone by its lab, and writes down what V8 has compiled until then.
 * @param {string} out the built folder
 */
export async function makeCodeCache(out) {
  const node = fork(join(out, 'main/node.cjs'), ['--make-code-cache'], { serialization: 'advanced' });
  node.once('message', () => {
    node.disconnect();
  });
  const [code] = await once(node, 'exit');
  if (code !== 0) throw new SetupError(`The built node did not start (exit code ${code}).`);
}
