import { medianOf } from './delayTail';
import { delayInWords } from './delayWords';
import { majorityOf } from './ids';
import type { ClusterSettings } from './settings';

/** One line about legal settings: what will happen with them. */
export interface Remark {
  /** `warning`: unwise; `note`: good to know; `good`: as the literature advises. */
  readonly level: 'warning' | 'note' | 'good';
  readonly text: string;
}

/** Loopback's own one-way delay where none has been measured, ms (docs/prediction.md). */
export const LOOPBACK_ONE_WAY_MS = 0.05;
/** The thesis (§9.3) advises a range of about ten times the one-way latency. */
const ADVISED_RANGE_IN_DELAYS = 10;
/** Below this many delays wide, "about ten" no longer describes it. */
const RANGE_TOO_NARROW_IN_DELAYS = 8;
/** A range this many delays wide splits votes so rarely that a hundred crashes show none. */
const RANGE_SHOWS_NO_SPLITS_IN_DELAYS = 200;

const ms = (value: number): string => `${Number(value.toPrecision(3))} ms`;

/**
 * What to know about these settings, most important first; empty when there is nothing to say.
 * @param roundTripMs measured on the running cluster (added delays included), or null when unknown
 */
export function remarksOn(s: ClusterSettings, roundTripMs: number | null = null): Remark[] {
  const remarks: Remark[] = [];
  const warn = (text: string) => remarks.push({ level: 'warning', text });
  const width = s.electionTimeoutMaxMs - s.electionTimeoutMinMs;
  const addedMs = Math.max(0, medianOf(s.latency));
  const oneWayMs = addedMs > 0 ? addedMs : Math.max((roundTripMs ?? 0) / 2, LOOPBACK_ONE_WAY_MS);
  const widthInDelays = width / oneWayMs;

  if (s.nodes > 1) {
    if (s.heartbeatMs >= s.electionTimeoutMinMs)
      warn(
        `Heartbeats every ${ms(s.heartbeatMs)} come too late for a ${ms(s.electionTimeoutMinMs)} timeout: followers will depose a live leader again and again.`,
      );
    if (2 * oneWayMs >= s.electionTimeoutMinMs)
      warn(
        `A vote takes a round trip of ${ms(2 * oneWayMs)}, longer than the ${ms(s.electionTimeoutMinMs)} timeout: candidates give up before they can win.`,
      );
    if (width === 0)
      warn('All timeouts are the same: only timer noise breaks a tie, so elections split over and over.');
    else if (widthInDelays <= 1)
      warn(
        `The range is ${ms(width)} wide, no wider than the link delay: nearly every election splits its votes.`,
      );
    else if (widthInDelays < RANGE_TOO_NARROW_IN_DELAYS && s.nodes > 2)
      warn(
        `The range is ${Number(widthInDelays.toPrecision(2))} × the link delay: expect split votes; the thesis advises about 10 ×.`,
      );
    if (s.loss > 0 && 2 * s.heartbeatMs > s.electionTimeoutMinMs && s.heartbeatMs < s.electionTimeoutMinMs)
      warn(
        'With loss, one missed heartbeat is enough to start an election: keep two or more in the shortest timeout.',
      );
    if (s.loss >= 0.3)
      warn(`At ${Number((s.loss * 100).toPrecision(3))}% loss, elections are won and lost by luck.`);
    if (s.nodes % 2 === 0)
      remarks.push({
        level: 'note',
        text: `${s.nodes} nodes survive ${s.nodes - majorityOf(s.nodes)} crash${s.nodes - majorityOf(s.nodes) === 1 ? '' : 'es'}, no more than ${s.nodes - 1} do.`,
      });
    if (widthInDelays >= RANGE_SHOWS_NO_SPLITS_IN_DELAYS)
      remarks.push({
        level: 'note',
        text:
          addedMs === 0
            ? `Loopback takes about ${ms(oneWayMs)}: the network alone splits next to no votes. Add link delay or narrow the range.`
            : 'The range is over 200 × the link delay: split votes will be too rare to see.',
      });
    else if (remarks.length === 0 && widthInDelays <= 2 * ADVISED_RANGE_IN_DELAYS)
      remarks.push({
        level: 'good',
        text: `The range is ${Number(widthInDelays.toPrecision(2))} × the link delay (${delayInWords(s.latency)}): the thesis advises about 10 ×.`,
      });
  } else remarks.push({ level: 'note', text: 'One node is its own majority: it leads at once and alone.' });
  return remarks;
}

/** Timers later than this share of the shortest timeout depose leaders that live. */
const TOO_LATE = 0.2;

/** What to know where the machine cannot keep up with the cluster; null while it can, or where that is not known. */
export function latenessRemark(s: ClusterSettings, timerLateP99Ms: number | null): Remark | null {
  if (timerLateP99Ms === null || timerLateP99Ms < TOO_LATE * s.electionTimeoutMinMs) return null;
  const load = s.clientLoadPerSecond > 0 ? ', or less load' : '';
  return {
    level: 'warning',
    text: `Timers are ${ms(Math.round(timerLateP99Ms))} late: ${s.nodes} nodes are too many here now. Take fewer${load}.`,
  };
}
