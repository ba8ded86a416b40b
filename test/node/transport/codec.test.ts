import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENTRY_OVERHEAD_BYTES, entryBytes } from '../../../src/node/raft/log';
import type { AppendEntries } from '../../../src/node/raft/types';
import { WireCodec } from '../../../src/node/transport/codec';
import {
  HEADER_BYTES,
  MAX_APPEND_BYTES,
  MAX_COMMAND_BYTES,
  MAX_DATAGRAM_BYTES,
  TAG_BYTES,
} from '../../../src/node/transport/wireFormat';
import { envelopes } from './messages';

const identity = { clusterId: 0xfeed_beef, key: '0f'.repeat(32) };
const portOf = (server: number) => (server <= 25 ? 4000 + server : undefined);
const codecOf = (server: number) => new WireCodec(identity, server);

const heartbeat: AppendEntries = {
  type: 'AppendEntries',
  from: 1,
  to: 2,
  term: 7,
  prevLogIndex: 41,
  prevLogTerm: 6,
  entries: [],
  leaderCommit: 40,
};
const datagram = () => codecOf(1).encode({ message: heartbeat, stampUs: 123 });
const decode = (bytes: Buffer, sourcePort = 4001) => codecOf(2).decode(bytes, sourcePort, portOf);

/** Puts a right tag on whatever the bytes before it are. */
function signed(bytes: Buffer): Buffer {
  const tag = createHmac('sha256', Buffer.from(identity.key, 'hex')).update(bytes).digest();
  return Buffer.concat([bytes, tag.subarray(0, TAG_BYTES)]);
}
const untagged = (bytes: Buffer) => bytes.subarray(0, -TAG_BYTES);

describe('a datagram', () => {
  it('carries every message there and back', () => {
    fc.assert(
      fc.property(envelopes, fc.nat(), (envelope, dueUs) => {
        const { from, to } = envelope.message;
        const bytes = codecOf(from).encode(envelope, dueUs);
        expect(codecOf(to).decode(bytes, 4000 + from, portOf)).toEqual({ ...envelope, dueUs });
      }),
    );
  });

  it('arrives at once where nothing delays it', () => {
    expect(decode(datagram())).toMatchObject({ dueUs: 0 });
  });

  it('is compact: a heartbeat takes 64 bytes', () => {
    expect(datagram().length).toBe(64);
  });

  it('holds whatever a core may pack into one AppendEntries, and a command of the largest size', () => {
    const entries = Array.from({ length: 100_000 }, () => ({ term: 2 ** 48 - 1, command: null }));
    const fitting = entries.slice(0, Math.floor(MAX_APPEND_BYTES / ENTRY_OVERHEAD_BYTES));
    const largest = { term: 9, command: new Uint8Array(MAX_COMMAND_BYTES) };
    expect(entryBytes(largest)).toBe(MAX_APPEND_BYTES);
    for (const packed of [fitting, [largest]]) {
      const bytes = codecOf(1).encode({ message: { ...heartbeat, entries: packed }, stampUs: 0 });
      expect(bytes.length).toBeLessThanOrEqual(MAX_DATAGRAM_BYTES);
      expect(decode(bytes)).toMatchObject({ message: { entries: { length: packed.length } } });
    }
  });

  it('is refused to a message that is too large, or a number that is', () => {
    const command = new Uint8Array(MAX_COMMAND_BYTES + 1);
    const tooLarge = { ...heartbeat, entries: [{ term: 1, command }] };
    expect(() => codecOf(1).encode({ message: tooLarge, stampUs: 0 })).toThrow(RangeError);
    expect(() => codecOf(1).encode({ message: { ...heartbeat, term: 2 ** 48 }, stampUs: 0 })).toThrow(
      RangeError,
    );
    expect(() => codecOf(1).encode({ message: { ...heartbeat, term: -1 }, stampUs: 0 })).toThrow(RangeError);
  });
});

