import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { DropReason } from '../../shared/control/toLab';
import type { NodeId } from '../../shared/ids';
import { ByteReader, ByteWriter } from '../byteCursor';
import {
  bodyBytes,
  HEADER_BYTES,
  MAGIC,
  MAX_DATAGRAM_BYTES,
  readBody,
  TAG_BYTES,
  typeCode,
  VERSION,
  writeBody,
  type Arrival,
  type Envelope,
} from './wireFormat';

export interface ClusterIdentity {
  /** Unsigned 32-bit. */
  readonly clusterId: number;
  /** The cluster's key, 64 hex digits. */
  readonly key: string;
}

/**
 * Turns messages into datagrams that only this cluster can have made, and back. The tag is HMAC-SHA256 of all that
 * precedes it, truncated to 16 bytes (RFC 2104 §5); the recipient is in the header, so that a datagram caught on its
 * way to one server is refused by every other.
 */
export class WireCodec {
  private readonly key: KeyObject;
  private readonly clusterId: number;

  constructor(
    identity: ClusterIdentity,
    private readonly self: NodeId,
  ) {
    this.clusterId = identity.clusterId;
    this.key = createSecretKey(identity.key, 'hex');
  }

  /**
   * Throws `RangeError` for a message that does not fit in a datagram, or a number that does not fit its field.
   * @param dueUs see `Arrival`
   */
  encode(envelope: Envelope, dueUs = 0): Buffer {
    const { message } = envelope;
    const length = HEADER_BYTES + bodyBytes(message) + TAG_BYTES;
    if (length > MAX_DATAGRAM_BYTES) {
      throw new RangeError(`a datagram has at most ${MAX_DATAGRAM_BYTES} bytes, not ${length}`);
    }
    const datagram = Buffer.allocUnsafe(length);
    const writer = new ByteWriter(datagram);
    writer.uint16(MAGIC);
    writer.uint8(VERSION);
    writer.uint8(typeCode(message.type));
    writer.uint32(this.clusterId);
    writer.uint8(message.from);
    writer.uint8(message.to);
    writer.uint48(dueUs);
    writer.uint48(message.term);
    writeBody(writer, envelope);
    writer.bytes(this.tagOf(datagram));
    return datagram;
  }

  /**
   * The message in a datagram, or why it is to be dropped. Never throws, whatever the bytes.
   * @param sourcePort where the datagram came from
   * @param portOf the registered port of each server; undefined for one that is not of this cluster
   */
  decode(
    datagram: Buffer,
    sourcePort: number,
    portOf: (server: NodeId) => number | undefined,
  ): Arrival | DropReason {
    if (datagram.length < HEADER_BYTES + TAG_BYTES) return 'short';
    if (datagram.length > MAX_DATAGRAM_BYTES) return 'long';
    const reader = new ByteReader(datagram, 0, datagram.length - TAG_BYTES);
    if (reader.uint16() !== MAGIC || reader.uint8() !== VERSION) return 'version';
    const code = reader.uint8();
    if (reader.uint32() !== this.clusterId) return 'cluster';
    if (!timingSafeEqual(this.tagOf(datagram), datagram.subarray(-TAG_BYTES))) return 'unauthenticated';
    const from = reader.uint8();
    const to = reader.uint8();
    const dueUs = reader.uint48();
    const term = reader.uint48();
    if (portOf(from) !== sourcePort) return 'port';
    if (to !== this.self || from === this.self) return 'recipient';
    const envelope = readBody(reader, { code, from, to, term });
    return envelope === null ? 'malformed' : { ...envelope, dueUs };
  }

  private tagOf(datagram: Buffer): Buffer {
    return createHmac('sha256', this.key)
      .update(datagram.subarray(0, -TAG_BYTES))
      .digest()
      .subarray(0, TAG_BYTES);
  }
}
