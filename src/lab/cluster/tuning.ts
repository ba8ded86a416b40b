import type { NodeSnapshot } from '../../shared/clusterSnapshot';
import { delayInWords } from '../../shared/delayWords';
import { LabError } from '../../shared/errors';
import { nodeLetter, type NodeId } from '../../shared/ids';
import {
  clusterSettingsSchema,
  timingOf,
  type ClusterSettings,
  type Retune,
  type Timing,
} from '../../shared/settings';
import { percent, rangeInWords } from './words';

/** A timeout range in ms. */
export type Range = NonNullable<NodeSnapshot['ownRange']>;

/** A change of settings, in words and as a chart's marker. */
export interface Change {
  readonly text: string;
  readonly marker: string;
}

/** The settings of a running cluster: everyone's, and the timeout ranges that single nodes have of their own. */
export class Tuning {
  #settings: ClusterSettings;
  readonly #ownRanges = new Map<NodeId, Range>();
  #candidateRange: Range | null = null;

  constructor(settings: ClusterSettings) {
    this.#settings = settings;
  }

  get settings(): ClusterSettings {
    return this.#settings;
  }

  ownRange(id: NodeId): Range | null {
    return this.#ownRanges.get(id) ?? null;
  }

  /** What one node is to go by. */
  timing(id: NodeId): Timing {
    const candidates = this.#candidateRange;
    const timing: Timing = {
      ...timingOf(this.#settings),
      ...(candidates !== null && { candidateTimeout: candidates }),
    };
    const own = this.#ownRanges.get(id);
    if (own === undefined) return timing;
    return { ...timing, electionTimeoutMinMs: own.minMs, electionTimeoutMaxMs: own.maxMs };
  }

  get candidateRange(): Range | null {
    return this.#candidateRange;
  }

  /** @param range what candidates draw from; null: the same range as followers */
  setCandidateRange(range: Range | null): Change {
    this.#candidateRange = range;
    if (range === null)
      return { text: 'Candidates draw from the same range as followers', marker: 'one range' };
    const words = rangeInWords(range.minMs, range.maxMs);
    return { text: `Candidates draw from a range of their own, ${words}`, marker: `candidates ${words}` };
  }

  /**
   * Returns null when it changes nothing.
   * @throws LabError `bad-argument` when the settings do not go together; then nothing is changed
   */
  change(retune: Retune): Change | null {
    const before = this.#settings;
    const parsed = clusterSettingsSchema.safeParse({ ...before, ...retune });
    if (!parsed.success) {
      throw new LabError(
        'bad-argument',
        `Not possible: ${parsed.error.issues[0]?.message ?? 'wrong settings'}.`,
      );
    }
    this.#settings = parsed.data;
    return changesInWords(before, parsed.data);
  }

  /**
   * @param range null returns the node to the cluster's
   * @throws LabError `bad-argument` when it is in the wrong order
   */
  setOwnRange(id: NodeId, range: Range | null): Change {
    const who = nodeLetter(id);
    if (range === null) {
      this.#ownRanges.delete(id);
      return { text: `${who} has the cluster's election timeout again`, marker: `${who} as others` };
    }
    if (range.minMs > range.maxMs) {
      throw new LabError(
        'bad-argument',
        'A timeout range runs from the smaller to the larger, e.g. 150-300.',
      );
    }
    this.#ownRanges.set(id, range);
    const words = rangeInWords(range.minMs, range.maxMs);
    return { text: `${who} has its own election timeout, ${words}`, marker: `${who} ${words}` };
  }
}

function changesInWords(before: ClusterSettings, after: ClusterSettings): Change | null {
  const changes = [
    change('election timeout', timeoutOf(before), timeoutOf(after)),
    change('heartbeat', `${before.heartbeatMs} ms`, `${after.heartbeatMs} ms`),
    change('latency', delayInWords(before.latency), delayInWords(after.latency)),
    change('loss', percent(before.loss), percent(after.loss)),
    change('PreVote', onOff(before.preVote), onOff(after.preVote)),
    change('CheckQuorum', onOff(before.checkQuorum), onOff(after.checkQuorum)),
    change('client load', `${before.clientLoadPerSecond}/s`, `${after.clientLoadPerSecond}/s`),
  ].filter((told) => told !== null);
  const [first, ...more] = changes;
  if (first === undefined) return null;
  return {
    text: `Retuned: ${changes.map(({ what, from, to }) => `${what} ${from} → ${to}`).join(', ')}`,
    marker: `${first.what} ${first.to}${more.length > 0 ? ' …' : ''}`,
  };
}

function change(what: string, from: string, to: string): { what: string; from: string; to: string } | null {
  return from === to ? null : { what, from, to };
}

function timeoutOf(s: ClusterSettings): string {
  return rangeInWords(s.electionTimeoutMinMs, s.electionTimeoutMaxMs);
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}
