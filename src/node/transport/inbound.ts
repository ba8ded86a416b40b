import type { DropReason } from '../../shared/control';
import type { WireCodec } from './codec';
import type { PeerPorts } from './peers';
import type { Arrival } from './wireFormat';

/** From the socket to the driver: each datagram is checked, counted, and passed on or dropped. */
export class Inbound {
  private arrived = 0;
  private readonly drops: Record<DropReason, number> = {
    short: 0,
    long: 0,
    version: 0,
    cluster: 0,
    unauthenticated: 0,
    port: 0,
    recipient: 0,
    malformed: 0,
  };

  /**
   * @param deliver gets every message that passed, to be held until it is due
   * @param onDrop is told of every datagram that did not
   */
  constructor(
    private readonly codec: WireCodec,
    private readonly ports: PeerPorts,
    private readonly deliver: (arrival: Arrival) => void,
    private readonly onDrop: () => void,
  ) {}

  /** Datagrams that arrived, the dropped ones included. */
  get received(): number {
    return this.arrived;
  }

  /** Datagrams that did not pass, by reason. */
  get dropped(): Readonly<Record<DropReason, number>> {
    return this.drops;
  }

  /** Never throws for what is in the datagram. */
  readonly receive = (datagram: Buffer, sourcePort: number): void => {
    this.arrived += 1;
    const result = this.codec.decode(datagram, sourcePort, this.ports.of);
    if (typeof result !== 'string') {
      this.deliver(result);
      return;
    }
    this.drops[result] += 1;
    this.onDrop();
  };
}
