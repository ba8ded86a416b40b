import { arch, cpus, platform, release, totalmem } from 'node:os';
import { z } from 'zod';
import { experimentSchema, type Experiment } from '../../shared/experiment';
import type { RunSummary, TrialStatistics } from '../../shared/runStatistics';
import { failedTermClassSchema, SPURIOUS_CAUSES } from '../../shared/trialRecord';

/** On what something was recorded. */
export const recordedOnShape = {
  versions: z.object({ raftLab: z.string(), node: z.string() }),
  host: z.object({
    platform: z.string(),
    release: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cores: z.int(),
    memoryBytes: z.int(),
  }),
};
type RecordedOn = Pick<z.infer<z.ZodObject<typeof recordedOnShape>>, 'versions' | 'host'>;

/** experiment.json: what was run, on what. `experiment` is resolved: every default is written out. */
export const experimentFileSchema = z.object({
  format: z.literal(1),
  runId: z.string(),
  name: z.string(),
  /** UTC, ISO 8601. */
  startedAt: z.iso.datetime(),
  seed: z.int(),
  experiment: experimentSchema,
  ...recordedOnShape,
});
export type ExperimentFile = z.infer<typeof experimentFileSchema>;

/** @param version of Raft Lab */
export function experimentFileOf(
  runId: string,
  startedAt: Date,
  experiment: Experiment,
  version: string,
): ExperimentFile {
  return {
    format: 1,
    runId,
    name: experiment.name,
    startedAt: startedAt.toISOString(),
    seed: experiment.seed,
    experiment,
    ...recordedHere(version),
  };
}

/** @param version of Raft Lab */
export function recordedHere(version: string): RecordedOn {
  const processors = cpus();
  return {
    versions: { raftLab: version, node: process.versions.node },
    host: {
      platform: platform(),
      release: release(),
      arch: arch(),
      cpu: processors[0]?.model.trim() ?? 'unknown',
      cores: processors.length,
      memoryBytes: totalmem(),
    },
  };
}

const unit = z.number().min(0).max(1);
export const proportionSchema = z.object({
  value: unit.nullable(),
  low: unit,
  high: unit,
  successes: z.int(),
  n: z.int(),
});
const ms = z.number().nullable();
/** Values at evenly spaced ranks, ascending, ms. */
const spread = z.array(z.number()).readonly().optional();
const quantilesSchema = z.object({ min: ms, p50: ms, p90: ms, p95: ms, p99: ms, max: ms, mean: ms });
const quantileIntervalSchema = z.object({ low: ms, high: ms });
const statisticsShape = {
  trials: z.int(),
  splitVoteRate: proportionSchema,
  firstTermSplitRate: proportionSchema,
  downtimeMs: quantilesSchema,
  termsUsed: z.object({ mean: z.number().nullable(), max: z.int().nullable() }),
  failedTerms: z.record(failedTermClassSchema, z.int()),
  capped: z.int(),
  spurious: z
    .object({
      elections: z.int(),
      observedMs: z.number(),
      perHour: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
      causes: z.record(z.enum([...SPURIOUS_CAUSES, 'unknown']), z.int()),
    })
    .optional(),
  rejoin: z
    .object({
      inflated: proportionSchema,
      termInflation: z.object({ mean: z.number().nullable(), max: z.int().nullable() }),
      leaderDeposed: proportionSchema,
    })
    .optional(),
  clients: z
    .object({
      downtimeMs: quantilesSchema,
      acknowledged: z.int().nullable(),
      commandsPerSecond: z.number().nullable(),
      commitP50Ms: ms,
      commitP99Ms: ms,
    })
    .optional(),
};
const statisticsSchema = z.object(statisticsShape) satisfies z.ZodType<TrialStatistics>;

/** summary.json. */
export const runSummarySchema = z.object({
  ...statisticsShape,
  clean: z.int(),
  cleanOnly: statisticsSchema,
  downtimeIntervals: z.object({ p50: quantileIntervalSchema, p99: quantileIntervalSchema }).optional(),
  runFolder: z.string().nullable(),
  machine: z
    .object({
      roundTripMs: ms,
      persistMs: ms,
      persistSpreadMs: spread,
      requestSpreadMs: spread,
      voteDelaySpreadMs: spread,
    })
    .optional(),
}) satisfies z.ZodType<RunSummary>;

export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
