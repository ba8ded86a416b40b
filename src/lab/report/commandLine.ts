import { isDeepStrictEqual } from 'node:util';
import { USUAL_CONDITIONS } from '../../shared/conditions';
import { distributionLabel, formatDistribution, isNone, type Distribution } from '../../shared/distribution';
import { IDEAL } from '../../shared/environment';
import { experimentSchema, type Experiment } from '../../shared/experiment';
import { USUAL_FEWEST_TRIALS } from '../../shared/precision';
import { precisionWord } from '../../shared/precisionWords';
import { DEFAULT_SETTINGS } from '../../shared/settings';

/** What is so when no flag says otherwise. */
const USUAL = experimentSchema.parse({});

/** The words of `raft-lab measure …` that do the same again; null when only a file can say it. */
export function measureWords(experiment: Experiment): readonly string[] | null {
  const { kind, name, engine, cluster, environment, conditions, crash } = experiment;
  const { trials, precision, concurrency, seed, trialCapMs } = experiment;
  const { persist, timerNoise } = environment;
  const unsaid =
    kind !== 'leader-crash' ||
    (precision !== null && precision.minTrials !== Math.min(USUAL_FEWEST_TRIALS, trials)) ||
    !isDeepStrictEqual(conditions, USUAL_CONDITIONS) ||
    !isDeepStrictEqual(environment, { ...IDEAL, persist, timerNoise }) ||
    [cluster.latency, persist, timerNoise].some(isLong);
  if (unsaid) return null;
  const when = (differs: boolean, ...words: readonly string[]) => (differs ? words : []);
  return [
    'raft-lab',
    'measure',
    ...when(engine !== USUAL.engine, '--engine', engine),
    ...['--nodes', String(cluster.nodes)],
    ...['--election-timeout', `${cluster.electionTimeoutMinMs}-${cluster.electionTimeoutMaxMs}`],
    ...['--heartbeat', String(cluster.heartbeatMs)],
    ...when(!isNone(cluster.latency), '--latency', formatDistribution(cluster.latency)),
    ...when(cluster.loss > 0, '--loss', String(cluster.loss)),
    ...when(cluster.preVote, '--pre-vote'),
    ...when(cluster.checkQuorum, '--check-quorum'),
    ...when(cluster.clientLoadPerSecond > 0, '--load', String(cluster.clientLoadPerSecond)),
    ...when(cluster.durability !== DEFAULT_SETTINGS.durability, '--durability', cluster.durability),
    ...when(!isNone(persist), '--persist', formatDistribution(persist)),
    ...when(!isNone(timerNoise), '--timer-noise', formatDistribution(timerNoise)),
    ...when(crash !== USUAL.crash, '--crash', crash),
    ...['--trials', String(trials)],
    ...(precision === null ? [] : ['--precision', precisionWord(precision)]),
    ...['--seed', String(seed)],
    ...when(concurrency !== USUAL.concurrency, '--concurrency', String(concurrency)),
    ...when(trialCapMs !== USUAL.trialCapMs, '--trial-cap', String(trialCapMs)),
    // A word that begins like a flag must not stand alone.
    ...when(name !== USUAL.name, ...(name.startsWith('-') ? [`--name=${name}`] : ['--name', name])),
  ];
}

/** Thousands of samples are no command line. */
function isLong(delay: Distribution): boolean {
  return distributionLabel(delay) !== formatDistribution(delay);
}

/** Words as a POSIX shell would be given them. */
export function shellLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w.,:=/@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
