import { encodeCommand } from '../../node/kv/command';
import type { LinkRule } from '../../shared/control';
import { NO_DELAY } from '../../shared/distribution';
import { nodeLetter, type NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import { LEAD_MS } from '../cluster/timers';
import { inSeries } from '../cluster/words';
import { longestDelayMs } from '../trial/record';
import { SpoiledTrial, type Scene } from './scene';

/** Until the nodes have told that they have their entries, ms: a few reports. */
const PATIENCE_MS = 100;
/** An answer to it is not waited for. */
const REQUEST_ID = 0;
/** None of the clients of the cluster's own load. */
const CLIENT_ID = 1_000_000;

/** How many uncommitted entries each node is to have; the leader at least as many as any other. */
type ExtraEntries = ReadonlyMap<NodeId, number>;

/** The first number is the leader's, the others those of the other nodes in the order of their ids. */
export function extraEntriesOf(
  wanted: readonly number[],
  leader: NodeId,
  nodes: readonly NodeId[],
): ExtraEntries {
  const order = [leader, ...nodes.filter((node) => node !== leader).toSorted((a, b) => a - b)];
  return new Map(order.map((node, i) => [node, wanted[i] ?? 0]));
}

/** So many entries in a row go to the same followers. */
export interface Batch {
  readonly entries: number;
  readonly to: ReadonlySet<NodeId>;
}

/** What the leader is to take, in order, and whom it may reach meanwhile. */
export function batchesOf(extra: ExtraEntries, leader: NodeId): Batch[] {
  const followers = [...extra].filter(([node]) => node !== leader);
  const lengths = [...new Set(extra.values())].filter((length) => length > 0).sort((a, b) => a - b);
  return lengths.map((length, i) => ({
    entries: length - (lengths[i - 1] ?? 0),
    to: new Set(followers.filter(([, own]) => own >= length).map(([node]) => node)),
  }));
}

/**
 * Gives the nodes logs of different lengths, by nothing but what may happen to any leader: it takes commands while some
 * of its links are cut, and hears no answer, so that it neither repairs the difference nor commits. Its heartbeats
 * reach everybody all along. Nothing is done where all are to be equal.
 *
 * @returns what mends the links; it may be called again, and has to be called however the trial ends
 * @throws SpoiledTrial when the logs did not become so
 */
export async function makeLogsUnequal(scene: Scene): Promise<() => void> {
  const { cluster, nodes, ready, experiment } = scene;
  const { leader } = ready;
  const extra = extraEntriesOf(experiment.environment.extraEntries, leader, nodes);
  const batches = batchesOf(extra, leader);
  if (batches.length === 0) return () => undefined;

  let mended = false;
  const mend = (): void => {
    if (!mended) cluster.network.refresh(monotonicMs());
    mended = true;
  };
  try {
    const { lastLogIndex } = cluster.require(leader).status;
    const deafMs = monotonicMs() + LEAD_MS;
    cluster.network.impose(deafMs, (rules) => rules.map((rule) => cutIf(rule, rule.to === leader)));
    await scene.at(deafMs, () => {
      handOut(scene, batches);
    });
    const complete = await scene.until(() => {
      const wrong = nodes.filter(
        (node) => cluster.require(node).status.lastLogIndex !== lastLogIndex + (extra.get(node) ?? 0),
      );
      return wrong.length === 0 ? true : null;
    }, deafMs + PATIENCE_MS);
    if (complete === null)
      throw new SpoiledTrial(`the logs of ${inSeries(nodes.map(nodeLetter))} did not become unequal`);
    // A node that still writes would be late with its candidacy or vote.
    await scene.pass(monotonicMs() + longestDelayMs(experiment.environment.persist));
    return mend;
  } catch (error) {
    mend();
    throw error;
  }
}

/** All in one go: the leader does one after another, and no heartbeat is left out. */
function handOut({ cluster, ready: { leader } }: Scene, batches: readonly Batch[]): void {
  const rules = cluster.network.rules(leader);
  const command = encodeCommand({ type: 'noop', clientId: CLIENT_ID, sequence: 1 });
  const applyAtMs = monotonicMs();
  for (const { entries, to } of batches) {
    // Without loss or delay: entries that overtake each other, or vanish, would be refused.
    const links = rules.map((rule) =>
      cutIf({ ...rule, loss: 0, duplicate: 0, delay: NO_DELAY }, !to.has(rule.to)),
    );
    cluster.send(leader, { type: 'links', applyAtMs, links });
    for (let i = 0; i < entries; i += 1) {
      cluster.send(leader, { type: 'request', requestId: REQUEST_ID, command });
    }
  }
  cluster.send(leader, { type: 'links', applyAtMs, links: rules });
}

function cutIf(rule: LinkRule, cut: boolean): LinkRule {
  return cut ? { ...rule, cut } : rule;
}
