import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { delayInWords } from '../../shared/delayWords';
import { isNone, NO_DELAY, type Distribution } from '../../shared/distribution';
import { LabError, messageOf } from '../../shared/errors';
import { nodeLetter, type NodeId } from '../../shared/ids';
import type { Change } from './tuning';

/** The nodes' disks: where their logs are, and how slow they are made. */
export class Disks {
  readonly #folder: string;
  #delay: Distribution;
  readonly #own = new Map<NodeId, Distribution>();

  /** @param delay each durable write takes at least so long, on every node without a delay of its own */
  constructor(folder: string, delay: Distribution = NO_DELAY) {
    this.#folder = folder;
    this.#delay = delay;
  }

  get delay(): Distribution {
    return this.#delay;
  }

  /** What a node's writes take at least. */
  delayOf(id: NodeId): Distribution {
    return this.#own.get(id) ?? this.#delay;
  }

  /** Null where it is as the others'. */
  ownDelay(id: NodeId): Distribution | null {
    return this.#own.get(id) ?? null;
  }

  setDelay(delay: Distribution): Change {
    this.#delay = delay;
    if (isNone(delay)) return { text: 'Writes take as long as the disk needs', marker: 'no slow disk' };
    const words = delayInWords(delay);
    return { text: `A durable write takes ${words} on every node`, marker: `writes ${words}` };
  }

  /** @param delay null: as the others' */
  setOwnDelay(id: NodeId, delay: Distribution | null): Change {
    const who = nodeLetter(id);
    if (delay === null) {
      this.#own.delete(id);
      return { text: `${who}'s disk is as the others' again`, marker: `disk ${who}` };
    }
    this.#own.set(id, delay);
    if (isNone(delay))
      return { text: `${who}'s writes take as long as its disk needs`, marker: `disk ${who}` };
    const words = delayInWords(delay);
    return { text: `${who}'s disk is slow: a durable write takes ${words}`, marker: `slow disk ${who}` };
  }

  /** The write-ahead log's file. */
  logPath(id: NodeId): string {
    return join(this.#folder, `node-${nodeLetter(id)}.wal`);
  }

  /**
   * All that the node had written is gone. It must not run; nothing can start it meanwhile, as this does not wait.
   * @throws LabError `io`
   */
  wipe(id: NodeId): void {
    try {
      rmSync(this.logPath(id), { force: true });
    } catch (error) {
      throw new LabError('io', `${nodeLetter(id)}'s log cannot be removed (${messageOf(error)}).`, {
        cause: error,
      });
    }
  }
}
