import { LIGHT_LOAD_PER_SECOND } from '../../shared/concurrency';
import type { ClusterSettings } from '../../shared/settings';

/** Clusters of five nodes that run side by side on so many processors without disturbing each other. */
const CLUSTERS_PER_CORE = 1;
const MOST_CLUSTERS = 4;
const USUAL_NODES = 5;

/** With how many clusters `auto` starts. */
export function startingClusters(
  cores: number,
  { nodes, clientLoadPerSecond }: Pick<ClusterSettings, 'nodes' | 'clientLoadPerSecond'>,
): number {
  if (clientLoadPerSecond > LIGHT_LOAD_PER_SECOND) return 1;
  const share = Math.min(1, USUAL_NODES / nodes);
  return Math.max(1, Math.min(MOST_CLUSTERS, Math.floor(cores * CLUSTERS_PER_CORE * share)));
}

/** So many of the last trials are looked at, and so many contaminated ones among them are too many (10%). */
const WINDOW = 40;
const TOO_MANY = 4;

/** Decides how many clusters go on side by side: one fewer each time that too many of the last trials are contaminated. */
export class ConcurrencyGovernor {
  #clusters: number;
  readonly #recent: boolean[] = [];

  constructor(clusters: number) {
    this.#clusters = clusters;
  }

  get clusters(): number {
    return this.#clusters;
  }

  /** Takes one trial's verdict. True when a cluster has to end now. */
  observe(clean: boolean): boolean {
    this.#recent.push(clean);
    if (this.#recent.length > WINDOW) this.#recent.shift();
    const contaminated = this.#recent.filter((was) => !was).length;
    if (this.#clusters === 1 || contaminated < TOO_MANY) return false;
    this.#clusters -= 1;
    this.#recent.length = 0;
    return true;
  }
}
