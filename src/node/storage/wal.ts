import {
  closeSync,
  constants,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  openSync,
  write,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { LabError, messageOf } from '../../shared/errors';
import type { Durability } from '../../shared/settings';
import type { Persist, RestoredState } from '../raft/types';
import { encodeRecord, FILE_HEADER_BYTES, fileHeader } from './record';
import { recover } from './recovery';
import type { Storage } from './storage';

/** What a log does to its file; tests give another. */
export interface WalIo {
  readonly write: (
    fd: number,
    bytes: Buffer,
    position: number,
    done: (error: Error | null, written: number) => void,
  ) => void;
  readonly sync: (fd: number, done: (error: Error | null) => void) => void;
  /** Makes a file, or a directory with the names in it, durable before it returns. */
  readonly syncNow: (fd: number) => void;
}

const SYSTEM_IO: WalIo = {
  write: (fd, bytes, position, done) => {
    write(fd, bytes, 0, bytes.length, position, done);
  },
  sync: fdatasync,
  syncNow: fsyncSync,
};

export interface WalOptions {
  readonly path: string;
  readonly durability: Exclude<Durability, 'memory'>;
  /** Called with the highest sequence that is durable, each time it rises. */
  readonly onDurable: (sequence: number) => void;
  /** A write failed: nothing will become durable any more, and the node must not go on. Called at most once. */
  readonly onError: (error: LabError) => void;
  readonly io?: WalIo;
}

export interface RecoveredWal {
  readonly wal: Storage;
  /** Null for a file that has never held a record. */
  readonly restored: RestoredState | null;
  /** Bytes of an unfinished last write that were cut off. */
  readonly tornBytes: number;
}

/**
 * Opens a node's write-ahead log, creating it where there is none; reads what it holds, and cuts off a torn tail.
 * @throws LabError `log-corrupt` when it does not check (`recover` says when), `io` when it cannot be used.
 */
export function openWal(options: WalOptions): RecoveredWal {
  const { path, durability, io = SYSTEM_IO } = options;
  const fd = openFile(path);
  try {
    const { state, soundBytes, tornBytes, records } = recover(fd, path);
    if (tornBytes > 0) ftruncateSync(fd, soundBytes);
    const isNew = soundBytes === 0;
    if (isNew) writeSync(fd, fileHeader(), 0, FILE_HEADER_BYTES, 0);
    if (durability === 'fsync' && (isNew || tornBytes > 0)) io.syncNow(fd);
    if (durability === 'fsync' && isNew) syncDirectory(dirname(path), io);
    return {
      wal: new WriteAheadLog(fd, isNew ? FILE_HEADER_BYTES : soundBytes, records, options, io),
      restored: records === 0 ? null : state,
      tornBytes,
    };
  } catch (error) {
    closeSync(fd);
    throw error instanceof LabError ? error : cannotUse(path, error);
  }
}

/**
 * Appends records to the file. Persists that come while a write is under way wait and are written together: one write
 * and one fdatasync for all of them (group commit), so the log keeps up with any load at the disk's own pace.
 */
class WriteAheadLog implements Storage {
  private waiting: Buffer[] = [];
  private waitingSequence = 0;
  private writing = false;
  private closed = false;
  private whenIdle: (() => void) | null = null;

  constructor(
    private readonly fd: number,
    private position: number,
    private records: number,
    private readonly options: WalOptions,
    private readonly io: WalIo,
  ) {}

  append(persist: Persist): void {
    if (this.closed) return;
    this.records += 1;
    this.waiting.push(encodeRecord(persist, this.records));
    this.waitingSequence = persist.sequence;
    if (!this.writing) this.writeWaiting();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    if (this.writing) await new Promise<void>((resolve) => (this.whenIdle = resolve));
    this.closed = true;
    closeSync(this.fd);
  }

  private writeWaiting(): void {
    this.writing = true;
    const bytes = this.waiting.length === 1 ? this.waiting[0] : undefined;
    const batch = bytes ?? Buffer.concat(this.waiting);
    const sequence = this.waitingSequence;
    this.waiting = [];
    this.writeFully(batch, () => {
      if (this.options.durability === 'os') {
        this.becameDurable(sequence);
        return;
      }
      this.io.sync(this.fd, (error) => {
        if (error === null) this.becameDurable(sequence);
        else this.fail(error);
      });
    });
  }

  /** A write may be cut short (a disk that is nearly full); what remains is written until it fails or is done. */
  private writeFully(bytes: Buffer, done: () => void): void {
    this.io.write(this.fd, bytes, this.position, (error, written) => {
      if (error !== null) {
        this.fail(error);
        return;
      }
      this.position += written;
      if (written < bytes.length) this.writeFully(bytes.subarray(written), done);
      else done();
    });
  }

  private becameDurable(sequence: number): void {
    // The next write starts before this one's consequences, so that the disk never waits for the node.
    if (this.waiting.length > 0) {
      this.writeWaiting();
    } else {
      this.writing = false;
      this.whenIdle?.();
    }
    this.options.onDurable(sequence);
  }

  private fail(error: Error): void {
    // Still `writing`: nothing is written after a failed write, whose bytes may or may not be there.
    this.closed = true;
    this.options.onError(cannotUse(this.options.path, error));
    this.whenIdle?.();
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  } catch (error) {
    throw cannotUse(path, error);
  }
}

/** The file's name is in its directory: without this, a new file may be gone after a power cut. */
function syncDirectory(path: string, io: WalIo): void {
  if (process.platform === 'win32') return; // A directory cannot be opened there.
  const fd = openSync(path, 'r');
  try {
    io.syncNow(fd);
  } finally {
    closeSync(fd);
  }
}

function cannotUse(path: string, error: unknown): LabError {
  return new LabError(
    'io',
    `The write-ahead log ${path} cannot be used (${messageOf(error)}). Its folder must exist, be writable and have space.`,
    { cause: error },
  );
}
