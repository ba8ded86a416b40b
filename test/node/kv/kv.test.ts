import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCommand, encodeCommand, type Command } from '../../../src/node/kv/command';
import { decodeResult, encodeResult, type Result } from '../../../src/node/kv/result';
import { KeyValueStore } from '../../../src/node/kv/store';

const uint48 = fc.oneof(fc.nat(20), fc.constant(2 ** 48 - 1));
const stamp = { clientId: uint48, sequence: uint48.map((n) => Math.max(1, n)) };
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const commands: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ type: fc.constant('put' as const), ...stamp, key: text, value: text }),
  fc.record({ type: fc.constantFrom('get' as const, 'delete' as const), ...stamp, key: text }),
  fc.record({ type: fc.constant('noop' as const), ...stamp }),
);

describe('a command’s bytes', () => {
  it('carry it there and back', () => {
    fc.assert(
      fc.property(commands, (command) => {
        expect(decodeCommand(encodeCommand(command))).toEqual(command);
      }),
    );
  });

  it('are understood in one form only, and never throw', () => {
    const mutation = fc.tuple(fc.nat(60), fc.nat(255));
    fc.assert(
      fc.property(
        commands,
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        fc.nat(60),
        (command, mutations, cut) => {
          const bytes = Uint8Array.from(encodeCommand(command)).slice(0, 2 + cut);
          for (const [at, value] of mutations) bytes[at % bytes.length] = value;
          const decoded = decodeCommand(bytes);
          if (decoded !== null) expect(Buffer.from(encodeCommand(decoded))).toEqual(Buffer.from(bytes));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('are refused to numbers out of range', () => {
    expect(() => encodeCommand({ type: 'noop', clientId: 2 ** 48, sequence: 1 })).toThrow(RangeError);
    expect(() => encodeCommand({ type: 'get', clientId: 1, sequence: 1, key: 'k'.repeat(65_536) })).toThrow(
      RangeError,
    );
  });
});

describe('a result’s bytes', () => {
  it.each<Result>([
    { status: 'done' },
    { status: 'missing' },
    { status: 'stale' },
    { status: 'invalid' },
    { status: 'value', value: '' },
    { status: 'value', value: 'grüße' },
  ])('carry $status there and back', (result) => {
    expect(decodeResult(encodeResult(result))).toEqual(result);
  });

  it('that are none are not understood', () => {
    expect(decodeResult(new Uint8Array(0))).toBeNull();
    expect(decodeResult(Uint8Array.of(9))).toBeNull();
    expect(decodeResult(Uint8Array.of(0, 0))).toBeNull();
  });
});

/** One client's commands, numbered as it sends them. */
class Client {
  private sequence = 0;

  constructor(
    private readonly store: KeyValueStore,
    private readonly clientId: number,
  ) {}

  put = (key: string, value: string) => this.send({ type: 'put', key, value });
  get = (key: string) => this.send({ type: 'get', key });
  delete = (key: string) => this.send({ type: 'delete', key });
  again = () => this.apply(this.last);

  private last: Command = { type: 'noop', clientId: 0, sequence: 1 };

  private send(
    command: { type: 'put'; key: string; value: string } | { type: 'get' | 'delete'; key: string },
  ) {
    this.sequence += 1;
    this.last = { ...command, clientId: this.clientId, sequence: this.sequence };
    return this.apply(this.last);
  }

  private apply(command: Command): Result | null {
    return decodeResult(this.store.apply(encodeCommand(command)));
  }
}

describe('the key–value store', () => {
  it('puts, gets and deletes', () => {
    const client = new Client(new KeyValueStore(), 1);
    expect(client.get('a')).toEqual({ status: 'missing' });
    expect(client.put('a', '1')).toEqual({ status: 'done' });
    expect(client.get('a')).toEqual({ status: 'value', value: '1' });
    expect(client.delete('a')).toEqual({ status: 'done' });
    expect(client.delete('a')).toEqual({ status: 'missing' });
    expect(client.get('a')).toEqual({ status: 'missing' });
  });

  it('§8: a command that is sent again is not executed again, and gets the answer it had', () => {
    const store = new KeyValueStore();
    const [ann, bob] = [new Client(store, 1), new Client(store, 2)];
    ann.put('a', 'ann');
    bob.put('a', 'bob');
    expect(ann.again()).toEqual({ status: 'done' });
    expect(bob.get('a')).toEqual({ status: 'value', value: 'bob' });
    ann.delete('a');
    ann.put('b', '1');
    bob.put('a', 'again');
    expect(ann.again()).toEqual({ status: 'done' });
    expect(bob.get('a')).toEqual({ status: 'value', value: 'again' });
  });

  it('a command older than its client’s last is neither executed nor answered', () => {
    const store = new KeyValueStore();
    const client = new Client(store, 1);
    client.put('a', 'old');
    client.put('a', 'new');
    const old = encodeCommand({ type: 'put', clientId: 1, sequence: 1, key: 'a', value: 'old' });
    expect(decodeResult(store.apply(old))).toEqual({ status: 'stale' });
    expect(client.get('a')).toEqual({ status: 'value', value: 'new' });
  });

  it('bytes that are no command change nothing', () => {
    const store = new KeyValueStore();
    expect(decodeResult(store.apply(Uint8Array.of(99, 1, 2)))).toEqual({ status: 'invalid' });
    expect(store.size).toBe(0);
  });

  it('remembers ten thousand clients, and forgets first the one that was silent longest', () => {
    const store = new KeyValueStore();
    const put = (clientId: number, value: string) =>
      store.apply(encodeCommand({ type: 'put', clientId, sequence: 1, key: `k${clientId}`, value }));
    for (let clientId = 1; clientId <= 10_001; clientId += 1) put(clientId, 'first');
    put(2, 'again');
    put(1, 'again');
    const value = (key: string) =>
      decodeResult(
        store.apply(encodeCommand({ type: 'get', clientId: 20_000, sequence: key === 'k1' ? 1 : 2, key })),
      );
    expect(value('k1')).toEqual({ status: 'value', value: 'again' });
    expect(value('k2')).toEqual({ status: 'value', value: 'first' });
  });

  it('gives the same results for the same commands on every server', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 50 }), (all) => {
        const [one, two] = [new KeyValueStore(), new KeyValueStore()];
        const bytes = all.map(encodeCommand);
        expect(bytes.map((b) => one.apply(b))).toEqual(bytes.map((b) => two.apply(b)));
      }),
    );
  });
});
