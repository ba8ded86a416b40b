import { isDeepStrictEqual } from 'node:util';
import { USUAL_CONDITIONS } from '../../shared/conditions';
import { isNone, type Distribution } from '../../shared/distribution';
import { precisionInWords } from '../../shared/precisionWords';
import type { Experiment } from '../../shared/experiment';
import { count, duration, percent } from '../../shared/format';
import { majorityOf, nodeLetter } from '../../shared/ids';
import { html, type Content, type Markup } from './markup';
import { table } from './table';
import { delayInWords, KIND_IN_WORDS } from './words';

type Row = readonly [setting: string, value: Content, meaning: string];

/** Every setting with its unit, and what it is in plain words. */
export function asked({
  experiment,
  done,
}: {
  readonly experiment: Experiment;
  readonly done: number;
}): Markup {
  return html`<section>
    <h2>What was asked</h2>
    <p>
      ${KIND_IN_WORDS[experiment.kind]}
      ${
        experiment.engine === 'simulation'
          ? 'The cluster was simulated: the same Raft core in virtual time, on a machine as ideal as the settings below.'
          : 'The servers were real processes of one machine, talking UDP on loopback; link delays are made in their own transport.'
      }
    </p>
    ${table({
      kind: 'words',
      head: ['Setting', 'Value', 'In plain words'],
      rows: [
        ...clusterRows(experiment),
        ...environmentRows(experiment),
        ...conditionRows(experiment),
        ...trialRows(experiment, done),
      ],
    })}
  </section>`;
}

function clusterRows({ cluster: c, engine }: Experiment): Row[] {
  return [
    ['Servers', c.nodes, `${majorityOf(c.nodes)} of them are a majority`],
    [
      'Election timeout',
      `${c.electionTimeoutMinMs}–${c.electionTimeoutMaxMs} ms`,
      'each wait is drawn afresh and uniformly from this range',
    ],
    ['Heartbeat', `${c.heartbeatMs} ms`, 'how often the leader tells its followers that it is there'],
    ['Link delay', delayInWords(c.latency), 'added to every datagram, one way'],
    ['Loss', percent(c.loss), 'of datagrams, independently'],
    ['PreVote', onOff(c.preVote), 'ask whether an election could be won before starting one'],
    ['CheckQuorum', onOff(c.checkQuorum), 'a leader that hears no majority steps down'],
    ...(engine === 'simulation' ? [] : ([['Durability', c.durability, DURABILITY[c.durability]]] as const)),
    [
      'Client load',
      c.clientLoadPerSecond === 0 ? 'none' : `${count(c.clientLoadPerSecond)} commands/s`,
      'each command resets the followers’ timers as a heartbeat does',
    ],
  ];
}

const DURABILITY = {
  fsync: 'term, vote and log are on disk before a reply that depends on them leaves',
  os: 'term, vote and log are left to the page cache',
  memory: 'nothing is written',
} as const satisfies Record<Experiment['cluster']['durability'], string>;

function environmentRows({ engine, environment: e }: Experiment): Row[] {
  const real = engine === 'processes';
  const delay = (setting: string, given: Distribution, meaning: string): Row[] =>
    isNone(given) ? [] : [[setting, delayInWords(given), meaning]];
  const rows = [
    ...delay('Network’s own delay', e.ownLatency, 'on top of the link delay, one way'),
    ...delay('Reaction', e.reaction, 'from a message’s arrival until its server acts upon it'),
    ...delay(
      'Durable write',
      e.persist,
      real
        ? 'at least, whatever the disk needs; paid by whoever must write before sending'
        : 'paid by whoever must write before sending',
    ),
    ...delay('Timer noise', e.timerNoise, 'how late a timer fires'),
  ];
  if (e.timerQuantumMs > 0)
    rows.push(['Timer tick', `${e.timerQuantumMs} ms`, `timers fire at ticks alone; ${phase(e.timerPhase)}`]);
  if (e.clockDriftPpm > 0)
    rows.push([
      'Clock drift',
      `± ${count(e.clockDriftPpm)} ppm`,
      'each server’s clock is fast or slow by a share of its own',
    ]);
  if (e.lossBursts !== null)
    rows.push([
      'Bursts of loss',
      `${duration(e.lossBursts.meanLengthMs)} long, ${duration(e.lossBursts.meanGapMs)} apart`,
      `on average, on each link for itself; ${percent(e.lossBursts.loss)} of datagrams are lost in them`,
    ]);
  if (e.extraEntries.length > 0)
    rows.push([
      'Extra log entries',
      extraEntries(e.extraEntries, real),
      'uncommitted, beyond what all share',
    ]);
  return rows;
}

