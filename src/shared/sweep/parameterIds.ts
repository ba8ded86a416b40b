/**
 * What a sweep can vary, in the order in which it is applied, whatever the order of the axes: a kind decides what else
 * there is, a width adds to the minimum, and a heartbeat's share is a share of it.
 */
export const SWEEP_PARAMETER_IDS = [
  'kind',
  'nodes',
  'electionTimeout',
  'electionTimeoutMin',
  'electionTimeoutMax',
  'timeoutWidth',
  'heartbeat',
  'candidateTimeout',
  'nodeTimeouts',
  'latency',
  'loss',
  'preVote',
  'checkQuorum',
  'load',
  'durability',
  'crash',
  'outage',
  'observe',
  'trialCap',
  'synchronisedHeartbeat',
  'crashOffset',
  'persist',
  'timerNoise',
  'timerQuantum',
  'timerPhase',
  'clockDrift',
  'ownLatency',
  'reaction',
  'lossBursts',
  'extraEntries',
] as const;
export type SweepParameterId = (typeof SWEEP_PARAMETER_IDS)[number];
