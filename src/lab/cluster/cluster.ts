import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { MachineDelays } from '../../shared/agreement';
import type { Action } from '../../shared/action';
import type { ClusterSnapshot } from '../../shared/clusterSnapshot';
import type { NodeConfig, Telemetry, ToNode } from '../../shared/control';
import { formatDistribution, type Distribution } from '../../shared/distribution';
import { LabError } from '../../shared/errors';
import { nodeLetter, serverIds, type NodeId } from '../../shared/ids';
import type { ClusterSettings, Retune } from '../../shared/settings';
import { monotonicMs } from '../../shared/time';
import { derivedSeed } from '../seeds';
import type { Spawner } from '../spawner';
import { longestDelayMs } from '../../shared/delayTail';
import { sleepUntil } from '../wait';
import { perform } from './actions';
import { Disks } from './disks';
import { machineSamples } from './machineLog';
import { Monitor } from './monitor';
import { Network } from './network';
import { ClusterNews } from './news';
import { NodeHandle, type Recovered } from './nodeHandle';
import { PauseGuard } from './pause';
import { Story } from './story';
import { Tuning } from './tuning';
import { asClause } from './words';
import { Workload } from './workload';

/** How often a node that has something to say says it, ms: what a window's frames need. */
const TELEMETRY_INTERVAL_MS = 33;

export interface ClusterOptions {
  readonly settings: ClusterSettings;
  readonly spawner: Spawner;
  /** For the nodes' logs; made when it is not there. Nodes recover from what they find in it. */
  readonly dataFolder: string;
  /** Each durable write takes at least so long; absent: as long as the disk needs. */
  readonly persist?: Distribution;
  /** Of all the nodes' generators. */
  readonly seed: number;
  /** How long news of a node may wait for more, ms. */
  readonly telemetryIntervalMs?: number;
}

/** A cluster of real node processes, and what may be done to it. */
export class Cluster {
  readonly news = new ClusterNews();
  readonly servers: readonly NodeId[];
  readonly network: Network;
  readonly disks: Disks;
  readonly tuning: Tuning;
  readonly story: Story;
  readonly workload: Workload;
  readonly #options: ClusterOptions;
  readonly #nodes: readonly NodeHandle[];
  readonly #key = randomBytes(32).toString('hex');
  readonly #clusterId = randomBytes(4).readUInt32BE();
  readonly #monitor = new Monitor();
  readonly #guard = new PauseGuard();
  #traceEvery = 0;
  #stopped = false;

