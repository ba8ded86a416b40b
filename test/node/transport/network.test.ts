import { beforeEach, describe, expect, it } from 'vitest';
import type { MessageTrace } from '../../../src/shared/control/toLab';
import { NO_DELAY } from '../../../src/shared/distribution';
import type { Message } from '../../../src/node/raft/types';
import { WireCodec } from '../../../src/node/transport/codec';
import { LinkConditioner } from '../../../src/node/transport/conditioner';
import { Inbound } from '../../../src/node/transport/inbound';
import { kindOf, Outbound } from '../../../src/node/transport/outbound';
import { PeerPorts } from '../../../src/node/transport/peers';
import type { Envelope } from '../../../src/node/transport/wireFormat';
import { ManualClock } from '../fakes';

const identity = { clusterId: 1, key: '0f'.repeat(32) };
const vote: Message = {
  type: 'RequestVoteReply',
  from: 1,
  to: 2,
  term: 3,
  voteGranted: true,
  preVote: false,
};
const rule = { to: 2, cut: false, loss: 0, delay: NO_DELAY, duplicate: 0 };

let clock: ManualClock;
let ports: PeerPorts;
let conditioner: LinkConditioner;
let outbound: Outbound;
let onTheWire: { datagram: Buffer; port: number; atMs: number }[];
let traces: MessageTrace[];
let requestsTookMs: number[];

beforeEach(() => {
  clock = new ManualClock();
  ports = new PeerPorts();
  ports.register([
    [1, 4001],
    [2, 4002],
  ]);
  onTheWire = [];
  traces = [];
  requestsTookMs = [];
  conditioner = new LinkConditioner(() => 0.5);
  outbound = new Outbound({
    codec: new WireCodec(identity, 1),
    conditioner,
    ports,
    socket: {
      port: 4001,
      send: (datagram, port) => onTheWire.push({ datagram, port, atMs: clock.now }),
      close: () => Promise.resolve(),
    },
    nowMs: () => clock.now,
    onRequest: (tookMs) => requestsTookMs.push(tookMs),
    onTrace: (trace) => traces.push(trace),
  });
});

const send = () => {
  outbound.send({ message: vote, stampUs: 0 }, clock.now);
};

describe('a message on its way out', () => {
  it('leaves at once for its receiver’s port', () => {
    send();
    expect(onTheWire).toMatchObject([{ port: 4002, atMs: 1000 }]);
    expect(outbound).toMatchObject({ sent: 1, conditioned: 0 });
  });

  it('goes nowhere while its receiver’s port is not known', () => {
    outbound.send({ message: { ...vote, to: 3 }, stampUs: 0 }, clock.now);
    expect(onTheWire).toEqual([]);
    expect(outbound.sent).toBe(0);
  });

  it('leaves at once on a slow link too, with the time when it arrives: it outlives its sender', () => {
    conditioner.schedule([{ ...rule, delay: { kind: 'fixed', ms: 15 } }], 0);
    send();
    expect(onTheWire).toMatchObject([{ atMs: 1000 }]);
    const { datagram } = onTheWire[0]!;
    expect(new WireCodec(identity, 2).decode(datagram, 4001, ports.of)).toMatchObject({ dueUs: 1_015_000 });
  });

  it('arrives a link’s delay after the core has sent it, however long it took to leave', () => {
    conditioner.schedule([{ ...rule, delay: { kind: 'fixed', ms: 15 } }], 0);
    clock.now = 1002;
    outbound.send({ message: vote, stampUs: 0 }, 1000);
    const { datagram } = onTheWire[0]!;
    expect(new WireCodec(identity, 2).decode(datagram, 4001, ports.of)).toMatchObject({ dueUs: 1_015_000 });
  });

  it('is timed until it leaves where it asks for a vote: all later, votes may be split', () => {
    const head = { from: 1, to: 2, term: 3 } as const;
    const request = { lastLogIndex: 0, lastLogTerm: 0, preVote: false, leadershipTransfer: false };
    clock.now = 1002;
    outbound.send({ message: vote, stampUs: 0 }, 1000);
    outbound.send({ message: { type: 'RequestVote', ...head, ...request }, stampUs: 0 }, 1000);
    expect(requestsTookMs).toEqual([2]);
  });

  it('vanishes on a link that is cut, and is counted', () => {
    conditioner.schedule([{ ...rule, cut: true }], 0);
    send();
    expect(onTheWire).toEqual([]);
    expect(outbound).toMatchObject({ sent: 0, conditioned: 1 });
  });

  it('leaves twice on a link that duplicates', () => {
    conditioner.schedule([{ ...rule, duplicate: 1 }], 0);
    send();
    expect(onTheWire).toHaveLength(2);
    expect(outbound.sent).toBe(2);
  });

  it('is traced one time in so many, with what its link did to it', () => {
    outbound.traceEvery = 3;
    const sendMany = () => {
      for (let i = 0; i < 30; i += 1) send();
    };
    sendMany();
    conditioner.schedule([{ ...rule, delay: { kind: 'fixed', ms: 4 } }], 0);
    sendMany();
    conditioner.schedule([{ ...rule, cut: true }], 0);
    sendMany();
    const traced = (delayMs: number | null) => traces.filter((trace) => trace.delayMs === delayMs).length;
    for (const delayMs of [0, 4, null]) expect(Math.abs(traced(delayMs) - 10)).toBeLessThanOrEqual(1);
    expect(traces[0]).toEqual({ atMs: 1000, from: 1, to: 2, kind: 'voteGranted', term: 3, delayMs: 0 });
  });

  it('is not traced when nobody asked', () => {
    send();
    expect(traces).toEqual([]);
  });
});

