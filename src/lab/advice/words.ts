import {
  GOAL_NAMES,
  meets,
  type AdviceEnvironment,
  type AdviceGoal,
  type AdvicePoint,
  type Alternative,
  type GoalName,
} from '../../shared/advice';
import { delayInWords } from '../../shared/delayWords';

/** The advice in sentences. */

/** A goal as people say it: "p99 downtime up to 500 ms". */
export function goalInWords(name: GoalName, goal: AdviceGoal): string {
  switch (name) {
    case 'p99DowntimeMs':
      return `p99 downtime up to ${short(goal.p99DowntimeMs)} ms`;
    case 'spuriousPerDay':
      return `up to ${short(goal.spuriousPerDay)} spurious elections a day`;
    case 'splitVotes':
      return `up to ${short(100 * goal.splitVotes)}% split votes`;
    case 'heartbeatsPerSecond':
      return `up to ${short(goal.heartbeatsPerSecond ?? Infinity)} heartbeats a second`;
  }
}

const BINDS: Readonly<Record<GoalName, string>> = {
  p99DowntimeMs:
    'Downtime is what limits it: the timeouts are as long as the p99 allows, with a fifth of it in reserve, since every millisecond more makes elections for nothing rarer.',
  spuriousPerDay:
    'Spurious elections are what limits it: shorter timeouts, or fewer heartbeats, would depose a healthy leader too often.',
  splitVotes:
    'Split votes are what limits it: the range must be this wide for candidates not to rob each other of votes.',
  heartbeatsPerSecond:
    'The limit on heartbeats is what holds it back: more of them would allow shorter timeouts.',
};

/** Why this point: the first sentence is the gist. */
export function whyFeasible(point: AdvicePoint, binds: GoalName, splitWindowMs: number): readonly string[] {
  const { minMs, maxMs, heartbeatMs } = point;
  return [
    BINDS[binds],
    `The minimum holds ${short(Math.floor(minMs / heartbeatMs))} heartbeats, so that ${Math.floor(minMs / heartbeatMs) - 1} in a row may be lost or late.`,
    `Candidates rob each other of votes for ${short(splitWindowMs)} ms (messages and writes, their slow ones too); the range is ${short((maxMs - minMs) / splitWindowMs)} times as wide.`,
  ];
}

/** No point meets all goals: which ones stand against each other, and what the nearest point misses. */
export function whyInfeasible(
  goal: AdviceGoal,
  point: AdvicePoint,
  alternatives: readonly Alternative[],
  shortestMinMs: number,
): readonly string[] {
  const missed = GOAL_NAMES.filter((name) => !meets(goal, name, point.outlook));
  const helpful = alternatives.filter((alternative) => alternative.point !== null);
  return [
    `No setting meets all goals here. The nearest misses ${missed.length === 0 ? 'none of them on paper, but leaves no time to win a vote' : listed(missed.map((name) => goalInWords(name, goal)))}.`,
    ...(goal.p99DowntimeMs < shortestMinMs
      ? [
          `A vote’s slow round trip, writes included, already asks for timeouts of ${short(shortestMinMs)} ms or more.`,
        ]
      : []),
    helpful.length > 0
      ? `It would do to allow ${listed(
          helpful.map(({ instead }) => instead),
          'or',
        )}.`
      : 'No single goal, relaxed, would make it possible: the environment itself must become better, or several goals must give.',
  ];
}

/** What the numbers take for granted. */
export function assumptionsOf({
  latency,
  persist,
  loss,
  stalls,
  preVote,
  checkQuorum,
}: AdviceEnvironment): readonly string[] {
  return [
    `Every message takes ${delayInWords(latency)}, independent of every other; ${short(100 * loss)}% are lost, one by one: bursts are rarer than this says, or longer.`,
    `Every durable write takes ${delayInWords(persist)}.`,
    stalls.perDay === 0
      ? 'Nodes never stand still. Real ones do: garbage collection and slow disks are what deposes most leaders.'
      : `Every node stands still ${short(stalls.perDay)} times a day for ${delayInWords(stalls.duration)}, independent of what else happens.`,
    preVote && checkQuorum
      ? 'PreVote and CheckQuorum guard the leader: a single follower that hears nothing cannot depose it.'
      : 'Nothing guards the leader: one follower that hears nothing for its timeout deposes it. PreVote together with CheckQuorum would change that.',
    'A leader crashes at a random moment; logs are equal; there are no clients whose commands would reset the followers’ timers.',
    'Downtime and split votes come from simulated crashes of the lab’s own Raft core; spurious elections are calculated.',
  ];
}

export function listed(parts: readonly string[], word = 'and'): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} ${word} ${last}`;
}

/** Three digits are enough. */
export const short = (value: number): string => String(Number(value.toPrecision(3)));
