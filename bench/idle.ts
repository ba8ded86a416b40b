import type { Cluster } from '../src/lab/cluster/cluster';
import { atMost, quantile, told, type Figure } from './figure';
import { delay, onCluster, untilLeader } from './lab';

const IDLE_MS = 15_000;
const SETTLE_MS = 1500;

/** Five nodes with nothing to do, then twenty-five: how late their timers fire, and what they weigh. */
export async function idle(): Promise<Figure[]> {
  const five = await watch(5);
  const many = await watch(25);
  return [
    atMost('timer lateness p99, 5 nodes idle', quantile(five.lateMs, 0.99), 0.5, 'ms'),
    told('timer lateness p50, 5 nodes idle', `${quantile(five.lateMs, 0.5).toFixed(3)} ms`),
    atMost('memory of a node (RSS), largest', five.largestMb, 60, 'MB'),
    atMost('25 nodes: elections in 15 s after the first', many.elections, 0, 'terms'),
    told('25 nodes: timer lateness p99', `${quantile(many.lateMs, 0.99).toFixed(3)} ms`),
  ];
}

interface Watched {
  readonly lateMs: readonly number[];
  readonly largestMb: number;
  readonly elections: number;
}

async function watch(nodes: number): Promise<Watched> {
  return onCluster({ nodes }, async (cluster: Cluster) => {
    await untilLeader(cluster);
    await delay(SETTLE_MS);
    const before = cluster.members.term;
    const lateMs: number[] = [];
    cluster.news.onFact(({ fact }) => {
      if (fact.type === 'timerFired') lateMs.push(fact.lateMs);
    });
    await delay(IDLE_MS);
    const sizes = cluster.snapshot().nodes.map(({ rssBytes }) => rssBytes ?? 0);
    return { lateMs, largestMb: Math.max(...sizes) / 2 ** 20, elections: cluster.members.term - before };
  });
}
