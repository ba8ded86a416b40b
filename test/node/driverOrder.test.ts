import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Driver, type DrivenCore } from '../../src/node/driver';
import { KeyValueStore } from '../../src/node/kv/store';
import type { Message, Output } from '../../src/node/raft/types';
import { INERT_CORE, ManualClock, NOTHING, Recorder } from './fakes';

/** One step of the core: whether it persists, and how many messages it sends now and once persisted. */
interface Step {
  readonly persists: boolean;
  readonly now: number;
  readonly later: number;
}
/** The disk makes this many more persists durable. */
interface DiskTurn {
  readonly durable: number;
}

const acts = fc.array(
  fc.oneof(
    fc.record<Step>({ persists: fc.boolean(), now: fc.nat(2), later: fc.nat(2) }),
    fc.record<DiskTurn>({ durable: fc.integer({ min: 1, max: 5 }) }),
  ),
  { maxLength: 40 },
);

/** A core that says what is written down for it, with its messages numbered by their terms. */
class ScriptedCore {
  readonly reported: number[] = [];
  /** The highest sequence before each message that waits; its number is its place. */
  readonly needs = new Map<number, number>();
  private sequence = 0;
  private messages = 0;
  private next: Step | null = null;

  readonly core: DrivenCore = {
    ...INERT_CORE,
    step: (input) => {
      if (input.type === 'persisted') this.reported.push(input.sequence);
      const output = this.next === null ? NOTHING : this.outputOf(this.next);
      this.next = null;
      return output;
    },
  };

  prepare(step: Step): void {
    this.next = step;
  }

  private outputOf({ persists, now, later }: Step): Output {
    if (persists) this.sequence += 1;
    const sendNow = Array.from({ length: now }, () => this.message());
    const sendOncePersisted = Array.from({ length: later }, () => this.message());
    for (const { term } of sendOncePersisted) this.needs.set(term, this.sequence);
    const persist = persists ? { sequence: this.sequence, hardState: null, log: null } : null;
    return { ...NOTHING, persist, sendNow, sendOncePersisted };
  }

  private message(): Message {
    this.messages += 1;
    return { type: 'TimeoutNow', from: 1, to: 2, term: this.messages };
  }
}

it.each(['when the disk gets to it', 'at once'])(
  'no message overtakes a persist that it depends on, and all keep their order: durable %s',
  (pace) => {
    fc.assert(
      fc.property(acts, (all) => {
        const script = new ScriptedCore();
        const left: number[] = [];
        let appended = 0;
        let durable = 0;
        const reach = (sequence: number) => {
          if (sequence === durable) return;
          durable = sequence;
          driver.durable(durable);
        };
        const driver: Driver = new Driver({
          core: script.core,
          storage: {
            append: ({ sequence }) => {
              appended = sequence;
              if (pace === 'at once') reach(sequence);
            },
            close: () => Promise.resolve(),
          },
          send: ({ message: { term } }) => {
            const needs = script.needs.get(term);
            if (needs === undefined) return; // one that need not wait
            expect(durable).toBeGreaterThanOrEqual(needs);
            left.push(term);
          },
          clock: new ManualClock(),
          store: new KeyValueStore(),
          observer: new Recorder(),
          answer: () => undefined,
        });
        for (const act of all) {
          if ('durable' in act) {
            reach(Math.min(durable + act.durable, appended));
          } else {
            script.prepare(act);
            driver.step({ type: 'tick' });
          }
        }
        reach(appended);
        expect(left).toEqual([...script.needs.keys()]);
        expect(script.reported.at(-1) ?? 0).toBe(appended);
        expect(script.reported).toEqual([...new Set(script.reported)].sort((a, b) => a - b));
      }),
    );
  },
);
