import { unreachable } from '../../shared/errors';
import { MAX_NODES } from '../../shared/ids';
import { MAX_UINT48, type ByteReader, type ByteWriter } from '../byteCursor';
import { ENTRY_OVERHEAD_BYTES, entryBytes } from '../raft/log';
import type { Entry, Message, MessageType } from '../raft/types';

/**
 * How Raft's messages lie in a datagram: a header, the fields of the type (big-endian, in the order of the
 * interfaces in `raft/types.ts`), and the authentication tag that `codec.ts` computes.
 *
 *     magic u16 · version u8 · type u8 · cluster u32 · from u8 · to u8 · due u48 · term u48 · fields… · tag 16 bytes
 *
 * Terms, indexes and stamps are u48. An entry is its term u48, whether it has a command u8 (the no-op has none), the
 * command's length u16 and the command: `ENTRY_OVERHEAD_BYTES` and the command, as the core counts it.
 */
export const MAGIC = 0x524c;
export const VERSION = 1;
export const HEADER_BYTES = 22;
export const TAG_BYTES = 16;

/** Under every platform's default limit for one datagram (macOS: 9216 bytes). */
export const MAX_DATAGRAM_BYTES = 8192;

/** prevLogIndex, prevLogTerm, leaderCommit, stamp and the number of entries. */
const APPEND_FIXED_BYTES = 4 * 6 + 2;

/** What a core may pack into one AppendEntries (`RaftConfig.maxAppendBytes`) for it to fit in a datagram. */
export const MAX_APPEND_BYTES = MAX_DATAGRAM_BYTES - HEADER_BYTES - TAG_BYTES - APPEND_FIXED_BYTES;

/** Largest command in bytes: one entry must always fit in a datagram. */
export const MAX_COMMAND_BYTES = MAX_APPEND_BYTES - ENTRY_OVERHEAD_BYTES;

/**
 * A message as it travels. `stampUs` is the sender's clock in microseconds when it sent an AppendEntries whose
 * round trip is to be measured; the reply carries it back (as TCP's timestamps do, RFC 7323). 0 is no stamp; other
 * types have none.
 */
export interface Envelope {
  readonly message: Message;
  readonly stampUs: number;
}

/**
 * A message that has come in. `dueUs` is when it arrives, in microseconds on the clock that all processes of the
 * machine share: a link's delay is the network's, so what its sender has sent arrives even if the sender is killed
 * meanwhile. 0, or a time that has passed, is now.
 */
export interface Arrival extends Envelope {
  readonly dueUs: number;
}

const TYPE_CODES: Readonly<Record<MessageType, number>> = {
  RequestVote: 1,
  RequestVoteReply: 2,
  AppendEntries: 3,
  AppendEntriesReply: 4,
  TimeoutNow: 5,
  TransferRequest: 6,
};
const TYPE_OF_CODE = new Map(
  (Object.keys(TYPE_CODES) as MessageType[]).map((type) => [TYPE_CODES[type], type]),
);

export function typeCode(type: MessageType): number {
  return TYPE_CODES[type];
}

/** Bytes of the message's fields, without header and tag. */
export function bodyBytes(message: Message): number {
  switch (message.type) {
    case 'RequestVote':
      return 6 + 6 + 1 + 1;
    case 'RequestVoteReply':
      return 1 + 1;
    case 'AppendEntries':
      return message.entries.reduce((sum, entry) => sum + entryBytes(entry), APPEND_FIXED_BYTES);
    case 'AppendEntriesReply':
      return 1 + 4 * 6;
    case 'TimeoutNow':
      return 0;
    case 'TransferRequest':
      return 1;
    default:
      return unreachable(message);
  }
}

