import type { DropReason } from '../../shared/control/toLab';
import type { Clock } from '../clock';
import type { WireCodec } from './codec';
import type { PeerPorts } from './peers';
import type { Arrival } from './wireFormat';

/** From the socket to the driver: each datagram is checked, counted, and passed on when it is due, or dropped. */
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
   * @param deliver gets every message that passed, when its link's delay is over
   * @param onDrop is told of every datagram that did not
   */
  constructor(
    private readonly codec: WireCodec,
    private readonly ports: PeerPorts,
    private readonly clock: Clock,
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
    if (typeof result === 'string') {
      this.drops[result] += 1;
      this.onDrop();
      return;
    }
    const dueMs = result.dueUs / 1000;
    if (dueMs <= this.clock.nowMs()) this.deliver(result);
    else
      this.clock.runAbout(dueMs, () => {
        this.deliver(result);
      });
  };
}
