import { importRun } from '../../src/lab/runs/importRun';
import { RunRecorder } from '../../src/lab/runs/recorder';
import { formatTrials, TRIALS_HEADER } from '../../src/lab/runs/trialsCsv';
import { SweepLog } from '../../src/lab/sweep/sweepLog';
import { messageOf } from '../../src/shared/errors';
import { experimentSchema } from '../../src/shared/experiment';
import { sweepSchema } from '../../src/shared/sweep/sweep';
import { trialWith } from '../lab/trial/trials';

/** Begins something in a folder, and says why it could not be kept. Its files may be as large as the shell lets them. */
const [what = '', folder = ''] = process.argv.slice(2);
const VERSION = '0.1.0';
const base = experimentSchema.parse({});

async function begin(): Promise<unknown> {
  switch (what) {
    case 'run':
      return await RunRecorder.create(folder, base, { version: VERSION });
    case 'sweep': {
      const axes = [{ parameter: 'nodes', values: [3, 5] }];
      return await SweepLog.create(folder, sweepSchema.parse({ base, axes }), VERSION);
    }
    default: {
      const trials = Array.from({ length: 1000 }, (_, trial) => trialWith({ trial }));
      const text = TRIALS_HEADER + formatTrials(trials);
      return await importRun(folder, { fileName: 'trials.csv', text }, { version: VERSION });
    }
  }
}

await begin().then(
  () => process.stdout.write('kept'),
  (error: unknown) => process.stdout.write(messageOf(error)),
);
