import { main } from './lib/project.mjs';
import { setUp } from './lib/setup.mjs';
import { runVitest, tallyLines } from './lib/tally.mjs';

await main(async () => {
  await setUp({ build: false });
  const tally = await runVitest(['--project', 'unit', 'test/conformance']);
  process.stdout.write(tallyLines(tally));
  if (tally.failures.length > 0) process.exitCode = 1;
});
