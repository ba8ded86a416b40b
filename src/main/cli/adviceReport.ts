import colors from 'picocolors';
import {
  GOAL_NAMES,
  meets,
  valueOf,
  type Advice,
  type AdvicePoint,
  type GoalName,
  type Verification,
} from '../../shared/advice';
import { delayInWords } from '../../shared/delayWords';
import { SYSTEMS, type SystemId } from '../../shared/systems';
import { decimal, percent, row, UNKNOWN } from './rows';

const VERDICTS: Readonly<Record<Verification['verdicts']['splitVotes'], string>> = {
  holds: 'the goal holds',
  fails: 'the goal does not hold',
  unclear: 'the limit lies within the interval',
};

/** The advice for people. @param system whose keys to write out; null for the lab's own terms alone */
export function adviceAsText(advice: Advice, system: SystemId | null): string {
  const { recommended, request, verified, why, alternatives, assumptions } = advice;
  const { environment } = request;
  const goalWidth = Math.max(...alternatives.map(({ instead }) => instead.length));
  const lines = [
    '',
    `${colors.bold(recommended.feasible ? 'Recommended' : 'The nearest there is')}  ${colors.bold(colors.green(pointInWords(recommended)))}`,
    colors.dim(
      `  ${environment.nodes} nodes · one way ${delayInWords(environment.latency)} · write ${delayInWords(environment.persist)} · loss ${percent(environment.loss)}`,
    ),
    '',
    ...why.map((sentence) => `  ${sentence}`),
    '',
    colors.bold('Predicted'),
    ...GOAL_NAMES.filter((name) => request.goal[name] !== null).map((name) =>
      goalRow(name, recommended, advice),
    ),
    row('Downtime p50', `${decimal(recommended.outlook.p50DowntimeMs, 0)} ms`),
    '',
    `${colors.bold('Checked')}  ${colors.dim(`${verified.elections} simulated crashes with other random numbers`)}`,
    row('Downtime p99', `${checkedP99(verified)} · ${VERDICTS[verified.verdicts.p99DowntimeMs]}`),
    row(
      'Split votes',
      `${percent(verified.splitVotes.value ?? 0)}  95% ${percent(verified.splitVotes.low)} to ${percent(verified.splitVotes.high)} · ${VERDICTS[verified.verdicts.splitVotes]}`,
    ),
    '',
    colors.bold('With other goals'),
    ...alternatives.map(
      ({ instead, point }) =>
        `  ${instead.padEnd(goalWidth)}  ${point === null ? 'no setting meets all goals' : pointInWords(point)}`,
    ),
    '',
    colors.bold('Takes for granted'),
    ...assumptions.map((assumption) => `  ${colors.dim(assumption)}`),
  ];
  if (system !== null) lines.push(...systemLines(advice, system));
  return `${lines.join('\n')}\n`;
}

/** The same for machines. */
export function adviceAsJson(advice: Advice, system: SystemId | null): string {
  const { request, recommended, timing, binds, why, alternatives, verified, systems, assumptions } = advice;
  const asked = systems.filter((one) => system === null || one.system === system);
  return JSON.stringify(
    {
      ...request,
      feasible: recommended.feasible,
      timing,
      predicted: recommended.outlook,
      binds,
      why,
      verified,
      alternatives,
      systems: Object.fromEntries(
        asked.map((one) => [
          one.system,
          { ...one.written, predicted: one.point.outlook, feasible: one.point.feasible },
        ]),
      ),
      assumptions,
    },
    null,
    2,
  );
}

function systemLines({ systems }: Advice, system: SystemId): string[] {
  const found = systems.find((one) => one.system === system);
  if (found === undefined) return [];
  const { written, point } = found;
  return [
    '',
    `${colors.bold(SYSTEMS[system].name)}  ${colors.dim(written.place)}`,
    '',
    ...written.text.split('\n').map((line) => `    ${colors.cyan(line)}`),
    '',
    `  That is ${pointInWords(point)}: p99 downtime ${decimal(point.outlook.p99DowntimeMs, 0)} ms; ${point.feasible ? 'all goals are met' : 'not all goals are met'}.`,
    ...written.notes.map((note) => `  ${colors.dim(note)}`),
  ];
}

function pointInWords({ minMs, maxMs, heartbeatMs }: AdvicePoint): string {
  return `${number(minMs)}–${number(maxMs)} ms, heartbeat ${number(heartbeatMs)} ms`;
}

const LABELS: Readonly<Record<GoalName, string>> = {
  p99DowntimeMs: 'Downtime p99',
  spuriousPerDay: 'Spurious elections',
  splitVotes: 'Split votes',
  heartbeatsPerSecond: 'Heartbeats',
};

function goalRow(name: GoalName, { outlook }: AdvicePoint, { request: { goal } }: Advice): string {
  const value = valueOf(outlook, name);
  const inUnit = (amount: number): string => {
    switch (name) {
      case 'p99DowntimeMs':
        return `${decimal(amount, 0)} ms`;
      case 'spuriousPerDay':
        return `${rare(amount)} a day`;
      case 'splitVotes':
        return percent(amount);
      case 'heartbeatsPerSecond':
        return `${number(amount)} a second`;
    }
  };
  const mark = meets(goal, name, outlook) ? colors.green('✓ met') : colors.red('✕ missed');
  return row(
    LABELS[name],
    `${(value === null ? UNKNOWN : inUnit(value)).padEnd(18)} ${mark}  ${colors.dim(`limit ${inUnit(goal[name] ?? Infinity)}`)}`,
  );
}

function checkedP99({ p99DowntimeMs: { value, low, high } }: Verification): string {
  return `${decimal(value, 0)} ms  95% ${decimal(low, 0)} to ${decimal(high, 0)} ms`;
}

/** Rates span many sizes: what is far below any goal is said to be. */
const rare = (value: number): string => (value < 1e-6 ? '< 0.000001' : number(value));

const number = (value: number): string => String(Number(value.toPrecision(3)));
