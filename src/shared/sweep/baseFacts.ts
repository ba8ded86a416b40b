import { delayInWords } from '../delayWords';
import { isNone } from '../distribution';
import { experimentSchema } from '../experiment';
import { KIND_WORDS } from '../experimentKinds';
import { precisionInWords } from '../precisionWords';
import { SWEEP_PARAMETERS, type SweepParameterId } from './parameters';
import type { Sweep } from './sweep';
import { count, percent } from '../format';

/** What is told only where it is not as usual, or the kind cannot be thought of without it. */
const FURTHER: readonly SweepParameterId[] = [
  'outage',
  'observe',
  'crash',
  'trialCap',
  'synchronisedHeartbeat',
  'crashOffset',
  'candidateTimeout',
  'nodeTimeouts',
  'extraEntries',
  'timerQuantum',
  'timerPhase',
  'clockDrift',
  'lossBursts',
];
const ALWAYS: ReadonlySet<SweepParameterId> = new Set(['outage', 'observe']);
const USUAL = experimentSchema.parse({});

/** What a sweep leaves at one value, name and value; what is switched off or takes no time is left out. */
export function baseFacts({ base, axes, stop, heartbeat }: Sweep): readonly (readonly [string, string])[] {
  const { cluster: c, environment, engine, seed } = base;
  const varied = new Set<string>(axes.flatMap(({ parameter }) => SWEEP_PARAMETERS[parameter].decides));
  const unless = (
    what: string,
    name: string,
    value: string | null,
  ): readonly (readonly [string, string])[] => (varied.has(what) || value === null ? [] : [[name, value]]);
  const range =
    varied.has('timeoutMin') || varied.has('timeoutMax')
      ? [
          ...unless('timeoutMin', 'shortest timeout', `${c.electionTimeoutMinMs} ms`),
          ...unless('timeoutMax', 'longest timeout', `${c.electionTimeoutMaxMs} ms`),
        ]
      : unless('timeoutMin', 'election timeout', `${c.electionTimeoutMinMs}–${c.electionTimeoutMaxMs} ms`);
  const share = `${Number(((c.heartbeatMs / c.electionTimeoutMinMs) * 100).toPrecision(3))}% of the shortest timeout`;
  const keepsShare = varied.has('timeoutMin') && heartbeat === 'proportional';
  const further = FURTHER.filter((id) => {
    const { belongsTo, read } = SWEEP_PARAMETERS[id];
    return !varied.has(id) && belongsTo(base) && (ALWAYS.has(id) || read(base) !== read(USUAL));
  }).map((id) => {
    const { label, unit, read } = SWEEP_PARAMETERS[id];
    return [label.toLowerCase(), unit === null ? read(base) : `${read(base)} ${unit}`] as const;
  });
  return [
    ...unless('kind', 'a trial', KIND_WORDS[base.kind].title.toLowerCase()),
    ...further,
    ...unless('nodes', 'nodes', String(c.nodes)),
    ...range,
    ...unless('heartbeat', 'heartbeat', keepsShare ? share : `${c.heartbeatMs} ms`),
    ...unless('latency', 'latency, one way', delayInWords(c.latency)),
    ...unless('loss', 'loss', c.loss === 0 ? null : percent(c.loss)),
    ...unless('persist', 'durable write', delayOrNull(environment.persist)),
    ...unless('timerNoise', 'timers late by', delayOrNull(environment.timerNoise)),
    ...unless('ownLatency', 'network’s own latency', delayOrNull(environment.ownLatency)),
    ...unless('reaction', 'reaction to a message', delayOrNull(environment.reaction)),
    ...unless(
      'load',
      'client load',
      c.clientLoadPerSecond === 0 ? null : `${count(c.clientLoadPerSecond)}/s`,
    ),
    ...unless('preVote', 'PreVote', c.preVote ? 'on' : 'off'),
    ...unless('checkQuorum', 'CheckQuorum', c.checkQuorum ? 'on' : null),
    ['engine', engine === 'simulation' ? 'virtual time' : 'real processes'],
    ['a cell ends', 'trials' in stop ? `after ${count(stop.trials)} trials` : `at ${precisionInWords(stop)}`],
    ['seed', String(seed)],
  ];
}

function delayOrNull(delay: Parameters<typeof isNone>[0]): string | null {
  return isNone(delay) ? null : delayInWords(delay);
}