/** Writes the fields after the header. Throws `RangeError` when a number does not fit its field. */
export function writeBody(writer: ByteWriter, { message, stampUs }: Envelope): void {
  switch (message.type) {
    case 'RequestVote':
      writer.uint48(message.lastLogIndex);
      writer.uint48(message.lastLogTerm);
      writer.boolean(message.preVote);
      writer.boolean(message.leadershipTransfer);
      return;
    case 'RequestVoteReply':
      writer.boolean(message.voteGranted);
      writer.boolean(message.preVote);
      return;
    case 'AppendEntries':
      writer.uint48(message.prevLogIndex);
      writer.uint48(message.prevLogTerm);
      writer.uint48(message.leaderCommit);
      writer.uint48(stampUs);
      writer.uint16(message.entries.length);
      for (const entry of message.entries) writeEntry(writer, entry);
      return;
    case 'AppendEntriesReply':
      writer.boolean(message.success);
      writer.uint48(message.index);
      writer.uint48(message.hintIndex);
      writer.uint48(message.hintTerm);
      writer.uint48(stampUs);
      return;
    case 'TimeoutNow':
      return;
    case 'TransferRequest':
      writer.uint8(message.target);
      return;
    default:
      unreachable(message);
  }
}

function writeEntry(writer: ByteWriter, { term, command }: Entry): void {
  writer.uint48(term);
  writer.boolean(command !== null);
  writer.uint16(command?.length ?? 0);
  if (command !== null) writer.bytes(command);
}

/** What the header says, but for the cluster. */
export interface Header {
  readonly code: number;
  readonly from: number;
  readonly to: number;
  readonly term: number;
}

/**
 * Reads the fields of a message up to the reader's end. Null when a field holds what it may not, when bytes are
 * missing or left over, or when the type is not known.
 */
export function readBody(reader: ByteReader, { code, from, to, term }: Header): Envelope | null {
  const type = TYPE_OF_CODE.get(code);
  if (type === undefined) return null;
  const envelope = readFields(reader, type, { from, to, term });
  return reader.complete ? envelope : null;
}

function readFields(
  reader: ByteReader,
  type: MessageType,
  head: { from: number; to: number; term: number },
): Envelope {
  switch (type) {
    case 'RequestVote': {
      const lastLogIndex = reader.uint48();
      const lastLogTerm = reader.uint48();
      const preVote = reader.boolean();
      const leadershipTransfer = reader.boolean();
      return unstamped({ type, ...head, lastLogIndex, lastLogTerm, preVote, leadershipTransfer });
    }
    case 'RequestVoteReply': {
      const voteGranted = reader.boolean();
      const preVote = reader.boolean();
      return unstamped({ type, ...head, voteGranted, preVote });
    }
    case 'AppendEntries': {
      const prevLogIndex = reader.uint48();
      const prevLogTerm = reader.uint48();
      const leaderCommit = reader.uint48();
      const stampUs = reader.uint48();
      const entries = readEntries(reader);
      if (prevLogIndex + entries.length > MAX_UINT48) reader.fail();
      return {
        message: { type, ...head, prevLogIndex, prevLogTerm, entries, leaderCommit },
        stampUs,
      };
    }
    case 'AppendEntriesReply': {
      const success = reader.boolean();
      const index = reader.uint48();
      const hintIndex = reader.uint48();
      const hintTerm = reader.uint48();
      const stampUs = reader.uint48();
      return { message: { type, ...head, success, index, hintIndex, hintTerm }, stampUs };
    }
    case 'TimeoutNow':
      return unstamped({ type, ...head });
    case 'TransferRequest': {
      const target = reader.uint8();
      if (target < 1 || target > MAX_NODES) reader.fail();
      return unstamped({ type, ...head, target });
    }
    default:
      return unreachable(type);
  }
}

function unstamped(message: Message): Envelope {
  return { message, stampUs: 0 };
}

function readEntries(reader: ByteReader): Entry[] {
  const count = reader.uint16();
  const entries: Entry[] = [];
  while (entries.length < count && reader.ok) {
    const term = reader.uint48();
    const hasCommand = reader.boolean();
    const command = reader.bytes(reader.uint16());
    if (!hasCommand && command.length > 0) reader.fail();
    // A copy: the log outlives the datagram, and many copies share one block of memory.
    entries.push({ term, command: hasCommand ? Buffer.from(command) : null });
  }
  return entries;
}