function phase(timerPhase: Experiment['environment']['timerPhase']): string {
  if (timerPhase === 'own') return 'each server has its own';
  return timerPhase === 'shared'
    ? 'all servers’ fall together'
    : `one of all servers’ falls at ${timerPhase} ms`;
}

/** Of real nodes the first number is the old leader's, whoever that is. */
function extraEntries([first = 0, ...others]: readonly number[], real: boolean): string {
  if (!real) return [first, ...others].map((n, i) => `${nodeLetter(i + 1)} ${n}`).join(', ');
  return `old leader ${first}, the others ${others.length === 0 ? 'none' : others.join(', ')}`;
}

function conditionRows({ conditions: c }: Experiment): Row[] {
  if (isDeepStrictEqual(c, USUAL_CONDITIONS)) return [];
  const range = ({ minMs, maxMs }: { minMs: number; maxMs: number }) => `${minMs}–${maxMs} ms`;
  const rows: Row[] = [];
  if (!c.synchronisedHeartbeat)
    rows.push([
      'Synchronised heartbeat',
      'off',
      'followers’ timers do not start together before the disturbance',
    ]);
  if (c.crashOffset !== 'uniform')
    rows.push(['Moment', percent(c.crashOffset), 'of the heartbeat interval has passed at the disturbance']);
  if (c.candidateTimeout !== null)
    rows.push([
      'Candidates’ timeout',
      range(c.candidateTimeout),
      'what a candidate draws from, in place of the range above',
    ]);
  for (const own of c.nodeTimeouts)
    rows.push([`Timeout of ${nodeLetter(own.node)}`, range(own.range), 'its own range']);
  if (c.timeline.length > 0)
    rows.push([
      'Timeline',
      `${c.timeline.length} faults`,
      'at set times of each trial: see the experiment file',
    ]);
  return rows;
}

function trialRows(
  { kind, engine, crash, outageMs, observeMs, trials, precision, trialCapMs, seed }: Experiment,
  done: number,
): Row[] {
  return [
    ...(kind === 'leader-crash' && engine === 'processes' ? ([['Crash', crash, CRASH[crash]]] as const) : []),
    ...(outageMs === null ? [] : ([['Outage', duration(outageMs), 'how long the fault lasts']] as const)),
    ...(observeMs === null ? [] : ([['Observed for', duration(observeMs), 'each trial']] as const)),
    precision === null
      ? [
          'Trials',
          done === trials ? count(trials) : `${count(done)} of ${count(trials)}`,
          done === trials ? 'all that were asked for' : 'the run was ended before its time',
        ]
      : [
          'Trials',
          count(done),
          `until ${precisionInWords(precision)} is known; ${count(trials)} at most, ${count(precision.minTrials)} at least`,
        ],
    [
      'Time cap',
      duration(trialCapMs),
      'a trial that takes longer ends there, and counts as longer than all others',
    ],
    ['Seed', seed, 'all that is random is drawn from it'],
  ];
}

const CRASH = {
  kill: 'SIGKILL; a fresh process recovers from the log on disk',
  pause: 'SIGSTOP; the process goes on when the trial is over',
} as const satisfies Record<Experiment['crash'], string>;

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}