it('messages are called what people call them', () => {
  const head = { from: 1, to: 2, term: 1 };
  const append = {
    type: 'AppendEntries',
    ...head,
    prevLogIndex: 0,
    prevLogTerm: 0,
    leaderCommit: 0,
  } as const;
  const reply = { type: 'AppendEntriesReply', ...head, index: 0, hintIndex: 0, hintTerm: 0 } as const;
  const request = {
    type: 'RequestVote',
    ...head,
    lastLogIndex: 0,
    lastLogTerm: 0,
    leadershipTransfer: false,
  } as const;
  const kinds = [
    { ...request, preVote: true },
    { ...request, preVote: false },
    vote,
    { ...vote, voteGranted: false },
    { ...append, entries: [] },
    { ...append, entries: [{ term: 1, command: null }] },
    { ...reply, success: true },
    { ...reply, success: false },
    { type: 'TimeoutNow', ...head } as const,
    { type: 'TransferRequest', ...head, target: 2 } as const,
  ].map(kindOf);
  expect(kinds).toEqual([
    'preVote',
    'requestVote',
    'voteGranted',
    'voteRefused',
    'heartbeat',
    'append',
    'appendOk',
    'appendRefused',
    'timeoutNow',
    'transferRequest',
  ]);
});

describe('a datagram on its way in', () => {
  let inbound: Inbound;
  let delivered: { envelope: Envelope; atMs: number }[];
  let drops: number;

  beforeEach(() => {
    delivered = [];
    drops = 0;
    inbound = new Inbound(
      new WireCodec(identity, 2),
      ports,
      clock,
      (envelope) => delivered.push({ envelope, atMs: clock.now }),
      () => (drops += 1),
    );
  });
  const datagramAfter = (ms: number) => {
    conditioner.schedule([{ ...rule, delay: { kind: 'fixed', ms } }], 0);
    send();
    return onTheWire.at(-1)!.datagram;
  };

  it('is delivered at once when its link has no delay', () => {
    inbound.receive(datagramAfter(0), 4001);
    expect(delivered).toMatchObject([{ envelope: { message: vote }, atMs: 1000 }]);
  });

  it('is held until its link’s delay is over, whatever part of it has passed', () => {
    const datagram = datagramAfter(15);
    clock.reach(1002);
    inbound.receive(datagram, 4001);
    clock.reach(1014.9);
    expect(delivered).toEqual([]);
    clock.reach(1015);
    expect(delivered).toMatchObject([{ envelope: { message: vote }, atMs: 1015 }]);
  });

  it('is delivered at once when it comes later than it was due', () => {
    const datagram = datagramAfter(15);
    clock.reach(1020);
    inbound.receive(datagram, 4001);
    expect(delivered).toMatchObject([{ atMs: 1020 }]);
  });

  it('may overtake another', () => {
    const slow = datagramAfter(15);
    const fast = datagramAfter(5);
    for (const datagram of [slow, fast]) inbound.receive(datagram, 4001);
    clock.reach(1005);
    clock.reach(1015);
    expect(delivered.map(({ atMs }) => atMs)).toEqual([1005, 1015]);
  });

  it('is counted by its reason when it does not check', () => {
    const datagram = datagramAfter(0);
    inbound.receive(datagram, 4001);
    inbound.receive(datagram, 4003);
    inbound.receive(datagram.subarray(1), 4001);
    inbound.receive(Buffer.alloc(3), 4001);
    expect(delivered).toHaveLength(1);
    expect(inbound.received).toBe(4);
    expect(drops).toBe(3);
    clock.reach(2000);
    expect(delivered).toHaveLength(1);
    expect(inbound.dropped).toEqual({
      ...{ port: 1, version: 1, short: 1 },
      ...{ long: 0, cluster: 0, unauthenticated: 0, recipient: 0, malformed: 0 },
    });
  });
});
