import { medianOf } from '../../shared/delayTail';
import { LabError } from '../../shared/errors';
import { nodeLetter, type NodeId } from '../../shared/ids';
import { monotonicMs } from '../../shared/time';
import { sleepUntil } from '../wait';
import type { Cluster } from './cluster';
import { alignment, heldRules, LEAD_MS, spreadDeadlines } from './timers';
import { inSeries } from './words';

/** Running nodes that do not lead. @throws LabError when there are fewer than two: no vote can be split then. */
function runningFollowers(cluster: Cluster): NodeId[] {
  const followers = cluster.servers.filter(
    (node) => node !== cluster.members.leader && cluster.members.require(node).process === 'running',
  );
  if (followers.length < 2) {
    throw new LabError('not-running', 'This needs two running followers at least: restart or resume some.');
  }
  return followers;
}

function slowestRoundTripMs({ network }: Cluster): number {
  return 2 * Math.max(...network.delays.map(medianOf));
}

/** Forces a split vote (see timers.ts for how). */
export async function alignTimers(cluster: Cluster): Promise<void> {
  const followers = runningFollowers(cluster);
  const { leader } = cluster.members;
  if (leader !== null) cluster.members.send(leader, { type: 'heartbeat' });
  const { holdFromMs, quietFromMs, deadlineMs, delayMs, releaseMs } = alignment(
    monotonicMs(),
    cluster.settings,
    slowestRoundTripMs(cluster),
  );
  cluster.network.impose(holdFromMs, (rules, node) => heldRules(node, rules, leader, delayMs));
  const together = `The timers of ${inSeries(followers.map(nodeLetter))} fire together`;
  const leaderText =
    leader === null
      ? ''
      : `, while ${nodeLetter(leader)} is cut off for ${Math.round(releaseMs - holdFromMs)} ms`;
  if (leader !== null) cluster.story.leaderLost(deadlineMs, 'the aligned timeout');
  cluster.news.tell({
    kind: 'fault',
    node: null,
    text: together + leaderText,
    marker: 'align timers',
    atMs: deadlineMs,
  });
  await sleepUntil(quietFromMs);
  for (const node of followers) cluster.members.send(node, { type: 'setElectionDeadline', deadlineMs });
  await sleepUntil(releaseMs - LEAD_MS);
  await sleepUntil(cluster.network.refresh());
}

/** Spreads the followers' timeouts evenly over the range: nobody is in anybody's way at the next election. */
export async function spreadTimers(cluster: Cluster): Promise<void> {
  const followers = runningFollowers(cluster);
  const { leader } = cluster.members;
  if (leader !== null) {
    cluster.members.send(leader, { type: 'heartbeat' });
    await sleepUntil(monotonicMs() + LEAD_MS + slowestRoundTripMs(cluster));
  }
  const deadlines = spreadDeadlines(monotonicMs(), followers, cluster.settings);
  for (const [node, deadlineMs] of deadlines)
    cluster.members.send(node, { type: 'setElectionDeadline', deadlineMs });
  cluster.news.tell({
    kind: 'info',
    node: null,
    text: `The timers of ${inSeries(followers.map(nodeLetter))} are spread evenly, until the next heartbeat`,
    marker: 'spread timers',
  });
}
