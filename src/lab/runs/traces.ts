import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { messageKindSchema } from '../../shared/control';
import { LabError } from '../../shared/errors';
import { trialRecordSchema } from '../../shared/trialRecord';
import { factSchema } from '../../shared/facts';
import { nodeIdSchema } from '../../shared/ids';
import type { TrialTrace } from '../../shared/trace';
import { cannotWrite, isSystemError, runFolderOf } from './folder';

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
      node: nodeIdSchema.nullable(),
      text: z.string(),
      effect: z.enum(['down', 'up', 'paused', 'resumed', 'cutOff', 'rejoined', 'other']),
    }),
  ),
}) satisfies z.ZodType<TrialTrace>;

/** Writes a run's traces beside its trials, until they take too much room. */
export class TraceRecorder {
  readonly #folder: string;
  readonly #file: FileHandle;
  #bytes = 0;
  #lastWrite: Promise<void> = Promise.resolve();

  private constructor(folder: string, file: FileHandle) {
    this.#folder = folder;
    this.#file = file;
  }

  /** @throws LabError `io` when the folder cannot be written to */
  static async create(folder: string): Promise<TraceRecorder> {
    try {
      return new TraceRecorder(folder, await open(join(folder, TRACES_FILE), 'ax'));
    } catch (error) {
      throw cannotWrite(folder, error);
    }
  }

  /** False when no more may be written. */
  get hasRoom(): boolean {
    return this.#bytes < MOST_BYTES;
  }

  /** Resolves when the system has it. @throws LabError `io` */
  append(trace: TrialTrace): Promise<void> {
    if (!this.hasRoom) return this.#lastWrite;
    const line = `${JSON.stringify({ trial: trace.record.trial, ...trace })}\n`;
    this.#bytes += line.length;
    this.#lastWrite = this.#lastWrite.then(async () => {
      try {
        await this.#file.appendFile(line);
      } catch (error) {
        throw cannotWrite(this.#folder, error);
      }
    });
    return this.#lastWrite;
  }

  async close(): Promise<void> {
    try {
      await this.#lastWrite;
    } finally {
      await this.#file.close();
    }
  }
}

/**
 * The trace of one trial that real nodes ran.
 *
 * @throws LabError `no-such-run` when none of that trial was kept, `bad-file` when the file is damaged
 */
export async function loadTrace(runsFolder: string, runId: string, trial: number): Promise<TrialTrace> {
  const path = join(runFolderOf(runsFolder, runId), TRACES_FILE);
  const start = `{"trial":${trial},`;
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      if (line.startsWith(start)) return parseTrace(line, path);
    }
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
  throw new LabError(
    'no-such-run',
    `Of trial ${trial} no timeline was kept: those of measurements in the window are, up to 64 MB a run.`,
  );
}

function parseTrace(line: string, path: string): TrialTrace {
  try {
    return traceSchema.parse(JSON.parse(line));
  } catch (error) {
    throw new LabError('bad-file', `${path} is damaged or of another version of Raft Lab.`, { cause: error });
  }
}
