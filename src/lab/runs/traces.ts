import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { messageKindSchema } from '../../shared/control/toLab';
import { LabError } from '../../shared/errors';
import { trialRecordSchema } from '../../shared/trialRecord';
import { factSchema } from '../../shared/facts';
import { nodeIdSchema } from '../../shared/ids';
import type { TrialTrace } from '../../shared/trace';
import { cannotWrite, isSystemError, runFolderOf } from './folder';
import { writeWhole } from './wholeFile';

/** The traces of a run on real nodes, one line of JSON a trial. */
const TRACES_FILE = 'traces.jsonl';
/** What may be written of one run: some 200 bytes a message, and a trial has a few hundred. */
const MOST_BYTES = 64 * 2 ** 20;

const ms = z.number();
const traceSchema = z.object({
  runId: z.string(),
  record: trialRecordSchema,
  nodes: z.int(),
  fromMs: ms,
  toMs: ms,
  startsWith: z.object({ leader: nodeIdSchema, term: z.int() }).nullable(),
  facts: z.array(z.object({ atMs: ms, node: nodeIdSchema, fact: factSchema })),
  messages: z.array(
    z.object({
      kind: messageKindSchema,
      from: nodeIdSchema,
      to: nodeIdSchema,
      term: z.int(),
      sentMs: ms,
      arrivedMs: ms.nullable(),
    }),
  ),
  traceEvery: z.int().min(1),
  disturbances: z.array(
    z.object({
      atMs: ms,
      node: z.nullable(nodeIdSchema),
      text: z.string(),
      effect: z.enum(['down', 'up', 'paused', 'resumed', 'cutOff', 'rejoined', 'other']),
    }),
  ),
}) satisfies z.ZodType<TrialTrace>;

/** Writes a run's traces beside its trials, until they take too much room. No file stays open between them. */
export class TraceRecorder {
  readonly #folder: string;
  readonly #mostBytes: number;
  #bytes: number;
  #lastWrite: Promise<void> = Promise.resolve();

  private constructor(folder: string, bytes: number, mostBytes: number) {
    this.#folder = folder;
    this.#bytes = bytes;
    this.#mostBytes = mostBytes;
  }

  /**
   * Goes on behind the traces that are there.
   *
   * @param folder the run's, which need not be there before the first trace
   * @throws LabError `io` when it cannot be read
   */
  static async open(folder: string, mostBytes = MOST_BYTES): Promise<TraceRecorder> {
    try {
      return new TraceRecorder(folder, await sizeOf(join(folder, TRACES_FILE)), mostBytes);
    } catch (error) {
      throw cannotWrite(folder, error);
    }
  }

  /** False when no more may be written. */
  get hasRoom(): boolean {
    return this.#bytes < this.#mostBytes;
  }

  /** Resolves when the system has it. @throws LabError `io` */
  append(trace: TrialTrace): Promise<void> {
    if (!this.hasRoom) return this.#lastWrite;
    const line = `${JSON.stringify({ trial: trace.record.trial, ...trace })}\n`;
    this.#bytes += line.length;
    this.#lastWrite = this.#lastWrite.then(async () => {
      try {
        await mkdir(this.#folder, { recursive: true });
        await appendFile(join(this.#folder, TRACES_FILE), line);
      } catch (error) {
        throw cannotWrite(this.#folder, error);
      }
    });
    return this.#lastWrite;
  }

  /** Resolves when all is written. @throws LabError `io` */
  async close(): Promise<void> {
    await this.#lastWrite;
  }
}

/** 0 where there is none. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    (error: unknown) => {
      if (isSystemError(error, 'ENOENT')) return 0;
      throw error;
    },
  );
}

/**
 * Leaves of a run's traces those of trials below `trials`: what was written of later ones is of trials that will be
 * run again, and the last line may be half a line.
 *
 * @throws LabError `io`
 */
export async function cutTraces(folder: string, trials: number): Promise<void> {
  const path = join(folder, TRACES_FILE);
  const bytes = await readFile(path).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return null;
    throw cannotWrite(path, error);
  });
  if (bytes === null) return;
  const kept: Uint8Array[] = [];
  for (let from = 0, end = bytes.indexOf('\n'); end !== -1; from = end + 1, end = bytes.indexOf('\n', from)) {
    const trial = /^\{"trial":(\d+),/.exec(bytes.toString('utf8', from, from + 30))?.[1];
    if (trial !== undefined && Number(trial) < trials) kept.push(bytes.subarray(from, end + 1));
  }
  await writeWhole(path, kept);
}

/**
 * The trace of one trial that real nodes ran.
 *
 * @throws LabError `no-such-run` when none of that trial was kept, `bad-file` when the file is damaged
 */
export async function loadTrace(runsFolder: string, runId: string, trial: number): Promise<TrialTrace> {
  const path = join(runFolderOf(runsFolder, runId), TRACES_FILE);
  const start = `{"trial":${trial},`;
  const input = createReadStream(path);
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line.startsWith(start)) return parseTrace(line, path);
    }
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
  } finally {
    // Whoever stops reading lines before the end leaves the file open.
    input.destroy();
  }
  throw new LabError(
    'no-such-run',
    `Of trial ${trial} no timeline was kept. The window keeps them of what it measures itself, up to 64 MB a run and 256 MB a sweep: measure it again there to see one.`,
  );
}

function parseTrace(line: string, path: string): TrialTrace {
  try {
    return traceSchema.parse(JSON.parse(line));
  } catch (error) {
    throw new LabError('bad-file', `${path} is damaged or of another version of Raft Lab.`, { cause: error });
  }
}
