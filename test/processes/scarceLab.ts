import { importRun } from '../../src/lab/runs/importRun';
import { listRuns } from '../../src/lab/runs/library';
import { RunRecorder } from '../../src/lab/runs/recorder';
import { formatTrials, TRIALS_HEADER } from '../../src/lab/runs/trialsCsv';
import { listSweeps } from '../../src/lab/sweep/library';
import { SweepLog } from '../../src/lab/sweep/sweepLog';
import { messageOf } from '../../src/shared/errors';
import { experimentSchema } from '../../src/shared/experiment';
import { sweepSchema } from '../../src/shared/sweep/sweep';
import { trialWith } from '../lab/trial/trials';

/** Does something in a folder with as large, or as many, files as the shell lets it, and says what came of it. */
const [what = '', folder = ''] = process.argv.slice(2);
const MANY = 200;
const VERSION = '0.1.0';
const base = experimentSchema.parse({});
const axes = [{ parameter: 'nodes', values: [3, 5] }];

async function attempt(): Promise<unknown> {
  switch (what) {
    case 'run':
      return await RunRecorder.create(folder, base, { version: VERSION });
    case 'sweep':
      return await SweepLog.create(folder, sweepSchema.parse({ base, axes }), VERSION);
    case 'import': {
      const trials = Array.from({ length: 1000 }, (_, trial) => trialWith({ trial }));
      const text = TRIALS_HEADER + formatTrials(trials);
      return await importRun(folder, { fileName: 'trials.csv', text }, { version: VERSION });
    }
    case 'runs': {
      for (let run = 0; run < MANY; run += 1) {
        const experiment = { ...base, name: `run ${run}` };
        await (await RunRecorder.create(folder, experiment, { version: VERSION })).close();
      }
      return await listRuns(folder);
    }
    case 'sweeps': {
      const sweep = sweepSchema.parse({ base, axes });
      for (let i = 0; i < MANY; i += 1) {
        await SweepLog.create(folder, { ...sweep, name: `sweep ${i}` }, VERSION);
      }
      return await listSweeps(folder);
    }
    default:
      throw new Error(`there is no ${what}`);
  }
}

await attempt().then(
  (done) => process.stdout.write(Array.isArray(done) ? `listed ${done.length}` : 'kept'),
  (error: unknown) => process.stdout.write(messageOf(error)),
);
