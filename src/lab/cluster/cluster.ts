import { mkdir } from 'node:fs/promises';
import type { MachineDelays } from '../../shared/agreement';
import type { Action } from '../../shared/action';
import type { ClusterSnapshot } from '../../shared/clusterSnapshot';
import type { Telemetry } from '../../shared/control/toLab';
import type { Reporting } from '../../shared/control/toNode';
import { longestDelayMs } from '../../shared/delayTail';
import { formatDistribution, type Distribution } from '../../shared/distribution';
import { LabError } from '../../shared/errors';
import { nodeLetter, serverIds, type NodeId } from '../../shared/ids';
import type { ClusterSettings, Retune } from '../../shared/settings';
import { monotonicMs } from '../../shared/time';
import type { Spawner } from '../spawner';
import { sleepUntil } from '../wait';
import { perform } from './actions';
import { Briefing } from './briefing';
import { Disks } from './disks';
import { machineSamples } from './machineLog';
import { Members } from './members';
import { Monitor } from './monitor';
import { Network } from './network';
import { ClusterNews } from './news';
import { NodeHandle, type Recovered } from './nodeHandle';
import { PauseGuard } from './pause';
import { Story } from './story';
import { TraceClaims } from './traceClaims';
import { Tuning } from './tuning';
import { asClause } from './words';
import { Workload } from './workload';

/** What a window's frames need. */
const FOR_A_WINDOW: Reporting = { intervalMs: 33, deadlines: true };

export interface ClusterOptions {
  readonly settings: ClusterSettings;
  readonly spawner: Spawner;
  /** For the nodes' logs; made when it is not there. Nodes recover from what they find in it. */
  readonly dataFolder: string;
  /** Each durable write takes at least so long; absent: as long as the disk needs. */
  readonly persist?: Distribution;
  /** Of all the nodes' generators. */
  readonly seed: number;
  /** When nodes tell their news; absent: as a window that draws them needs it. */
  readonly reporting?: Reporting;
}

/** A cluster of real node processes, and what may be done to it. */
export class Cluster {
  readonly news = new ClusterNews();
  readonly servers: readonly NodeId[];
  readonly members: Members;
  readonly network: Network;
  readonly disks: Disks;
  readonly tuning: Tuning;
  readonly story: Story;
  readonly workload: Workload;
  readonly traces = new TraceClaims((every) => {
    for (const id of this.servers) this.members.send(id, { type: 'trace', every });
  });
  readonly #reporting: Reporting;
  readonly #briefing: Briefing;
  readonly #monitor = new Monitor(monotonicMs());
  readonly #guard = new PauseGuard();
  #stopped = false;

  private constructor(options: ClusterOptions) {
    this.#reporting = options.reporting ?? FOR_A_WINDOW;
    this.#briefing = new Briefing(this, { seed: options.seed, reporting: this.#reporting });
    this.tuning = new Tuning(options.settings);
    this.disks = new Disks(options.dataFolder, options.persist);
    this.servers = serverIds(options.settings.nodes);
    this.story = new Story(this.servers.length);
    const handles = this.servers.map(
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
    this.members = new Members(handles);
    this.network = new Network(
      this.servers,
      () => this.settings,
      (node, message) => {
        this.members.send(node, message);
      },
    );
    this.workload = new Workload({
      leader: () => this.members.leader,
      request: (node, requestId, command) => {
        if (this.members.require(node).process !== 'running') return false;
        this.members.send(node, { type: 'request', requestId, command });
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
      await Promise.all(cluster.servers.map((id) => cluster.recoverNode(id)));
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    for (const node of cluster.members.all) node.join(cluster.members.ports);
    cluster.workload.setRate(options.settings.clientLoadPerSecond);
    return cluster;
  }

  get settings(): ClusterSettings {
    return this.tuning.settings;
  }

  /** One in so many messages is traced; 0: none. */
  get traceEvery(): number {
    return this.traces.every;
  }

  /** What a window shows of the cluster now. */
  snapshot(): ClusterSnapshot {
    return {
      settings: this.settings,
      nodes: this.members.all.map((node) =>
        node.snapshot({ ownRange: this.tuning.ownRange(node.id), ownPersist: this.disks.ownDelay(node.id) }),
      ),
      links: this.network.snapshot(),
      leader: this.members.leader,
      term: this.members.term,
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
      this.#monitor.forgetRoundTrips(applyAtMs + roundTripMs + this.#reporting.intervalMs);
    }
    for (const id of this.servers)
      this.members.send(id, { type: 'retune', applyAtMs, timing: this.tuning.timing(id) });
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

  /** Tells a node how slow its disk is, from its next write on. */
  tellDisk(id: NodeId): void {
    this.members.send(id, { type: 'persist', delay: this.disks.delayOf(id) });
    this.#monitor.forgetWrites(monotonicMs() + this.#reporting.intervalMs);
  }

  /**
   * The first part of `startNode`: the node has its process, has read its log and waits for its peers.
   * @throws LabError `node-failed`
   */
  async recoverNode(id: NodeId): Promise<Recovered> {
    this.#requireOpen();
    const node = this.members.require(id);
    return await node.listen(() => this.#briefing.config(node));
  }

  /** The second part: from now on it takes part. */
  joinNode(id: NodeId): void {
    const node = this.members.require(id);
    node.join(this.members.ports);
    for (const change of this.#briefing.changesSince(id)) node.send(change);
  }

  /** Ends all processes. Resolves when they are gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.workload.stop();
    await Promise.all(this.members.all.map((node) => node.stop()));
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
}
