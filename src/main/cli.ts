import { join } from 'node:path';
import { runCli } from './cli/main';

const OUT = join(import.meta.dirname, '..');

process.exitCode = await runCli(process.argv.slice(2), {
  nodeEntry: join(OUT, 'main/node.cjs'),
  rendererFolder: join(OUT, 'renderer'),
});
