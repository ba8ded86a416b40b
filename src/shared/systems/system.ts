import { timingOf, type Timing } from '../settings';

/**
 * What the advisor knows of a system that runs Raft: its own keys for election timing, and what they come to in the
 * lab's terms, an election timeout drawn evenly from [min, max] counted from the last heartbeat.
 */
export interface RaftSystem {
  readonly id: string;
  readonly name: string;
  /** How it decides that its leader is gone, in one sentence. */
  readonly about: string;
  /** Where its keys, defaults and rules were looked up, with the files' paths in their repositories. */
  readonly sources: readonly string[];
  /** What it does as installed. */
  readonly defaults: Timing;
  /** The keys as installed, in short: "election-timeout 1000 ms, heartbeat-interval 100 ms". */
  readonly defaultKeys: string;
  /**
   * Its keys for timing that is at least as patient as the wanted one, as near to it as it can be. The notes say how it
   * differs from what was recommended, where that is something else.
   */
  write(wanted: Timing, recommended?: Timing): WrittenSettings;
  /**
   * What a text with its keys comes to; what the text leaves out is as installed. Null where a key has no number, or
   * one that the system refuses.
   */
  read(text: string): Timing | null;
}

/** Settings in a system's own keys. */
export interface WrittenSettings {
  /** What these keys come to: not always what was wanted. */
  readonly timing: Timing;
  /** Where the text belongs: "the command line", "consul.hcl". */
  readonly place: string;
  /** Ready to paste. */
  readonly text: string;
  /** What the system cannot be told, and what else there is to know. */
  readonly notes: readonly string[];
}

interface SystemDefinition<Keys> extends Pick<RaftSystem, 'id' | 'name' | 'about' | 'sources'> {
  readonly place: string;
  readonly defaultKeys: Keys;
  /** What the keys come to. */
  timing(keys: Keys): Timing;
  /** The nearest keys that the system takes, with a minimum no shorter than the wanted one where it has a say. */
  nearest(wanted: Timing): Keys;
  text(keys: Keys): string;
  /** @returns null where the system would refuse it */
  parse(text: string): Keys | null;
  readonly inShort: (keys: Keys) => string;
  readonly notes: readonly string[];
}

/** A system whose keys are its own affair. */
export function defineSystem<Keys>(definition: SystemDefinition<Keys>): RaftSystem {
  const { id, name, about, sources, place, defaultKeys } = definition;
  return {
    id,
    name,
    about,
    sources,
    defaults: definition.timing(defaultKeys),
    defaultKeys: definition.inShort(defaultKeys),
    write(wanted, recommended = wanted) {
      const keys = definition.nearest(wanted);
      const timing = definition.timing(keys);
      return {
        timing,
        place,
        text: definition.text(keys),
        notes: [...differences(timingOf(recommended), timing), ...definition.notes],
      };
    },
    read(text) {
      const keys = definition.parse(text);
      return keys === null ? null : definition.timing(keys);
    },
  };
}

/** Differences that nobody would notice are not worth a line: this much of the wanted value. */
const NOTICEABLE = 0.05;

function differences(wanted: Timing, written: Timing): string[] {
  const notes: string[] = [];
  const range = ({ electionTimeoutMinMs: min, electionTimeoutMaxMs: max }: Timing): string =>
    `${inMs(min)}–${inMs(max)} ms`;
  if (
    differs(wanted.electionTimeoutMinMs, written.electionTimeoutMinMs) ||
    differs(wanted.electionTimeoutMaxMs, written.electionTimeoutMaxMs)
  ) {
    notes.push(`The nearest it can do: followers wait ${range(written)}, not ${range(wanted)}.`);
  }
  if (differs(wanted.heartbeatMs, written.heartbeatMs)) {
    notes.push(
      `Heartbeats come every ${inMs(written.heartbeatMs)} ms, not every ${inMs(wanted.heartbeatMs)} ms.`,
    );
  }
  if (wanted.preVote && !written.preVote) {
    notes.push('It has no PreVote: one follower that misses its heartbeats deposes the leader.');
  }
  return notes;
}

function differs(wanted: number, written: number): boolean {
  return Math.abs(written - wanted) > NOTICEABLE * wanted;
}

const inMs = (value: number): string => String(Number(value.toFixed(value < 10 ? 1 : 0)));

/**
 * The range of a follower that counts ticks, and draws after how many of them it gives up. Ticks do not start anew
 * with a heartbeat: the k-th after it comes k − 1 to k ticks later.
 *
 * @param least fewest ticks that are drawn
 * @param most most ticks that are drawn
 */
export function tickedRange(tickMs: number, least: number, most: number): TimeoutRangeMs {
  return { electionTimeoutMinMs: (least - 1) * tickMs, electionTimeoutMaxMs: most * tickMs };
}

/**
 * The range of a follower that does not restart its timer with each heartbeat, but looks every T to T + spread whether
 * its leader has been heard within T. From the last heartbeat that is T and a residual waiting time, whose density
 * begins at 1 ÷ (mean interval) and falls off later. The even range that has the same beginning, which is what decides
 * who is first and whether votes split, and nearly the same mean, is as wide as the mean interval.
 *
 * @param timeoutMs T
 * @param spreadMs how much longer than T an interval may be, drawn evenly
 */
export function polledRange(timeoutMs: number, spreadMs: number): TimeoutRangeMs {
  return { electionTimeoutMinMs: timeoutMs, electionTimeoutMaxMs: 2 * timeoutMs + spreadMs / 2 };
}

type TimeoutRangeMs = Pick<Timing, 'electionTimeoutMinMs' | 'electionTimeoutMaxMs'>;

/** The width of a range, ms. */
export function widthOf({ electionTimeoutMinMs, electionTimeoutMaxMs }: TimeoutRangeMs): number {
  return electionTimeoutMaxMs - electionTimeoutMinMs;
}

/** The number behind a key in a text (`key: 5`, `key = 5`, `--key=5`, `key 5`); `otherwise` where it is not there. */
export function numberAt(text: string, key: string, otherwise: number): number {
  const escaped = key.replaceAll(/[.]/g, String.raw`\.`);
  const found = new RegExp(String.raw`(?:^|[\s"{-])${escaped}"?(?:\s*[:=]\s*|\s+)"?(-?\d+(?:\.\d+)?)`).exec(
    text,
  );
  return found === null ? otherwise : Number(found[1]);
}
