import { fstatSync, readSync } from 'node:fs';
import { LabError } from '../../shared/errors';
import type { Entry, HardState, RestoredState } from '../raft/types';
import {
  decodePayload,
  decodeRecordHeader,
  FILE_HEADER_BYTES,
  fileHeader,
  RECORD_HEADER_BYTES,
  type RecordContent,
} from './record';

export interface Recovery {
  readonly state: RestoredState;
  /** Where the sound part ends, in bytes from the file's start; 0 when not even the file header is whole. */
  readonly soundBytes: number;
  /** What follows it: the unfinished end of a last write, to be cut off. Nothing in it was ever acknowledged. */
  readonly tornBytes: number;
  /** Records in the sound part. */
  readonly records: number;
}

const CHUNK_BYTES = 1 << 20;
/** The least that a disk writes whole. Pages and file systems' blocks are multiples of it. */
const SECTOR_BYTES = 512;

/**
 * Reads a whole write-ahead log, and tells what a crash in the middle of an append may have left, which is cut off,
 * from damage, which is refused.
 *
 * The file is only ever appended to, and a write starts when the one before is durable. So everything up to the last
 * write is there, and of that one, none of which was ever acknowledged, a crash leaves:
 *
 * - **less of the file**: it ends within a record's header or payload. (The process was killed, the disk was full, or
 *   the file's new size was not yet on disk. With durability `os` that is all there is: what only the system has is
 *   there for as long as the machine runs.)
 * - **zeros instead of its end**: the file has its new size, or room beyond it, but from some sector on its content
 *   was never written. There is nothing but zeros from a sector's border, or from where a record or its payload begins,
 *   to the end of the file; before them may stand a header, whole or in part, and a part of the payload. No record ends
 *   in zeros, so none that was written looks like this, with any one bit flipped either.
 *
 * Old content of other files does not show up in a file that grows by writes. What remains is a later sector that is
 * there while an earlier one is zeros: a file system that orders nothing could leave it, but a lost sector under
 * acknowledged records looks the same, and starting without these would break Raft's promises. It is refused, as is
 * everything else that does not check.
 * @param fd open for reading
 * @param path for messages only
 * @throws LabError `log-corrupt`: the log is not to be trusted, since a vote or an entry that was acknowledged may be
 *   among what cannot be read.
 */
export function recover(fd: number, path: string): Recovery {
  const file = new FileWindow(fd);
  const wanted = fileHeader();
  const found = file.read(FILE_HEADER_BYTES);
  // The header is durable before the first record is written: beyond it, zeros in its place are damage.
  const unfinished = isZero(found) || found.equals(wanted.subarray(0, found.length));
  if (file.left === 0 && unfinished && !found.equals(wanted)) {
    return { state: new LogReplay().state(), soundBytes: 0, tornBytes: found.length, records: 0 };
  }
  if (!found.equals(wanted))
    throw corrupt(path, 0, 'this is not a write-ahead log that this version can read');

  const log = new LogReplay();
  let soundBytes = FILE_HEADER_BYTES;
  let records = 0;
  while (file.left > 0) {
    const tornBytes = file.left;
    const content = readRecord(file, path, soundBytes, records + 1);
    if (content === 'torn') return { state: log.state(), soundBytes, tornBytes, records };
    if (!log.apply(content)) throw corrupt(path, soundBytes, 'a record does not follow on the one before');
    records += 1;
    soundBytes += tornBytes - file.left;
  }
  return { state: log.state(), soundBytes, tornBytes: 0, records };
}

function readRecord(
  file: FileWindow,
  path: string,
  offset: number,
  sequence: number,
): RecordContent | 'torn' {
  const bytes = file.read(RECORD_HEADER_BYTES);
  if (bytes.length < RECORD_HEADER_BYTES) return 'torn';
  const header = decodeRecordHeader(bytes);
  if (header === null) {
    if (endsInZeros(bytes, offset, file)) return 'torn';
    throw corrupt(path, offset, "a record's header does not match its checksum");
  }
  if (header.sequence !== sequence) {
    throw corrupt(path, offset, `record ${header.sequence} stands where record ${sequence} belongs`);
  }
  if (header.length > file.left) return 'torn';
  const payload = file.read(header.length);
  const content = decodePayload(payload, header);
  if (content !== null) return content;
  if (endsInZeros(payload, offset + RECORD_HEADER_BYTES, file)) return 'torn';
  throw corrupt(path, offset, "a record's content does not match its checksum");
}

/** Is everything zero from the last sector's border within `bytes`, or else from their start, to the file's end? */
function endsInZeros(bytes: Buffer, offset: number, file: FileWindow): boolean {
  const end = offset + bytes.length;
  const border = Math.floor((end - 1) / SECTOR_BYTES) * SECTOR_BYTES;
  return isZero(bytes.subarray(Math.max(0, border - offset))) && file.restIsZero();
}

function corrupt(path: string, offset: number, what: string): LabError {
  return new LabError(
    'log-corrupt',
    `${path}: ${what} (at byte ${offset}). A node must not start on a log that may have lost a vote or an entry it ` +
      'promised: put back an intact copy of the file, or wipe the disks of the whole cluster and start it afresh.',
  );
}

/** The state that the records add up to. */
class LogReplay {
  private hardState: HardState = { currentTerm: 0, votedFor: null };
  private readonly entries: Entry[] = [];

  /** False when a record's entries would leave a gap. */
  apply({ hardState, log }: RecordContent): boolean {
    if (hardState !== null) this.hardState = hardState;
    if (log === null) return true;
    if (log.fromIndex > this.entries.length + 1) return false;
    this.entries.length = log.fromIndex - 1;
    for (const entry of log.entries) this.entries.push(entry);
    return true;
  }

  state(): RestoredState {
    return { ...this.hardState, entries: this.entries };
  }
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Reads a file from its start to its end, a chunk at a time, handing out views of the chunks. */
class FileWindow {
  private readonly size: number;
  private position = 0;
  private chunk = Buffer.alloc(0);

  constructor(private readonly fd: number) {
    this.size = fstatSync(fd).size;
  }

  /** Bytes that have not been handed out. */
  get left(): number {
    return this.size - this.position + this.chunk.length;
  }

  /** The next `length` bytes, or all that are left when these are fewer. */
  read(length: number): Buffer {
    const wanted = Math.min(length, this.left);
    if (this.chunk.length < wanted) this.fill(wanted);
    const bytes = this.chunk.subarray(0, wanted);
    this.chunk = this.chunk.subarray(bytes.length);
    return bytes;
  }

  /** Whether everything that is left is zero. Reads it. */
  restIsZero(): boolean {
    while (this.left > 0) if (!isZero(this.read(CHUNK_BYTES))) return false;
    return true;
  }

  private fill(wanted: number): void {
    const kept = this.chunk;
    const fresh = Math.min(this.size - this.position, Math.max(CHUNK_BYTES, wanted - kept.length));
    const chunk = Buffer.allocUnsafe(kept.length + fresh);
    kept.copy(chunk);
    let filled = kept.length;
    while (filled < chunk.length) {
      const count = readSync(this.fd, chunk, filled, chunk.length - filled, this.position);
      if (count === 0) throw new LabError('io', 'the write-ahead log became shorter while it was read.');
      filled += count;
      this.position += count;
    }
    this.chunk = chunk;
  }
}
