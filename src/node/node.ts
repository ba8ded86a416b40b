import type { Telemetry, ToLab } from '../shared/control/toLab';
import type { NodeConfig, ToNode } from '../shared/control/toNode';
import { LabError, unreachable } from '../shared/errors';
import type { PreciseClock } from './clock';
import { Driver } from './driver';
import { KeyValueStore } from './kv/store';
import { Housekeeping } from './quiet';
import { RaftCore } from './raft/core';
import type { RestoredState } from './raft/types';
import { seededRandom } from './random';
import { statusOf } from './status';
import { SlowDisk } from './storage/slowDisk';
import { openMemory, type Storage } from './storage/storage';
import { openWal } from './storage/wal';
import { TelemetryBatcher } from './telemetry';
import { WireCodec } from './transport/codec';
import { LinkConditioner } from './transport/conditioner';
import { Inbound } from './transport/inbound';
import { Outbound } from './transport/outbound';
import { PeerPorts } from './transport/peers';
import { openUdp, type UdpSocket } from './transport/udp';
import { MAX_APPEND_BYTES, type Arrival } from './transport/wireFormat';

/** Streams of a node's seed: what links and disk draw must not shift what the election timer draws. */
const TIMEOUT_STREAM = 0;
const LINK_STREAM = 1;
const DISK_STREAM = 2;

/** A heartbeat's replies are in by then, on links without latency. */
const REPLIES_MS = 10;

/** What the node asks of the process that it lives in. */
export interface NodeHost {
  readonly send: (message: ToLab) => void;
  /** The node cannot go on, or was told to stop. */
  readonly exit: (reason: LabError | null) => void;
}

interface Running {
  readonly core: RaftCore;
  readonly driver: Driver;
  readonly outbound: Outbound;
  readonly telemetry: TelemetryBatcher;
}

/**
 * One Raft node, from its configuration on: recovers what a crash left, binds its socket, takes part once it knows its
 * peers, and does what the lab asks.
 */
export class RaftNode {
  private readonly ports = new PeerPorts();
  private readonly conditioner: LinkConditioner;
  private readonly codec: WireCodec;
  private readonly inbound: Inbound;
  private readonly disk: SlowDisk;
  private readonly storage: Storage;
  private readonly restored: RestoredState | null;
  private readonly tornBytes: number;
  private socket: UdpSocket | null = null;
  private running: Running | null = null;
  private readonly housekeeping = new Housekeeping();
  private resting: NodeJS.Timeout | null = null;
  private traceEvery: number;
  private stopped = false;

  /** @throws LabError when the write-ahead log cannot be used, or must not be. */
  constructor(
    private readonly config: NodeConfig,
    private readonly host: NodeHost,
    private readonly clock: PreciseClock,
  ) {
    this.traceEvery = config.traceEvery;
    this.conditioner = new LinkConditioner(seededRandom(config.seed, LINK_STREAM));
    this.conditioner.schedule(config.links, -Infinity);
    this.codec = new WireCodec(config, config.id);
    this.inbound = new Inbound(
      this.codec,
      this.ports,
      this.clock,
      (arrival) => {
        this.receive(arrival);
      },
      () => this.running?.telemetry.touch(),
    );
    this.disk = new SlowDisk(config.persist, seededRandom(config.seed, DISK_STREAM), this.clock, (sequence) =>
      this.running?.driver.durable(sequence),
    );
    ({ storage: this.storage, restored: this.restored, tornBytes: this.tornBytes } = this.openStorage());
  }

  /** Binds the socket and says so. Throws LabError `io` when the port cannot be had. */
  async listen(): Promise<void> {
    this.socket = await openUdp({ port: this.config.port, onDatagram: this.inbound.receive });
    this.host.send({
      type: 'listening',
      port: this.socket.port,
      recovered: {
        currentTerm: this.restored?.currentTerm ?? 0,
        lastLogIndex: this.restored?.entries.length ?? 0,
        tornBytes: this.tornBytes,
      },
    });
  }

  handle(message: Exclude<ToNode, { type: 'start' }>): void {
    switch (message.type) {
      case 'peers':
        this.ports.register(message.ports);
        this.takePart();
        return;
      case 'links':
        this.conditioner.schedule(message.links, message.applyAtMs);
        return;
      case 'persist':
        this.disk.delay = message.delay;
        return;
      case 'stop':
        void this.stop();
        return;
      case 'retune': {
        const { timing } = message;
        this.clock.runAt(message.applyAtMs, () => this.running?.driver.step({ type: 'retune', timing }));
        return;
      }
      case 'campaign':
        this.running?.driver.step({ type: 'campaign' });
        return;
      case 'heartbeat':
        this.heartbeat(message.atMs);
        return;
      case 'transfer':
        this.running?.driver.step({ type: 'transferLeadership', target: message.target });
        return;
      case 'setElectionDeadline':
        this.running?.driver.step({ type: 'setElectionDeadline', deadlineMs: message.deadlineMs });
        return;
      case 'trace':
        this.traceEvery = message.every;
        if (this.running !== null) this.running.outbound.traceEvery = message.every;
        return;
      case 'request':
        this.request(message.requestId, message.command);
        return;
      default:
        unreachable(message);
    }
  }