describe('a datagram is dropped', () => {
  it('when it is shorter than a header and a tag', () => {
    for (let length = 0; length < HEADER_BYTES + TAG_BYTES; length += 1) {
      expect(decode(datagram().subarray(0, length))).toBe('short');
    }
  });

  it('when it is longer than any that is sent', () => {
    expect(decode(Buffer.concat([datagram(), Buffer.alloc(MAX_DATAGRAM_BYTES)]))).toBe('long');
  });

  it('when it is of another program or version', () => {
    for (const at of [0, 1, 2]) {
      const bytes = untagged(datagram());
      bytes[at]! ^= 1;
      expect(decode(signed(bytes))).toBe('version');
    }
  });

  it('when it is of another cluster', () => {
    const other = new WireCodec({ ...identity, clusterId: 1 }, 1);
    expect(decode(other.encode({ message: heartbeat, stampUs: 0 }))).toBe('cluster');
  });

  it('when it was made without the cluster’s key', () => {
    const other = new WireCodec({ ...identity, key: 'f0'.repeat(32) }, 1);
    expect(decode(other.encode({ message: heartbeat, stampUs: 0 }))).toBe('unauthenticated');
  });

  it('when it comes from another port than its sender’s', () => {
    expect(decode(datagram(), 4003)).toBe('port');
  });

  it('when its sender is no server of the cluster', () => {
    const stranger = new WireCodec(identity, 26).encode({ message: { ...heartbeat, from: 26 }, stampUs: 0 });
    expect(decode(stranger, 4026)).toBe('port');
  });

  it('when it was meant for another server', () => {
    expect(codecOf(3).decode(datagram(), 4001, portOf)).toBe('recipient');
  });

  it('when it comes back to its own sender', () => {
    const toSelf = codecOf(2).encode({ message: { ...heartbeat, from: 2 }, stampUs: 0 });
    expect(decode(toSelf, 4002)).toBe('recipient');
  });

  it('when any one bit of it is flipped', () => {
    const sound = datagram();
    for (let bit = 0; bit < sound.length * 8; bit += 1) {
      const bytes = Buffer.from(sound);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(decode(bytes)).toBeTypeOf('string');
    }
  });

  it('when it is cut short or has bytes to spare, though its tag be right', () => {
    const body = untagged(
      codecOf(1).encode({ message: { ...heartbeat, entries: [{ term: 1, command: null }] }, stampUs: 0 }),
    );
    for (let length = HEADER_BYTES; length < body.length; length += 1) {
      expect(decode(signed(body.subarray(0, length)))).toBe('malformed');
    }
    expect(decode(signed(Buffer.concat([body, Buffer.alloc(1)])))).toBe('malformed');
  });

  it('when a field holds what it may not, though its tag be right', () => {
    const vote = { ...heartbeat, type: 'RequestVoteReply', voteGranted: true, preVote: false } as const;
    const transfer = { ...heartbeat, type: 'TransferRequest', target: 3 } as const;
    const reply = untagged(codecOf(1).encode({ message: vote, stampUs: 0 }));
    const wish = untagged(codecOf(1).encode({ message: transfer, stampUs: 0 }));
    const with_ = (bytes: Buffer, at: number, value: number) => {
      const copy = Buffer.from(bytes);
      copy[at] = value;
      return signed(copy);
    };
    expect(decode(with_(reply, HEADER_BYTES, 2))).toBe('malformed');
    expect(decode(with_(wish, HEADER_BYTES, 0))).toBe('malformed');
    expect(decode(with_(wish, HEADER_BYTES, 26))).toBe('malformed');
    expect(decode(with_(wish, 3, 0))).toBe('malformed');
    expect(decode(with_(wish, 3, 7))).toBe('malformed');
    const entry = { term: 1, command: Buffer.from('x') };
    const append = { ...heartbeat, entries: [entry] };
    const appended = untagged(codecOf(1).encode({ message: append, stampUs: 0 }));
    // A no-op with a command: of the entry's flag, its length (2) and the command (1), the flag is the last but three.
    expect(decode(with_(appended, appended.length - 4, 0))).toBe('malformed');
    const atTheEnd = { ...append, prevLogIndex: 2 ** 48 - 1 };
    expect(decode(codecOf(1).encode({ message: atTheEnd, stampUs: 0 }))).toBe('malformed');
  });
});

describe('decoding never throws', () => {
  it('whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decode(Buffer.from(bytes))).toBeTypeOf('string');
      }),
    );
  });

  it('and takes each message in one form only: what it accepts encodes to the same bytes', () => {
    const mutation = fc.record({ at: fc.nat(400), value: fc.nat(255), length: fc.option(fc.nat(400)) });
    fc.assert(
      fc.property(envelopes, fc.array(mutation, { minLength: 1, maxLength: 4 }), (envelope, mutations) => {
        const { from, to } = envelope.message;
        let body = untagged(codecOf(from).encode(envelope));
        for (const { at, value, length } of mutations) {
          if (length !== null)
            body = Buffer.concat([body, Buffer.alloc(400)]).subarray(0, HEADER_BYTES + length);
          else body[HEADER_BYTES + at] = value;
        }
        const bytes = signed(body);
        const result = codecOf(to).decode(bytes, 4000 + from, portOf);
        if (typeof result === 'string') expect(result).toBe('malformed');
        else expect(codecOf(from).encode(result, result.dueUs)).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});
