import { atMost, quantile, told, type Figure } from './figure';
import { onCluster, untilLeader } from './lab';

const STARTS = 9;
/** 0.6 s plus the longest election timeout, 0.3 s. */
const LIMIT_S = 0.9;

/** From "start" to a leader that the lab knows of. */
export async function startup(): Promise<Figure[]> {
  const seconds: number[] = [];
  for (let i = 0; i < STARTS; i += 1) {
    const startedMs = performance.now();
    await onCluster({}, async (cluster) => {
      await untilLeader(cluster);
      seconds.push((performance.now() - startedMs) / 1000);
    });
  }
  return [
    atMost('start to a known leader, median', quantile(seconds, 0.5), LIMIT_S, 's'),
    told('start to a known leader, slowest', `${quantile(seconds, 1).toFixed(3)} s of ${STARTS} starts`),
  ];
}