  private receive(arrival: Arrival): void {
    if (this.running === null) return;
    const { core, driver } = this.running;
    const { message } = arrival;
    driver.receive(arrival);
    if (message.type === 'AppendEntriesReply') this.awaitRest();
    if (message.type !== 'AppendEntries') return;
    const nowMs = this.clock.nowMs();
    if (message.entries.length === 0) this.housekeeping.heartbeatOver(nowMs, core.deadlineMs);
    else this.housekeeping.commandsCame(message.entries.length, nowMs);
  }

  /** A leader waits for the other replies: their round trips are measured. */
  private awaitRest(): void {
    this.resting ??= setTimeout(() => {
      this.resting = null;
      if (this.running === null) return;
      this.housekeeping.heartbeatOver(this.clock.nowMs(), this.running.core.deadlineMs);
    }, REPLIES_MS).unref();
  }

  /** @param atMs a deadline like any other: how late it was is told. Absent: now. */
  private heartbeat(atMs?: number): void {
    const { clock } = this;
    clock.runAt(atMs ?? clock.nowMs(), () => {
      if (this.running === null) return;
      const nowMs = clock.nowMs();
      this.running.driver.step({ type: 'heartbeat' });
      if (atMs === undefined) return;
      const lateMs = nowMs - atMs;
      this.running.telemetry.fact(
        { type: 'timerFired', timer: 'heartbeat', deadlineMs: atMs, lateMs },
        nowMs,
      );
    });
  }

  private openStorage(): { storage: Storage; restored: RestoredState | null; tornBytes: number } {
    const { durability, walPath } = this.config;
    const { disk } = this;
    if (durability === 'memory') {
      return { storage: disk.over(openMemory(disk.written)), restored: null, tornBytes: 0 };
    }
    if (walPath === null) {
      throw new LabError('bad-argument', `Durability ${durability} needs a path for the write-ahead log.`);
    }
    const { wal, restored, tornBytes } = openWal({
      path: walPath,
      durability,
      onDurable: disk.written,
      onError: (error) => {
        this.host.exit(error);
      },
    });
    return { storage: disk.over(wal), restored, tornBytes };
  }

  /** Starts the core, once: its first election timeout runs from here. */
  private takePart(): void {
    const { config, clock, codec, conditioner, ports, socket, storage } = this;
    if (this.running !== null || socket === null) return;
    const { id, servers, timing, seed } = config;
    const core = new RaftCore(
      {
        id,
        servers,
        timing,
        random: seededRandom(seed, TIMEOUT_STREAM),
        maxAppendBytes: MAX_APPEND_BYTES,
      },
      this.restored,
      clock.nowMs(),
    );
    const outbound = new Outbound({
      codec,
      conditioner,
      ports,
      socket,
      nowMs: () => clock.nowMs(),
      onRequest: (tookMs) => {
        telemetry.requested(tookMs);
      },
      onTrace: (trace) => {
        telemetry.trace(trace);
      },
    });
    outbound.traceEvery = this.traceEvery;
    const telemetry = new TelemetryBatcher({
      ...config.reporting,
      nowMs: () => clock.nowMs(),
      status: () => statusOf(core),
      counters: () => this.counters(outbound),
      rssBytes: () => process.memoryUsage.rss(),
      report: (batch) => {
        this.host.send(batch);
      },
    });
    const driver = new Driver({
      core,
      storage,
      clock,
      store: new KeyValueStore(),
      send: (envelope, sentMs) => {
        outbound.send(envelope, sentMs);
      },
      observer: telemetry,
      answer: (requestId, outcome) => {
        this.host.send({ type: 'answered', requestId, outcome });
      },
    });
    this.running = { core, driver, outbound, telemetry };
    telemetry.touch();
  }

  private request(requestId: number, command: Uint8Array): void {
    if (this.running !== null) {
      this.housekeeping.commandsCame(1, this.clock.nowMs());
      this.running.driver.request(requestId, command);
      return;
    }
    this.host.send({
      type: 'answered',
      requestId,
      outcome: { ok: false, reason: 'notLeader', leader: null },
    });
  }

  private counters({ sent, conditioned }: Outbound): Omit<Telemetry['counters'], 'rssBytes'> {
    const { received, dropped } = this.inbound;
    return { sent, received, conditioned, dropped: { ...dropped } };
  }

  private async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    this.running?.telemetry.flush();
    this.running = null;
    await Promise.all([this.storage.close(), this.socket?.close()]);
    this.host.exit(null);
  }
}
