import type { NodeId } from '../shared/ids';
import { DEFAULT_SETTINGS, timingOf } from '../shared/settings';
import type { Clock } from './clock';
import { Driver, type Observer } from './driver';
import { encodeCommand } from './kv/command';
import { KeyValueStore } from './kv/store';
import { RaftCore } from './raft/core';
import { openMemory } from './storage/storage';
import { WireCodec } from './transport/codec';
import { LinkConditioner } from './transport/conditioner';
import { Inbound } from './transport/inbound';
import { Outbound } from './transport/outbound';
import { PeerPorts } from './transport/peers';
import { MAX_APPEND_BYTES } from './transport/wireFormat';

/** Measured: enough to have the hot path compiled; about 6 ms of processor time. */
const ROUNDS = 4;
const SERVERS = [1, 2];

/**
 * Deadlines that are waited for, and how long each. It is the number that has the waiting compiled, not the time
 * (measured: the first real deadline is acted upon 0.06 ms late after twelve short ones as after twelve of 2.5 ms, and
 * 0.18 ms late without any).
 */
const WAITS = 12;
const WAIT_MS = 0.25;

const nothing = (): void => undefined;
const SILENT: Observer = {
  fact: nothing,
  roundTrip: nothing,
  vote: nothing,
  persisted: nothing,
  stepped: nothing,
};

/**
 * Elects a leader among two servers in memory, and has it commit a few commands: the code of a real node, all but the
 * socket and the disk. JavaScript is compiled when it first runs; without this that would be in the middle of the
 * first real election, as milliseconds that no model has (measured: 5 ms for a node's first answer, 1.5 ms with this).
 *
 * @returns the leader's commit index: its no-op and the commands
 */
export function rehearse(): number {
  const theatre = new Theatre();
  const [leader] = SERVERS.map((id) => theatre.enter(id));
  if (leader === undefined) return 0;
  leader.driver.step({ type: 'campaign' });
  theatre.play();
  for (let sequence = 1; sequence <= ROUNDS; sequence += 1) {
    const command = encodeCommand({ type: 'put', clientId: 1, sequence, key: 'k', value: 'v' });
    leader.driver.request(sequence, command);
    leader.driver.step({ type: 'heartbeat' });
    theatre.play();
  }
  return leader.core.commitIndex;
}

/** Waits for deadlines as they will be waited for: compiling that at the first real one would make it late. */
export async function rehearseWaiting(clock: Pick<Clock, 'nowMs' | 'timer'>): Promise<void> {
  for (let wait = 0; wait < WAITS; wait += 1) {
    await new Promise<void>((resolve) => {
      clock.timer(resolve).set(clock.nowMs() + WAIT_MS);
    });
  }
}

/** A network of datagrams that wait until they are delivered; time stands still. */
class Theatre {
  private readonly onTheWire: (() => void)[] = [];
  private readonly inbounds = new Map<number, Inbound>();
  private readonly ports = new PeerPorts();
  private readonly clock: Clock = {
    nowMs: () => 1,
    timer: () => ({ set: nothing, clear: nothing }),
    runAt: nothing,
    runAbout: nothing,
  };

  constructor() {
    this.ports.register(SERVERS.map((id) => [id, id]));
  }

  /** Delivers until all is quiet. */
  play(): void {
    for (let next = this.onTheWire.shift(); next !== undefined; next = this.onTheWire.shift()) next();
  }

  enter(id: NodeId): { driver: Driver; core: RaftCore } {
    const { clock, ports } = this;
    const codec = new WireCodec({ clusterId: 0, key: '00'.repeat(32) }, id);
    const outbound = new Outbound({
      codec,
      conditioner: new LinkConditioner(() => 0),
      ports,
      socket: {
        port: id,
        send: (datagram, port) => this.onTheWire.push(() => this.inbounds.get(port)?.receive(datagram, id)),
        close: () => Promise.resolve(),
      },
      nowMs: () => clock.nowMs(),
      onRequest: nothing,
      onTrace: nothing,
    });
    const core = new RaftCore(
      {
        id,
        servers: SERVERS,
        timing: timingOf(DEFAULT_SETTINGS),
        random: () => 0,
        maxAppendBytes: MAX_APPEND_BYTES,
      },
      null,
      clock.nowMs(),
    );
    const driver: Driver = new Driver({
      core,
      storage: openMemory((sequence) => {
        driver.durable(sequence);
      }),
      send: (envelope, sentMs) => {
        outbound.send(envelope, sentMs);
      },
      clock,
      store: new KeyValueStore(),
      observer: SILENT,
      answer: nothing,
    });
    const deliver = driver.receive.bind(driver);
    this.inbounds.set(id, new Inbound(codec, ports, clock, deliver, nothing));
    return { driver, core };
  }
}
