import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figure16Experiment } from '../src/lab/reproduce/figure16';
import { FIGURE_16_LINES } from '../src/shared/figure16';
import { simulateInParallel } from '../src/lab/simulation/inParallel';
import { runSimulated } from '../src/lab/simulation/runSimulated';
import { simulateTrials } from '../src/lab/simulation/simulateTrials';
import { Simulators } from '../src/lab/simulation/simulators';
import { experimentSchema, type Experiment } from '../src/shared/experiment';
import { DEFAULT_SETTINGS } from '../src/shared/settings';
import { atLeast, atMost, told, type Figure } from './figure';
import { ROOT } from './lab';

const SIMULATORS = new Simulators(`${ROOT}out/main/worker.js`);
const NEVER = new AbortController().signal;

/** How many elections come out of virtual time, on one core and on two. */
export async function simulation(): Promise<Figure[]> {
  return [...oneCore(), ...(await figure16()), ...(await recorded())];
}

/** Both divided by the number of servers. */
const WARM_UP = 15_000;
const ELECTIONS = 60_000;
const SIZES = [5, 9, 25, 51, 101];

/** One thread, at 1 ms one way; a cluster of n sends some n² messages an election. */
function oneCore(): Figure[] {
  const costs = SIZES.map((nodes) => ({ nodes, costMs: costOfElectionMs(nodes) }));
  const [five, ...larger] = costs;
  if (five === undefined) return [];
  return [
    atLeast('simulated elections on one core, 5 nodes', 1000 / five.costMs, 20_000, '/s'),
    ...larger.map(({ nodes, costMs }) =>
      atMost(
        `cost of an election, ${nodes} nodes ÷ 5 nodes (limit: n²)`,
        costMs / five.costMs,
        Number(((nodes / five.nodes) ** 2).toPrecision(3)),
        '×',
      ),
    ),
  ];
}

function costOfElectionMs(nodes: number): number {
  const experiment = sizedExperiment(nodes);
  const wanted = Math.ceil(ELECTIONS / nodes);
  simulate(experiment, Math.ceil(WARM_UP / nodes));
  const startedMs = performance.now();
  simulate(experiment, wanted);
  return (performance.now() - startedMs) / wanted;
}

function simulate(experiment: Experiment, elections: number): void {
  const trials = simulateTrials({ experiment }, 0, elections);
  while (trials.next().done !== true);
}

/** Beyond what real processes may be, and the schema therefore allows. */
function sizedExperiment(nodes: number): Experiment {
  const experiment = experimentSchema.parse({
    engine: 'simulation',
    cluster: { ...DEFAULT_SETTINGS, latency: { kind: 'fixed', ms: 1 } },
  });
  return { ...experiment, cluster: { ...experiment.cluster, nodes } };
}

const TRIALS_A_LINE = 10_000;
const LIMIT_S = 10;

/** The nine randomised lines of Figure 16, on two threads. */
async function figure16(): Promise<Figure[]> {
  const startedMs = performance.now();
  for (const line of FIGURE_16_LINES) {
    if (line.minMs === line.maxMs) continue;
    await simulateInParallel(
      { experiment: figure16Experiment(line, { engine: 'simulation', trials: TRIALS_A_LINE, seed: 1 }) },
      { threads: 2, signal: NEVER, take: () => undefined, simulators: SIMULATORS },
    );
  }
  const seconds = (performance.now() - startedMs) / 1000;
  return [atMost('Figure 16: nine lines × 10,000 trials, two threads', seconds, LIMIT_S, 's')];
}

const RECORDED_TRIALS = 100_000;

/** A whole run: simulated on all processors, and written down. */
async function recorded(): Promise<Figure[]> {
  const runsFolder = await mkdtemp(join(tmpdir(), 'raft-lab-bench-'));
  const startedMs = performance.now();
  try {
    await runSimulated({
      experiment: { ...sizedExperiment(5), trials: RECORDED_TRIALS },
      runsFolder,
      version: 'bench',
      signal: NEVER,
      onProgress: () => undefined,
      simulators: SIMULATORS,
    });
  } finally {
    await rm(runsFolder, { recursive: true });
  }
  const seconds = (performance.now() - startedMs) / 1000;
  return [told('100,000 simulated trials, written to a run folder', `${seconds.toFixed(1)} s`)];
}
