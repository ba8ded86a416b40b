import { childSpawner } from '../../lab/childSpawner';
import { runExperiment } from '../../lab/experiment/runExperiment';
import { computePrediction } from '../../lab/prediction';
import { agreementOfRun } from '../../lab/runAgreement';
import { runSimulated } from '../../lab/simulation/runSimulated';
import { crowdedRemark } from '../../shared/concurrency';
import type { MeasureProgress } from '../../shared/measure';
import type { Experiment } from '../../shared/experiment';
import type { TrialRecord } from '../../shared/trialRecord';
import { remarksOn } from '../../shared/warnings';
import { defaultRunsFolder, writableFolder } from '../folders';
import { VERSION } from '../version';
import { agreementAsJson, comparedWith } from './agreementReport';
import { note, print, type CliContext } from './context';
import { readExperimentFile } from './experimentFile';
import { readSwitch, readText, type Flags } from './flags';
import { EXIT_INTERRUPTED, onInterrupt } from './interrupt';
import { ProgressDisplay } from './progress';
import { summaryAsJson, summaryAsText } from './report';
import { experimentFromFlags } from './settings';

/** `measure`: the experiment that the flags describe. */
export async function measure(context: CliContext, flags: Flags): Promise<number> {
  return runAndReport(context, experimentFromFlags(flags), flags);
}

/** `run`: the experiment in a file. */
export async function runFile(context: CliContext, path: string, flags: Flags): Promise<number> {
  return runAndReport(context, await readExperimentFile(path), flags);
}

async function runAndReport(context: CliContext, experiment: Experiment, flags: Flags): Promise<number> {
  const asJson = readSwitch(flags, 'json');
  const runsFolder = await writableFolder(readText(flags, 'out') ?? defaultRunsFolder());
  for (const { level, text } of remarksOn(experiment.cluster)) if (level === 'warning') note(text);
  const crowded = crowdedRemark(experiment, experiment.cluster.clientLoadPerSecond);
  if (crowded !== null) note(crowded);

  const stop = new AbortController();
  const takeOff = onInterrupt(() => {
    stop.abort();
  });
  const trials: TrialRecord[] = [];
  const display = new ProgressDisplay(process.stderr);
  try {
    const run = {
      experiment,
      runsFolder,
      version: VERSION,
      signal: stop.signal,
      onProgress: (progress: MeasureProgress) => {
        display.show(progress);
        // Those of real nodes are few; a million simulated ones are on disk.
        if (experiment.engine === 'processes') trials.push(...progress.newTrials);
      },
    };
    const summary =
      experiment.engine === 'simulation'
        ? await runSimulated(run)
        : await runExperiment({
            ...run,
            spawner: childSpawner(context.nodeEntry),
            onEvent: ({ text }) => {
              display.say(text);
            },
          });
    display.end();
    const agreement = await agreementOfRun({ experiment, trials, summary }, computePrediction);
    if (asJson) {
      const compared = agreement === null ? {} : { agreement: agreementAsJson(agreement) };
      print(JSON.stringify({ ...summaryAsJson(summary), ...compared }, null, 2));
    } else {
      print(summaryAsText(summary, experiment, agreement && comparedWith(agreement)));
    }
    if (!stop.signal.aborted) return 0;
    note(`Stopped: ${summary.trials} of ${experiment.trials} trials are kept.`);
    return EXIT_INTERRUPTED;
  } finally {
    display.end();
    takeOff();
  }
}
