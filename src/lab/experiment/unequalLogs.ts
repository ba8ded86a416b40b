import { encodeCommand } from '../../node/kv/command';
import type { LinkRule } from '../../shared/control/toNode';
import { longestDelayMs } from '../../shared/delayTail';
import { NO_DELAY } from '../../shared/distribution';
import { nodeLetter, type NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import { LEAD_MS } from '../cluster/timers';
import { inSeries } from '../cluster/words';
import { SpoiledTrial, type Scene } from './scene';

/** Until the nodes have told that they have their entries, ms: long, on a machine that is busy. */
const PATIENCE_MS = 1000;
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
  const { environment } = experiment;
  const extra = extraEntriesOf(environment.extraEntries, leader, nodes);
  const batches = batchesOf(extra, leader);
  if (batches.length === 0) return () => undefined;

  const writtenMs = longestDelayMs(environment.persist);
  // Until then the leader has the last answers of who has just come back, or it would send it nothing new.
  const answerMs = writtenMs + Math.max(...cluster.network.delays.map(longestDelayMs));
  const deafMs = monotonicMs() + LEAD_MS + answerMs;
  let mended = false;
  const mend = (): void => {
    // Not before the cut: it would come afterwards, and stay.
    if (!mended) cluster.network.refresh(Math.max(deafMs, monotonicMs()));
    mended = true;
  };
  try {
    const lengthOf = (node: NodeId): number => cluster.members.require(node).status.lastLogIndex;
    const lastLogIndex = lengthOf(leader);
    cluster.network.impose(deafMs, (rules) => rules.map((rule) => cutIf(rule, rule.to === leader)));
    await scene.at(deafMs, () => {
      handOut(scene, batches);
    });
    const wrong = (): NodeId[] =>
      nodes.filter((node) => lengthOf(node) !== lastLogIndex + (extra.get(node) ?? 0));
    const complete = (): true | null => {
      scene.requireLeader('crash');
      return wrong().length === 0 ? true : null;
    };
    await scene.until(complete, deafMs + PATIENCE_MS);
    if (wrong().length > 0) {
      const whose = inSeries(wrong().map(nodeLetter));
      throw new SpoiledTrial(`the logs did not become unequal (${whose})`);
    }
    // A node that still writes would be late with its candidacy or vote.
    await scene.pass(monotonicMs() + writtenMs);
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
    cluster.members.send(leader, { type: 'links', applyAtMs, links });
    for (let i = 0; i < entries; i += 1) {
      cluster.members.send(leader, { type: 'request', requestId: REQUEST_ID, command });
    }
  }
  cluster.members.send(leader, { type: 'links', applyAtMs, links: rules });
}

function cutIf(rule: LinkRule, cut: boolean): LinkRule {
  return cut ? { ...rule, cut } : rule;
}
