import type { z } from 'zod';
import { computeAdvice } from '../../lab/advice/advise';
import {
  adviceEnvironmentSchema,
  adviceGoalSchema,
  type AdviceEnvironment,
  type AdviceGoal,
} from '../../shared/advice';
import { delayWithTail } from '../../shared/delayTail';
import type { Distribution } from '../../shared/distribution';
import { LabError } from '../../shared/errors';
import { MAX_NODES } from '../../shared/ids';
import { issuesInWords } from '../../shared/issues';
import { systemIdSchema } from '../../shared/systems';
import { adviceAsJson, adviceAsText } from './adviceReport';
import { print } from './context';
import { readDelay } from './delay';
import {
  readChoice,
  readInteger,
  readNumber,
  readProbability,
  readSwitch,
  readSwitchedOff,
  type Flags,
} from './flags';
import { readSeed } from './settings';

const LONGEST_MS = 60_000;
/** Where only the median round trip is given: slow ones take twice as long. */
const TAIL_IN_MEDIANS = 2;
const VERIFIED_ELECTIONS = 10_000;
const EXIT_INFEASIBLE = 1;

/** `advise`: a range and a heartbeat for these goals in this environment. The exit code is 1 when no setting meets them. */
export function advise(flags: Flags): number {
  const request = {
    goal: goalFromFlags(flags),
    environment: environmentFromFlags(flags),
    seed: readSeed(flags) ?? 1,
  };
  const system = readChoice(flags, 'for', systemIdSchema.options) ?? null;
  const asJson = readSwitch(flags, 'json');
  const advice = computeAdvice(request, { elections: VERIFIED_ELECTIONS, budgetMs: Infinity });
  print(asJson ? adviceAsJson(advice, system) : adviceAsText(advice, system));
  return advice.recommended.feasible ? 0 : EXIT_INFEASIBLE;
}

function goalFromFlags(flags: Flags): AdviceGoal {
  return checked(adviceGoalSchema, {
    p99DowntimeMs: readNumber(flags, 'goal-p99', 'milliseconds', { min: 5, max: 120_000 }) ?? 500,
    spuriousPerDay: readNumber(flags, 'max-spurious-per-day', 'elections', { min: 1e-9, max: 100_000 }) ?? 1,
    splitVotes: readProbability(flags, 'max-split', { min: 1e-6, max: 1 }) ?? 0.01,
    heartbeatsPerSecond:
      readNumber(flags, 'max-heartbeats', 'heartbeats per second', { min: 0.1, max: 100_000 }) ?? null,
  });
}

function environmentFromFlags(flags: Flags): AdviceEnvironment {
  return checked(adviceEnvironmentSchema, {
    nodes: readInteger(flags, 'nodes', { min: 3, max: MAX_NODES }) ?? 5,
    latency: latencyFromFlags(flags),
    persist: readDelay(flags, 'persist') ?? { kind: 'lognormal', medianMs: 1, sigma: 0.7 },
    loss: readProbability(flags, 'loss', { min: 0, max: 0.5 }) ?? 0,
    stalls: {
      perDay: readNumber(flags, 'stalls-per-day', 'stalls', { min: 0, max: 1_000_000 }) ?? 24,
      duration: readDelay(flags, 'stall') ?? { kind: 'exponential', meanMs: 20 },
    },
    preVote: !readSwitchedOff(flags, 'pre-vote'),
    checkQuorum: !readSwitchedOff(flags, 'check-quorum'),
  });
}

/** One way: half a round trip, or as `--latency` has it. */
function latencyFromFlags(flags: Flags): Distribution {
  const oneWay = readDelay(flags, 'latency');
  const medianMs = readNumber(flags, 'round-trip', 'milliseconds', { min: 0, max: LONGEST_MS });
  const p99Ms = readNumber(flags, 'round-trip-p99', 'milliseconds', { min: 0, max: LONGEST_MS });
  if (oneWay !== undefined) {
    if (medianMs === undefined && p99Ms === undefined) return oneWay;
    throw new LabError(
      'bad-argument',
      '--latency (one way) and --round-trip say the same thing: give one of them.',
    );
  }
  const median = medianMs ?? 1;
  return delayWithTail(median / 2, (p99Ms ?? TAIL_IN_MEDIANS * median) / 2);
}

function checked<T>(schema: z.ZodType<T>, given: T): T {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new LabError('bad-argument', issuesInWords(parsed.error));
  return parsed.data;
}
