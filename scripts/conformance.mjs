import { main } from './lib/project.mjs';
import { setUp } from './lib/setup.mjs';
import { runVitest, tallyLine } from './lib/tally.mjs';

await main(async () => {
  await setUp({ build: false });
  const tally = await runVitest(['--project', 'unit', 'test/conformance']);
  process.stdout.write(`${tallyLine(tally)}\n`);
  if (tally.failed > 0) process.exitCode = 1;
});