  private constructor(options: ClusterOptions) {
    this.#options = options;
    this.tuning = new Tuning(options.settings);
    this.disks = new Disks(options.dataFolder, options.persist);
    this.servers = serverIds(options.settings.nodes);
    this.story = new Story(this.servers.length);
    this.#nodes = this.servers.map(
      (id) =>
        new NodeHandle(id, options.spawner, this.#guard, {
          telemetry: (node, message) => {
            this.#telemetry(node, message);
          },
          answered: (node, { requestId, outcome }) => {
            this.workload.answered(node.id, requestId, outcome);
          },
          died: (node, why) => {
            this.#died(node, why);
          },
        }),
    );
    this.network = new Network(
      this.servers,
      () => this.settings,
      (node, message) => {
        this.send(node, message);
      },
    );
    this.workload = new Workload({
      leader: () => this.leader,
      request: (node, requestId, command) => {
        if (this.require(node).process !== 'running') return false;
        this.send(node, { type: 'request', requestId, command });
        return true;
      },
      acknowledged: (atMs, latencyMs) => {
        this.#monitor.acknowledged(atMs, latencyMs);
        this.news.acknowledged({ atMs, latencyMs });
      },
      givingUp: (waiting) => {
        this.news.tell({
          kind: 'warning',
          node: null,
          text: `Clients give up new commands: ${waiting} wait already`,
          marker: null,
        });
      },
    });
  }

  /**
   * Forks the nodes and brings them together. Resolves when all take part; a leader comes by election.
   * @throws LabError `node-failed`, with the node's own words; nothing is left running then
   */
  static async start(options: ClusterOptions): Promise<Cluster> {
    if (options.settings.durability !== 'memory') await mkdir(options.dataFolder, { recursive: true });
    const cluster = new Cluster(options);
    try {
      await Promise.all(cluster.#nodes.map((node) => node.listen(() => cluster.#config(node))));
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    for (const node of cluster.#nodes) node.join(cluster.#ports());
    cluster.workload.setRate(options.settings.clientLoadPerSecond);
    return cluster;
  }

  get settings(): ClusterSettings {
    return this.tuning.settings;
  }

  get #telemetryIntervalMs(): number {
    return this.#options.telemetryIntervalMs ?? TELEMETRY_INTERVAL_MS;
  }

  /** Who runs and leads, in the highest term if several believe so; null when nobody does. */
  get leader(): NodeId | null {
    let found: NodeHandle | null = null;
    for (const node of this.#nodes) {
      if (node.leads && node.status.currentTerm > (found?.status.currentTerm ?? -1)) found = node;
    }
    return found?.id ?? null;
  }

  get traceEvery(): number {
    return this.#traceEvery;
  }

  get term(): number {
    return this.#nodes.reduce((highest, node) => Math.max(highest, node.status.currentTerm), 0);
  }

  /** @throws LabError `bad-argument` for a server that this cluster does not have */
  require(id: NodeId): NodeHandle {
    const node = this.#nodes[id - 1];
    if (node === undefined) {
      const last = nodeLetter(this.servers.length);
      throw new LabError(
        'bad-argument',
        `This cluster has no node ${nodeLetter(id)}: its nodes are A to ${last}.`,
      );
    }
    return node;
  }

  /** @throws LabError `not-running` */
  requireRunning(id: NodeId): NodeHandle {
    const node = this.require(id);
    if (node.process !== 'running') {
      const how = node.process === 'starting' ? 'is still starting' : `is ${node.process}`;
      throw new LabError('not-running', `${nodeLetter(id)} ${how}: only a running node can do that.`);
    }
    return node;
  }

  send(node: NodeId, message: ToNode): void {
    this.require(node).send(message);
  }

  /** What a window shows of the cluster now. */
  snapshot(): ClusterSnapshot {
    return {
      settings: this.settings,
      nodes: this.#nodes.map((node) =>
        node.snapshot({ ownRange: this.tuning.ownRange(node.id), ownPersist: this.disks.ownDelay(node.id) }),
      ),
      links: this.network.snapshot(),
      leader: this.leader,
      term: this.term,
      ...this.#monitor.measurements(monotonicMs()),
    };
  }

  /** What the machine adds to the settings' delays, over the last while. */
  get machine(): MachineDelays {
    return this.#monitor.machine(monotonicMs());
  }

  /** @throws LabError for what cannot be done now */
  async act(action: Action): Promise<void> {
    this.#requireOpen();
    await perform(this, action);
  }

  /**
   * Changes settings of the running cluster, on all nodes at the same moment. Resolves once it has taken effect.
   * @throws LabError `bad-argument` when the settings do not go together
   */
  async retune(change: Retune): Promise<void> {
    this.#requireOpen();
    const before = this.settings;
    const told = this.tuning.change(change);
    if (told === null) return;
    const applyAtMs = this.network.refresh();
    if (formatDistribution(before.latency) !== formatDistribution(this.settings.latency)) {
      const roundTripMs = 2 * longestDelayMs(before.latency);
      this.#monitor.forgetRoundTrips(applyAtMs + roundTripMs + this.#telemetryIntervalMs);
    }
    for (const { id } of this.#nodes)
      this.send(id, { type: 'retune', applyAtMs, timing: this.tuning.timing(id) });
    this.workload.setRate(this.settings.clientLoadPerSecond);
    this.news.tell({ kind: 'retune', node: null, ...told, atMs: applyAtMs });
    await sleepUntil(applyAtMs);
  }

  /** Starts a node that does not run, with the cluster's present settings. @throws LabError `node-failed` */
  async startNode(id: NodeId): Promise<Recovered> {
    const recovered = await this.recoverNode(id);
    this.joinNode(id);
    return recovered;
  }

  /**
   * The first part of `startNode`: the node has its process, has read its log and waits for its peers.
   * @throws LabError `node-failed`
   */
  async recoverNode(id: NodeId): Promise<Recovered> {
    this.#requireOpen();
    const node = this.require(id);
    return await node.listen(() => this.#config(node));
  }

  /** The second part: from now on it takes part. */
  joinNode(id: NodeId): void {
    const node = this.require(id);
    node.join(this.#ports());
    // What was changed between its configuration and now has not reached it.
    const applyAtMs = monotonicMs();
    node.send({ type: 'retune', applyAtMs, timing: this.tuning.timing(id) });
    node.send({ type: 'links', applyAtMs, links: this.network.rules(id) });
    node.send({ type: 'persist', delay: this.disks.delayOf(id) });
    node.send({ type: 'trace', every: this.#traceEvery });
  }

  /** @param every one in so many messages is traced; 0 traces none */
  setTracing(every: number): void {
    this.#traceEvery = every;
    for (const { id } of this.#nodes) this.send(id, { type: 'trace', every });
  }

  /** Ends all processes. Resolves when they are gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.workload.stop();
    await Promise.all(this.#nodes.map((node) => node.stop()));
    this.#guard.close();
    for (const id of this.servers) this.news.changed(id);
  }

  #telemetry(node: NodeHandle, message: Telemetry): void {
    if (this.#stopped) return;
    const samples = machineSamples(message, node.resumedMs);
    this.#monitor.observe(message, node.resumedMs);
    this.#monitor.samples(samples);
    this.news.samples(samples);
    for (const { atMs, fact } of message.facts) {
      const stamped = { atMs, node: node.id, fact };
      this.news.fact(stamped);
      for (const told of this.story.hear(stamped)) this.news.tell(told);
    }
    for (const told of this.story.verdicts(message.atMs)) this.news.tell(told);
    for (const trace of message.traces) this.news.trace(trace);
    this.news.changed(node.id);
  }

  #died(node: NodeHandle, why: string): void {
    if (this.#stopped) return;
    this.workload.nodeGone(node.id);
    const who = nodeLetter(node.id);
    this.news.tell({
      kind: 'warning',
      node: node.id,
      text: `${who} died: ${asClause(why)}`,
      marker: `${who} died`,
    });
    this.news.changed(node.id);
  }

  #requireOpen(): void {
    if (this.#stopped) throw new LabError('not-running', 'The cluster has been stopped: start another one.');
  }

  #config(node: NodeHandle): NodeConfig {
    const { durability } = this.settings;
    return {
      id: node.id,
      servers: [...this.servers],
      clusterId: this.#clusterId,
      key: this.#key,
      // Each life has a seed of its own: a node that drew the same after each restart would favour some trials.
      seed: derivedSeed(this.#options.seed, node.id, node.starts),
      timing: this.tuning.timing(node.id),
      port: node.port ?? 0,
      durability,
      walPath: durability === 'memory' ? null : this.disks.logPath(node.id),
      persist: this.disks.delayOf(node.id),
      links: this.network.rules(node.id),
      traceEvery: this.#traceEvery,
      telemetryIntervalMs: this.#telemetryIntervalMs,
    };
  }

  #ports(): [NodeId, number][] {
    return this.#nodes.map((node) => [node.id, node.port ?? 0]);
  }
}
