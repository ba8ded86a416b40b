import { experimentSchema, type Experiment } from '../../shared/experiment';
import { DEFAULT_SETTINGS, type ClusterSettings } from '../../shared/settings';
import type { SweepInput } from '../../shared/sweep/sweep';
import type { MeasureId } from '../../shared/sweep/measures';

/** A question with the sweep that answers it. */
export interface SweepPreset {
  readonly id: string;
  readonly question: string;
  /** What is varied and what to look for. */
  readonly about: string;
  /** What its map shows first. */
  readonly measure: MeasureId;
  readonly sweep: SweepInput;
}

/** In virtual time, with the disk and the timers of an ordinary server. */
function simulated(cluster: Partial<ClusterSettings>): Experiment {
  return experimentSchema.parse({
    engine: 'simulation',
    cluster: { ...DEFAULT_SETTINGS, latency: { kind: 'fixed', ms: 10 }, ...cluster },
  });
}

export const SWEEP_PRESETS: readonly SweepPreset[] = [
  {
    id: 'width',
    question: 'How wide must the range be?',
    about:
      'Timeout ranges of 10 to 300 ms against one-way latencies of 1 to 30 ms. About ten latencies keep splits rare.',
    measure: 'split',
    sweep: {
      name: 'How wide must the range be?',
      base: simulated({}),
      axes: [
        { parameter: 'timeoutWidth', values: '10,20,40,60,80,120,160,200,300' },
        { parameter: 'latency', values: '1,2,5,10,15,20,25,30' },
      ],
      stop: { trials: 1000 },
    },
  },
  {
    id: 'network',
    question: 'Which timeouts for which network?',
    about: 'Ranges from 25–50 to 500–1000 ms against latency. Framed: the shortest that rarely split votes.',
    measure: 'split',
    sweep: {
      name: 'Which timeouts for which network?',
      base: simulated({ electionTimeoutMinMs: 100, electionTimeoutMaxMs: 200, heartbeatMs: 50 }),
      axes: [
        {
          parameter: 'electionTimeout',
          values: '25-50,50-100,75-150,100-200,150-300,200-400,300-600,500-1000',
        },
        { parameter: 'latency', values: '0.5,1,2,5,10,15,20,30,40' },
      ],
      stop: { trials: 1000 },
    },
  },
  {
    id: 'pre-vote',
    question: 'What does PreVote cost?',
    about: 'One more round before each election: downtime with and without it, from 1 to 40 ms one way.',
    measure: 'p50',
    sweep: {
      name: 'What does PreVote cost?',
      base: simulated({}),
      axes: [
        { parameter: 'preVote', values: 'off,on' },
        { parameter: 'latency', values: '1,5,10,15,20,25,30,35,40' },
      ],
      stop: { trials: 2000 },
    },
  },
  {
    id: 'heartbeat',
    question: 'Does a faster heartbeat help?',
    about:
      'Heartbeats of 10% to 90% of the shortest timeout, at four latencies. Rare ones notice a crash sooner.',
    measure: 'mean',
    sweep: {
      name: 'Does a faster heartbeat help?',
      base: simulated({}),
      axes: [
        { parameter: 'heartbeat', values: '10%..90%/10' },
        { parameter: 'latency', values: '1,5,10,20' },
      ],
      stop: { trials: 2000 },
    },
  },
  {
    id: 'loss',
    question: 'How much loss can it bear?',
    about: 'Datagrams lost against cluster size: lost votes are asked for again, and every round costs time.',
    measure: 'p99',
    sweep: {
      name: 'How much loss can it bear?',
      base: simulated({}),
      axes: [
        { parameter: 'loss', values: '0%,1%,2%,5%,10%,20%,30%' },
        { parameter: 'nodes', values: '3..9/2' },
      ],
      stop: { trials: 1000 },
    },
  },
  {
    id: 'nodes',
    question: 'What do more servers cost?',
    about:
      'From 3 to 15 servers at 15 ms one way: more of them time out together, and more votes are needed.',
    measure: 'split',
    sweep: {
      name: 'What do more servers cost?',
      base: simulated({ latency: { kind: 'fixed', ms: 15 } }),
      axes: [{ parameter: 'nodes', values: '3..15/2' }],
      stop: { trials: 2000 },
    },
  },
];
