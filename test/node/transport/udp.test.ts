import type * as dgram from 'node:dgram';
import * as realDgram from 'node:dgram';
import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { openUdp, type UdpSocket } from '../../../src/node/transport/udp';

const open: UdpSocket[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((socket) => socket.close()));
});

async function bind(onDatagram: (datagram: Buffer, port: number) => void = () => undefined, port = 0) {
  const socket = await openUdp({ port, onDatagram });
  open.push(socket);
  return socket;
}

describe('a socket', () => {
  it('carries datagrams over loopback, with the port that they came from', async () => {
    const sender = await bind();
    const arrived = new Promise((resolve) => {
      void bind((datagram, port) => {
        resolve({ text: datagram.toString(), port });
      }).then((receiver) => {
        sender.send(Buffer.from('vote'), receiver.port);
      });
    });
    expect(await arrived).toEqual({ text: 'vote', port: sender.port });
  });

  it('loses none of a burst while its receiver is busy', async () => {
    const burst = 200;
    const sender = await bind();
    let count = 0;
    const all = new Promise<void>((resolve) => {
      void bind(() => {
        count += 1;
        if (count === burst) resolve();
      }).then((receiver) => {
        for (let i = 0; i < burst; i += 1) sender.send(Buffer.alloc(58), receiver.port);
      });
    });
    await all;
    expect(count).toBe(burst);
  });

  it('says which port it could not have', async () => {
    const first = await bind();
    await expect(bind(undefined, first.port)).rejects.toMatchObject({
      code: 'io',
      message: expect.stringMatching(
        new RegExp(`port ${first.port} .*Is another program using it\\?`),
      ) as string,
    });
  });

  it('can be closed more than once, and sends nothing after', async () => {
    const socket = await bind();
    await Promise.all([socket.close(), socket.close()]);
    socket.send(Buffer.from('late'), 9);
    await socket.close();
  });

  it('survives a datagram that cannot be sent', async () => {
    let heard: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (heard = resolve));
    const socket = await bind(() => {
      heard();
    });
    socket.send(Buffer.alloc(100_000), socket.port); // EMSGSIZE
    socket.send(Buffer.from('next'), socket.port);
    await arrived;
  });
});

/** A stand-in for a socket of `node:dgram` on a machine where things are different. */
class FakeSocket extends EventEmitter {
  bound: unknown;
  readonly bufferSizes: number[] = [];
  largestBuffer = Infinity;

  bind(options: unknown): void {
    this.bound = options;
    this.emit('listening');
  }
  address = () => ({ address: '127.0.0.1', family: 'IPv4', port: 4242 });
  setRecvBufferSize(bytes: number): void {
    this.bufferSizes.push(bytes);
    if (bytes > this.largestBuffer) throw new Error('ENOBUFS');
  }
}

function fakeDgram(socket: FakeSocket): { module: typeof dgram; receive: (from: string) => void } {
  let listener: (datagram: Buffer, rinfo: dgram.RemoteInfo) => void = () => undefined;
  const createSocket = (_options: unknown, onMessage: typeof listener) => {
    listener = onMessage;
    return socket as unknown as dgram.Socket;
  };
  return {
    module: { ...realDgram, createSocket: createSocket as typeof dgram.createSocket },
    receive: (address) => {
      listener(Buffer.from('x'), { address, family: 'IPv4', port: 1, size: 1 });
    },
  };
}

describe('with another dgram in its place', () => {
  it('a socket binds to 127.0.0.1 and nothing else, and hears nobody else', async () => {
    const socket = new FakeSocket();
    const { module, receive } = fakeDgram(socket);
    let heard = 0;
    const { port } = await openUdp({ port: 0, onDatagram: () => (heard += 1), dgram: module });
    expect(socket.bound).toMatchObject({ address: '127.0.0.1', port: 0 });
    expect(port).toBe(4242);
    receive('192.0.2.7');
    expect(heard).toBe(0);
    receive('127.0.0.1');
    expect(heard).toBe(1);
  });

  it('a socket takes the largest receive buffer that the system grants, or its default', async () => {
    const modest = new FakeSocket();
    modest.largestBuffer = 300_000;
    await openUdp({ port: 0, onDatagram: () => undefined, dgram: fakeDgram(modest).module });
    expect(modest.bufferSizes).toEqual([4 << 20, 1 << 20, 256 << 10]);
    const mean = new FakeSocket();
    mean.largestBuffer = 0;
    await expect(
      openUdp({ port: 0, onDatagram: () => undefined, dgram: fakeDgram(mean).module }),
    ).resolves.toMatchObject({ port: 4242 });
  });
});
