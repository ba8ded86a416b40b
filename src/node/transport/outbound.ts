import type { MessageKind, MessageTrace } from '../../shared/control/toLab';
import { unreachable } from '../../shared/errors';
import { EvenSample } from '../../shared/evenSample';
import type { Message } from '../raft/types';
import type { WireCodec } from './codec';
import type { LinkConditioner } from './conditioner';
import type { PeerPorts } from './peers';
import type { UdpSocket } from './udp';
import type { Envelope } from './wireFormat';

export interface OutboundParts {
  readonly codec: WireCodec;
  readonly conditioner: LinkConditioner;
  readonly ports: PeerPorts;
  readonly socket: UdpSocket;
  readonly nowMs: () => number;
  /** Told how long after `sentMs` a request for a vote was handed to the socket: called between two of them. */
  readonly onRequest: (tookMs: number) => void;
  readonly onTrace: (trace: MessageTrace) => void;
}

/** From the driver to the socket: each message is encoded and sent, with the time at which its link lets it arrive. */
export class Outbound {
  /** Datagrams handed to the socket. */
  sent = 0;
  /** Messages that a link's conditions made vanish (cut or loss). */
  conditioned = 0;
  /** One in this many messages is traced; 0 traces none. */
  traceEvery = 0;
  private readonly sample = new EvenSample();

  constructor(private readonly parts: OutboundParts) {}

  /**
   * @param sentMs when its link's delay begins, monotonic ms. What the node itself takes to encode and to send is within
   *   the delay that was asked for, as long as that is longer.
   */
  send(envelope: Envelope, sentMs: number): void {
    const { codec, conditioner, ports, socket, nowMs, onRequest } = this.parts;
    const { message } = envelope;
    const port = ports.of(message.to);
    if (port === undefined) return;
    const delays = conditioner.delaysTo(message.to, sentMs);
    this.traceSome(message, sentMs, delays[0] ?? null);
    if (delays.length === 0) {
      this.conditioned += 1;
      return;
    }
    for (const delayMs of delays) {
      const dueUs = Math.round((sentMs + delayMs) * 1000);
      this.sent += 1;
      const datagram = codec.encode(envelope, dueUs);
      // Not after sending: it wakes a process, which may have this one's processor before the call returns.
      if (message.type === 'RequestVote') onRequest(nowMs() - sentMs);
      socket.send(datagram, port);
    }
  }

  private traceSome(message: Message, atMs: number, delayMs: number | null): void {
    if (this.traceEvery === 0 || !this.sample.takes(this.traceEvery)) return;
    const { from, to, term } = message;
    this.parts.onTrace({ atMs, from, to, kind: kindOf(message), term, delayMs });
  }
}

/** What people call a message. */
export function kindOf(message: Message): MessageKind {
  switch (message.type) {
    case 'RequestVote':
      return message.preVote ? 'preVote' : 'requestVote';
    case 'RequestVoteReply':
      return message.voteGranted ? 'voteGranted' : 'voteRefused';
    case 'AppendEntries':
      return message.entries.length === 0 ? 'heartbeat' : 'append';
    case 'AppendEntriesReply':
      return message.success ? 'appendOk' : 'appendRefused';
    case 'TimeoutNow':
      return 'timeoutNow';
    case 'TransferRequest':
      return 'transferRequest';
    default:
      return unreachable(message);
  }
}
