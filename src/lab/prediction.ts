import type { PredictRequest, Prediction } from '../shared/prediction';
import { medianOf } from '../shared/delayTail';
import { IDEAL, type Environment } from '../shared/environment';
import { LabError } from '../shared/errors';
import { experimentSchema, type Experiment } from '../shared/experiment';
import type { ClusterSettings } from '../shared/settings';
import { machineModel, type RunningCluster } from './machineModel';
import { simulateTrials } from './simulation/simulateTrials';
import {
  electionModel,
  floorDowntimeMs,
  meanDowntimeMs,
  splitProbability,
  theoryAssumptions,
} from './theory';
import { SummaryBuilder } from './trial/summary';

/** Simulation stops here, ms, however many elections were asked for: a hand on a slider does not wait. */
const BUDGET_MS = 110;
/** What rests on fewer elections, of those asked for, is not told: a handful of them may all be split. */
const FEWEST_ELECTIONS = 100;
/** On a busy machine so many budgets are spent to come to as many. */
const MOST_BUDGETS = 5;
/**
 * Commands reset the followers' timers as heartbeats do. Beyond so many a second more of them change a downtime by less
 * than 5 ms, and take long to simulate.
 */
const MOST_LOAD = 200;
/** An election with clients takes some 2 ms to simulate: with less time than this, commands count as heartbeats, ms. */
const CLIENTS_FROM_MS = 1000;
/** The schema's own lower bound. */
const SHORTEST_HEARTBEAT_MS = 0.5;
/** A simulated election that takes as many timeouts as this is given up, and counts as capped. */
const LONGEST_IN_TIMEOUTS = 40;

/**
 * What to expect of leader crashes under these settings: theory, and simulated elections, as many as fit into
 * `budgetMs`; where those would be too few to tell anything it takes longer, and in the end tells none.
 *
 * @param running null when nothing runs: then messages take no more than the settings say, and writes no time
 */
export function computePrediction(
  request: PredictRequest,
  running: RunningCluster | null,
  budgetMs = BUDGET_MS,
): Prediction {
  const { settings, elections } = request;
  const machine = machineModel(settings, running);
  const model = electionModel(settings, {
    ownLatencyMs: medianOf(machine.ownLatency),
    reactionMs: medianOf(machine.reaction),
  });
  const assumptions = [...theoryAssumptions(settings), ...stillUnknown(settings, running)];
  const theory = {
    splitProbability: splitProbability(model),
    meanDowntimeMs: meanDowntimeMs(model),
    floorMs: floorDowntimeMs(model),
  };
  if (elections === 0) return { theory, assumptions, simulated: null };
  try {
    const { extraEntries } = running?.environment ?? IDEAL;
    const environment: Environment = { ...IDEAL, ...machine, extraEntries };
    const experiment = experimentOf(request, environment, budgetMs >= CLIENTS_FROM_MS);
    const simulated = simulate(experiment, budgetMs);
    const { trials } = simulated.summary;
    if (trials >= Math.min(elections, FEWEST_ELECTIONS)) return { theory, assumptions, simulated };
    const tooFew = `no simulation (there was time for too few elections: ${trials})`;
    return { theory, assumptions: [...assumptions, tooFew], simulated: null };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { theory, assumptions: [...assumptions, error.message], simulated: null };
  }
}

/** What the simulation, too, has to do without. */
function stillUnknown({ durability }: ClusterSettings, running: RunningCluster | null): readonly string[] {
  const isKnown = running === null || durability === 'memory' || running.measured.persistMs !== null;
  return isKnown ? [] : ['also in simulation no time for durable writes, of which none was seen yet'];
}

function experimentOf(
  { settings, elections, seed }: PredictRequest,
  environment: Environment,
  withClients: boolean,
): Experiment {
  const { ownLatency, reaction } = environment;
  const oneWayMs = medianOf(settings.latency) + medianOf(ownLatency) + medianOf(reaction);
  return experimentSchema.parse({
    engine: 'simulation',
    cluster: withClients
      ? { ...settings, clientLoadPerSecond: Math.min(MOST_LOAD, settings.clientLoadPerSecond) }
      : { ...settings, heartbeatMs: heartbeatUnderLoadMs(settings, 2 * oneWayMs), clientLoadPerSecond: 0 },
    environment,
    trials: elections,
    seed,
    trialCapMs: Math.max(1000, LONGEST_IN_TIMEOUTS * settings.electionTimeoutMaxMs),
  });
}

/**
 * A heartbeat interval H' that leaves as much time between the last reset of the followers' timers and a crash as
 * heartbeats every H ms and commands together. Each command resets them twice, with its entry and, a round trip later,
 * with the word that it is committed: every C ms, a ms apart. Back from any moment the last of these is
 * (a² + (C − a)²) / 2C away on average, half of some C'; the mean of the smaller of two uniform times, up to H and C',
 * is C'/2 − C'²/6H (for C' ≤ H), which is H'/2.
 */
export function heartbeatUnderLoadMs(
  { heartbeatMs, clientLoadPerSecond }: Pick<ClusterSettings, 'heartbeatMs' | 'clientLoadPerSecond'>,
  roundTripMs: number,
): number {
  if (clientLoadPerSecond === 0) return heartbeatMs;
  const commandMs = 1000 / clientLoadPerSecond;
  const apartMs = roundTripMs % commandMs;
  const resetMs = (apartMs ** 2 + (commandMs - apartMs) ** 2) / commandMs;
  const shorter = Math.min(heartbeatMs, resetMs);
  const longer = Math.max(heartbeatMs, resetMs);
  return Math.max(SHORTEST_HEARTBEAT_MS, shorter - shorter ** 2 / (3 * longer));
}

function simulate(experiment: Experiment, budgetMs: number): NonNullable<Prediction['simulated']> {
  const startedMs = performance.now();
  const builder = new SummaryBuilder();
  const downtimesMs: number[] = [];
  let elections = 0;
  for (const { trial } of simulateTrials({ experiment })) {
    builder.add(trial);
    elections += 1;
    if (trial.downtimeMs !== null) downtimesMs.push(trial.downtimeMs);
    const budgets = elections < FEWEST_ELECTIONS ? MOST_BUDGETS : 1;
    if (performance.now() - startedMs > budgets * budgetMs) break;
  }
  return {
    summary: builder.summary(null),
    downtimesMs: downtimesMs.sort((a, b) => a - b),
    tookMs: performance.now() - startedMs,
  };
}
