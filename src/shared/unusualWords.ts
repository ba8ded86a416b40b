import { delayInWords } from './delayWords';
import { isNone, type Distribution } from './distribution';
import type { Environment } from './environment';
import type { Experiment } from './experiment';
import { percent } from './format';
import { nodeLetter } from './ids';
import type { TimeoutRange } from './settings';

/** `150–300 ms` */
export function rangeInWords({ minMs, maxMs }: TimeoutRange): string {
  return `${minMs}–${maxMs} ms`;
}

/** `20 ms long, 1000 ms apart, 100% lost` */
export function burstsInWords({
  meanLengthMs,
  meanGapMs,
  loss,
}: NonNullable<Environment['lossBursts']>): string {
  return `${meanLengthMs} ms long, ${meanGapMs} ms apart, ${percent(loss)} lost`;
}

/** What of an experiment's environment and conditions is not as usual, a few words each. */
export function unusualInWords({ environment: e, conditions: c }: Experiment): string[] {
  const delay = (name: string, given: Distribution) =>
    isNone(given) ? [] : [`${name} ${delayInWords(given)}`];
  const { length: faults } = c.timeline;
  return [
    ...delay('own latency', e.ownLatency),
    ...delay('persist', e.persist),
    ...delay('timer noise', e.timerNoise),
    ...(e.timerQuantumMs === 0 ? [] : [`ticks of ${e.timerQuantumMs} ms (${e.timerPhase})`]),
    ...(e.clockDriftPpm === 0 ? [] : [`clocks ± ${e.clockDriftPpm} ppm`]),
    ...(e.lossBursts === null ? [] : [`bursts of loss ${burstsInWords(e.lossBursts)}`]),
    ...(e.extraEntries.length === 0 ? [] : [`extra entries ${e.extraEntries.join(', ')}`]),
    ...(c.candidateTimeout === null ? [] : [`candidates ${rangeInWords(c.candidateTimeout)}`]),
    ...c.nodeTimeouts.map(({ node, range }) => `${nodeLetter(node)} ${rangeInWords(range)}`),
    ...(c.synchronisedHeartbeat ? [] : ['heartbeat not synchronised']),
    ...(c.crashOffset === 'uniform' ? [] : [`at ${percent(c.crashOffset)} of the heartbeat interval`]),
    ...(faults === 0 ? [] : [faults === 1 ? '1 fault on a timeline' : `${faults} faults on a timeline`]),
  ];
}
