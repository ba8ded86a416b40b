import type * as dgram from 'node:dgram';
import { DgramAsPromised } from 'dgram-as-promised';
import { LabError, messageOf } from '../../shared/errors';

const LOOPBACK = '127.0.0.1';

/** Asked for in turn until the system grants one: a burst must not overflow while the node is busy. */
const RECEIVE_BUFFER_BYTES = [4 << 20, 1 << 20, 256 << 10];

export interface UdpSocket {
  /** The bound port on 127.0.0.1. */
  readonly port: number;
  /** Sends one datagram to a port on 127.0.0.1. Fire and forget: what fails is a lost datagram. */
  send(datagram: Buffer, port: number): void;
  /** May be called more than once. */
  close(): Promise<void>;
}

export interface UdpOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /** The bytes are the listener's to keep. Datagrams from other hosts' addresses never reach it. */
  readonly onDatagram: (datagram: Buffer, sourcePort: number) => void;
  /** A module to use in the place of `node:dgram`. */
  readonly dgram?: typeof dgram;
}

/**
 * Binds a UDP socket on 127.0.0.1. This is the one place that knows dgram-as-promised: datagrams are received by its
 * callback only (its `recv` keeps no queue and loses them), sent on the socket beneath (nobody awaits a datagram),
 * and the socket is closed once (a second `close` would reject).
 * @throws LabError `io` when the port cannot be had.
 */
export async function openUdp({ port, onDatagram, dgram: module }: UdpOptions): Promise<UdpSocket> {
  const promised = DgramAsPromised.createSocket(
    {
      type: 'udp4',
      // Without this every send would go through the resolver and leave one tick later.
      lookup: (_host, _options, callback) => {
        callback(null, LOOPBACK, 4);
      },
      ...(module === undefined ? {} : { dgram: module }),
    },
    (datagram, { address, port: sourcePort }) => {
      if (address === LOOPBACK) onDatagram(datagram, sourcePort);
    },
  );
  const { socket } = promised;
  // Errors of single datagrams (a full buffer, say) are losses; without a listener they would end the process.
  const ignore = (): void => undefined;
  socket.on('error', ignore);
  const bound = await promised.bind({ port, address: LOOPBACK, exclusive: true }).catch((error: unknown) => {
    throw new LabError(
      'io',
      `UDP port ${port} on ${LOOPBACK} cannot be had (${messageOf(error)}). Is another program using it?`,
      { cause: error },
    );
  });
  growReceiveBuffer(socket);
  let closed: Promise<void> | null = null;
  return {
    port: bound.port,
    send: (datagram, toPort) => {
      if (closed === null) socket.send(datagram, toPort, LOOPBACK, ignore);
    },
    close: () => (closed ??= promised.close()),
  };
}

function growReceiveBuffer(socket: dgram.Socket): void {
  for (const bytes of RECEIVE_BUFFER_BYTES) {
    try {
      socket.setRecvBufferSize(bytes);
      return;
    } catch {
      // More than this system allows: ask for less, at last make do with its default.
    }
  }
}
