import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { trialRecordSchema } from '../../shared/trialRecord';
import type { RunDigest } from '../trial/digest';
import { SummaryBuilder } from '../trial/summary';
import { RUN_FILES } from './folder';
import { readTrials } from './readTrials';
import { proportionSchema, runSummarySchema } from './runFiles';
import { writeWhole } from './wholeFile';

/**
 * A long run's digest is kept beside its trials.csv, so that a million trials need not be read again to be drawn. The
 * CSV stays the source of truth: a digest that was not made from exactly this file is passed over and made anew.
 *
 * `digest.bin` is one line of JSON and then the downtimes of all trials and of the clean ones, as 64-bit
 * little-endian floats.
 */

/** Shorter runs are read from their CSV as fast as from anything else. */
const LONG_RUN = 10_000;
const BYTES_A_NUMBER = Float64Array.BYTES_PER_ELEMENT;

/** Which state of the CSV a digest was made from. */
const stampSchema = z.object({ bytes: z.int(), modifiedMs: z.number() });
type Stamp = z.infer<typeof stampSchema>;

const headSchema = z.object({
  format: z.literal(2),
  csv: stampSchema,
  summary: runSummarySchema,
  rates: z.array(proportionSchema),
  trials: z.array(trialRecordSchema.pick({ trial: true, downtimeMs: true })),
  downtimes: z.int().min(0),
  cleanDowntimes: z.int().min(0),
});

/**
 * The digest of the run in this folder, from `digest.bin` or else from its trials, of which a million take seconds.
 *
 * @param onRead told the share of the trials that has been read, 0 to 1
 * @throws LabError `bad-file` with the line of trials.csv that cannot be read
 */
export async function digestOfRun(
  folder: string,
  onRead: (share: number) => void = () => undefined,
): Promise<RunDigest> {
  const csv = await stampOf(folder);
  const kept = await keptDigest(folder, csv);
  if (kept !== null) return kept;
  const builder = new SummaryBuilder();
  const read = readTrials(join(folder, RUN_FILES.trials), (bytes) => {
    onRead(bytes / csv.bytes);
  });
  for await (const trials of read) for (const trial of trials) builder.add(trial);
  const digest = builder.digest(folder);
  // A folder that cannot be written to is no reason not to show the run.
  await keepDigestOf(folder, csv, digest).catch(() => undefined);
  return digest;
}

/** Keeps the digest of a run whose trials.csv is closed. A short run needs none. */
export async function keepDigest(folder: string, digest: RunDigest): Promise<void> {
  await keepDigestOf(folder, await stampOf(folder), digest);
}

async function keepDigestOf(folder: string, csv: Stamp, digest: RunDigest): Promise<void> {
  const { summary, rates, trials, downtimesMs, cleanDowntimesMs } = digest;
  if (summary.trials < LONG_RUN) return;
  const head: z.infer<typeof headSchema> = {
    format: 2,
    csv,
    summary,
    rates: [...rates],
    trials: [...trials],
    downtimes: downtimesMs.length,
    cleanDowntimes: cleanDowntimesMs.length,
  };
  await writeWhole(join(folder, RUN_FILES.digest), [
    `${JSON.stringify(head)}\n`,
    bytesOf(downtimesMs),
    bytesOf(cleanDowntimesMs),
  ]);
}

/** Null when there is none, or none of this state of the CSV. */
async function keptDigest(folder: string, csv: Stamp): Promise<RunDigest | null> {
  const bytes = await readFile(join(folder, RUN_FILES.digest)).catch(() => null);
  if (bytes === null) return null;
  const headEnd = bytes.indexOf('\n');
  const head = headSchema.safeParse(jsonOrNull(bytes.toString('utf8', 0, headEnd)));
  if (!head.success) return null;
  const { csv: of, summary, rates, trials, downtimes, cleanDowntimes } = head.data;
  const numbers = bytes.subarray(headEnd + 1);
  if (of.bytes !== csv.bytes || of.modifiedMs !== csv.modifiedMs) return null;
  if (numbers.length !== (downtimes + cleanDowntimes) * BYTES_A_NUMBER) return null;
  return {
    // The folder may have moved since.
    summary: { ...summary, runFolder: folder },
    rates,
    trials,
    downtimesMs: numbersIn(numbers, 0, downtimes),
    cleanDowntimesMs: numbersIn(numbers, downtimes, cleanDowntimes),
  };
}

async function stampOf(folder: string): Promise<Stamp> {
  const { size, mtimeMs } = await stat(join(folder, RUN_FILES.trials));
  return { bytes: size, modifiedMs: mtimeMs };
}

function bytesOf(numbers: Float64Array): Buffer {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function numbersIn(bytes: Buffer, first: number, size: number): Float64Array {
  const from = bytes.byteOffset + first * BYTES_A_NUMBER;
  // A copy: the file's header moves the numbers off their 8-byte boundary.
  return new Float64Array(bytes.buffer.slice(from, from + size * BYTES_A_NUMBER));
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
