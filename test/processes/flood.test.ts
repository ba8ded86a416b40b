import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seededRandom } from '../../src/node/random';
import type { AppendEntries, Message } from '../../src/node/raft/types';
import { WireCodec } from '../../src/node/transport/codec';
import { openUdp, type UdpSocket } from '../../src/node/transport/udp';
import { HEADER_BYTES, MAX_DATAGRAM_BYTES, TAG_BYTES } from '../../src/node/transport/wireFormat';
import { dropReasonSchema } from '../../src/shared/control/toLab';
import { CLUSTER_ID, configOf, KEY, NodeProcess } from './nodeProcess';
import { bundle, scratchFolder } from './support';

const DATAGRAMS = 1_000_000;
/** Few enough to fit in the smallest receive buffer that a system gives. */
const BATCH = 200;

const leader = new WireCodec({ clusterId: CLUSTER_ID, key: KEY }, 2);
const heartbeat: AppendEntries = {
  type: 'AppendEntries',
  from: 2,
  to: 1,
  term: 5,
  prevLogIndex: 0,
  prevLogTerm: 0,
  entries: [],
  leaderCommit: 0,
};
const entries = [1, 3, 5].map((term) => ({ term, command: Buffer.from([term]) }));
const sound: readonly [Message, ...Message[]] = [
  heartbeat,
  { ...heartbeat, entries },
  {
    ...heartbeat,
    type: 'RequestVote',
    term: 9,
    lastLogIndex: 99,
    lastLogTerm: 9,
    preVote: false,
    leadershipTransfer: true,
  },
  { ...heartbeat, type: 'TimeoutNow' },
];

const random = seededRandom(20_26);
const upTo = (limit: number): number => Math.floor(random() * limit);
const anyOf = <T>(choices: readonly [T, ...T[]]): T => choices[upTo(choices.length)] ?? choices[0];
const soundDatagram = (): Buffer => leader.encode({ message: anyOf(sound), stampUs: 0 });

function noise(length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => upTo(256)));
}

function signed(body: Buffer): Buffer {
  const tag = createHmac('sha256', Buffer.from(KEY, 'hex')).update(body).digest();
  return Buffer.concat([body, tag.subarray(0, TAG_BYTES)]);
}

/** Datagrams that a node must drop, though some are made by someone who has the key. */
const hostile: readonly [() => Buffer, ...(() => Buffer)[]] = [
  () => noise(upTo(120)),
  () => {
    const datagram = soundDatagram();
    const bit = upTo(datagram.length * 8);
    datagram.writeUInt8(datagram.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return datagram;
  },
  () => {
    const datagram = soundDatagram();
    return datagram.subarray(0, upTo(datagram.length));
  },
  () => Buffer.concat([soundDatagram(), noise(1 + upTo(20))]),
  () =>
    new WireCodec({ clusterId: CLUSTER_ID + 1, key: KEY }, 2).encode({ message: anyOf(sound), stampUs: 0 }),
  () => leader.encode({ message: { ...anyOf(sound), to: 3 }, stampUs: 0 }),
  () => signed(Buffer.concat([soundDatagram().subarray(0, -TAG_BYTES), noise(1 + upTo(20))])),
  () => {
    const withEntries = leader
      .encode({ message: { ...heartbeat, entries }, stampUs: 0 })
      .subarray(0, -TAG_BYTES);
    return signed(withEntries.subarray(0, HEADER_BYTES + upTo(withEntries.length - HEADER_BYTES)));
  },
];

it(
  'a million hostile datagrams leave a running node alive and its state unchanged',
  { timeout: 900_000 },
  async () => {
    const folder = await scratchFolder();
    const walPath = join(folder.path, 'node.wal');
    const node = new NodeProcess(await bundle('src/node/index.ts'));
    const sockets: UdpSocket[] = [];
    try {
      const slow = { ...configOf({}).timing, electionTimeoutMinMs: 60_000, electionTimeoutMaxMs: 60_000 };
      const { port } = await node.start(configOf({ servers: [1, 2, 3], walPath, timing: slow }));
      let heard: () => void = () => undefined;
      const peer = await openUdp({
        port: 0,
        onDatagram: () => {
          heard();
        },
      });
      const stranger = await openUdp({ port: 0, onDatagram: () => undefined });
      sockets.push(peer, stranger);
      node.send({
        type: 'peers',
        ports: [
          [1, port],
          [2, peer.port],
          [3, stranger.port + 1],
        ],
      });

      /** Sends what the leader of term 5 would, and waits for the answer: so all before it has been read. */
      const ask = (message: AppendEntries): Promise<void> => {
        const answered = new Promise<void>((resolve) => (heard = resolve));
        peer.send(leader.encode({ message, stampUs: 0 }), port);
        return answered;
      };
      await node.until(() => node.status !== null);
      await ask({ ...heartbeat, entries });
      await node.until(() => node.status?.lastLogIndex === 3);
      const before = { status: node.status, log: await readFile(walPath) };

      let asked = 1;
      let sent = 0;
      while (sent < DATAGRAMS) {
        for (let i = 0; i < BATCH; i += 1) {
          if (upTo(8) === 0) stranger.send(soundDatagram(), port);
          else if (upTo(1000) === 0) peer.send(Buffer.alloc(MAX_DATAGRAM_BYTES + 1 + upTo(1000)), port);
          else peer.send(anyOf(hostile)(), port);
        }
        sent += BATCH;
        await ask({ ...heartbeat, prevLogIndex: 3, prevLogTerm: 5 });
        asked += 1;
      }

      await node.until(() => node.counters?.received === sent + asked);
      const dropped = node.counters?.dropped;
      const drops = dropReasonSchema.options.map((reason) => dropped?.[reason] ?? 0);
      expect(drops.reduce((sum, n) => sum + n, 0)).toBe(sent);
      for (const count of drops) expect(count).toBeGreaterThan(0);
      expect(node.status).toEqual({
        ...before.status,
        electionFromMs: node.status?.electionFromMs,
        electionDeadlineMs: node.status?.electionDeadlineMs,
      });
      expect(await readFile(walPath)).toEqual(before.log);
    } finally {
      await node.kill();
      await Promise.all(sockets.map((socket) => socket.close()));
      await folder.remove();
    }
  },
);
