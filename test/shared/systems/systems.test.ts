import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retuneSchema, timingOf, timingSchema, type Timing } from '../../../src/shared/settings';
import { systemIdSchema, SYSTEMS, type SystemId } from '../../../src/shared/systems';

const ids = systemIdSchema.options;
/** What a system does as installed, in the lab's terms. */
const defaultsOf = (id: SystemId): Timing => timingOf(SYSTEMS[id].defaults);
/** Systems that have any setting at all. */
const settable = ids.filter((id) => id !== 'nats');

const WANTED: Timing = {
  electionTimeoutMinMs: 200,
  electionTimeoutMaxMs: 320,
  heartbeatMs: 50,
  preVote: true,
  checkQuorum: true,
};

const timings: fc.Arbitrary<Timing> = fc
  .record({
    min: fc.integer({ min: 20, max: 6000 }),
    widthShare: fc.double({ min: 0.05, max: 2, noNaN: true }),
    heartbeatsInMin: fc.integer({ min: 2, max: 12 }),
  })
  .map(({ min, widthShare, heartbeatsInMin }) => ({
    ...WANTED,
    electionTimeoutMinMs: min,
    electionTimeoutMaxMs: min + widthShare * min,
    heartbeatMs: min / heartbeatsInMin,
  }));

describe.each(ids)('%s', (id) => {
  it('has defaults that a running cluster can be retuned to', () => {
    expect(timingSchema.parse(defaultsOf(id))).toEqual(defaultsOf(id));
    expect(() => retuneSchema.parse(defaultsOf(id))).not.toThrow();
    expect(defaultsOf(id).heartbeatMs).toBeLessThan(defaultsOf(id).electionTimeoutMinMs);
  });

  it('names the files its keys were looked up in', () => {
    expect(SYSTEMS[id].sources.join(' ')).toMatch(/[a-z-]+\/[a-z-]+ .*\.(go|rs|java|cc|erl)/);
    expect(SYSTEMS[id].id).toBe(id);
  });
});

describe.each(settable)('%s in its own keys', (id) => {
  it('is written only as the system takes it, down to the shortest timeouts', () => {
    const shortest = fc.integer({ min: 1, max: 40 }).map((min) => ({
      ...WANTED,
      electionTimeoutMinMs: min,
      electionTimeoutMaxMs: 2 * min,
      heartbeatMs: min / 3,
    }));
    fc.assert(
      fc.property(shortest, (wanted) => {
        expect(SYSTEMS[id].read(SYSTEMS[id].write(wanted).text)).not.toBeNull();
      }),
    );
  });

  it('comes from settings to text and back to the same settings', () => {
    fc.assert(
      fc.property(timings, (wanted) => {
        const written = SYSTEMS[id].write(wanted);
        expect(SYSTEMS[id].read(written.text)).toEqual(written.timing);
        // What it can do is what it does when asked for just that.
        expect(SYSTEMS[id].write(written.timing).text).toBe(written.text);
      }),
    );
  });

  it('never waits less than was wanted, where it can be told to wait so long', () => {
    fc.assert(
      fc.property(timings, (wanted) => {
        const { timing } = SYSTEMS[id].write(wanted);
        expect(timing.electionTimeoutMinMs).toBeGreaterThanOrEqual(wanted.electionTimeoutMinMs);
        expect(timing.electionTimeoutMaxMs).toBeGreaterThan(timing.electionTimeoutMinMs);
      }),
    );
  });

  it('reads a text without its keys as installed', () => {
    expect(SYSTEMS[id].read('')).toEqual(defaultsOf(id));
  });
});

describe('the texts', () => {
  const text = (id: SystemId): string => SYSTEMS[id].write(WANTED).text;

  it('are in the keys of each system', () => {
    expect(text('etcd')).toBe('--heartbeat-interval=50 --election-timeout=250');
    expect(text('consul')).toBe('performance {\n  raft_multiplier = 1\n}');
    expect(text('hashicorp-raft')).toContain('config.HeartbeatTimeout = 200 * time.Millisecond');
    expect(text('tikv')).toContain('raft-base-tick-interval = "25ms"');
    expect(text('tikv')).toContain(
      'raft-min-election-timeout-ticks = 9\nraft-max-election-timeout-ticks = 14',
    );
    expect(text('cockroachdb')).toContain(
      'COCKROACH_RAFT_ELECTION_TIMEOUT_TICKS=9\nCOCKROACH_RAFT_ELECTION_TIMEOUT_JITTER_TICKS=9',
    );
    expect(text('kafka')).toContain('controller.quorum.fetch.timeout.ms=1000');
    expect(text('nats')).toMatch(/no key/);
    expect(text('redpanda')).toContain('rpk cluster config set election_timeout_ms 200');
    expect(text('rabbitmq')).toBe('raft.adaptive_failure_detector.poll_interval = 200');
  });

  it('come with what the system cannot be told', () => {
    expect(SYSTEMS.etcd.write(WANTED).notes[0]).toBe(
      'The nearest it can do: followers wait 200–450 ms, not 200–320 ms.',
    );
    expect(SYSTEMS.consul.write(WANTED).notes.join(' ')).toMatch(/Only whole seconds/);
    expect(SYSTEMS.nats.write(WANTED).notes.join(' ')).toMatch(/no PreVote.*Nothing can be set/s);
    // TiKV can be told both ends of the range.
    expect(SYSTEMS.tikv.write(WANTED).notes.join(' ')).not.toMatch(/nearest/);
  });
});

describe('what the defaults come to', () => {
  it('etcd: 10 to 19 ticks of 100 ms, that may begin up to a tick before the heartbeat', () => {
    expect(defaultsOf('etcd')).toMatchObject({
      electionTimeoutMinMs: 900,
      electionTimeoutMaxMs: 1900,
      heartbeatMs: 100,
    });
  });
  it('Consul: a look every 5 to 10 s whether the leader was heard within 5 s', () => {
    expect(defaultsOf('consul')).toMatchObject({
      electionTimeoutMinMs: 5000,
      electionTimeoutMaxMs: 12_500,
      heartbeatMs: 750,
    });
  });
  it('TiKV and CockroachDB count ticks as well', () => {
    expect(defaultsOf('tikv')).toMatchObject({
      electionTimeoutMinMs: 9000,
      electionTimeoutMaxMs: 19_000,
      heartbeatMs: 2000,
    });
    expect(defaultsOf('cockroachdb')).toMatchObject({
      electionTimeoutMinMs: 1500,
      electionTimeoutMaxMs: 3500,
      heartbeatMs: 1000,
    });
  });
  it('hashicorp/raft: a look every 1 to 2 s whether the leader was heard within one', () => {
    expect(defaultsOf('hashicorp-raft')).toMatchObject({
      electionTimeoutMinMs: 1000,
      electionTimeoutMaxMs: 2500,
      heartbeatMs: 150,
    });
  });
  it('Redpanda: a look every 1.5 to 2.25 s whether the leader was heard within 1.5', () => {
    expect(defaultsOf('redpanda')).toMatchObject({
      electionTimeoutMinMs: 1500,
      electionTimeoutMaxMs: 3375,
      heartbeatMs: 150,
    });
  });
  it('RabbitMQ: up to 5 s until the failure detector looks, then 5 to 6 s', () => {
    expect(defaultsOf('rabbitmq')).toMatchObject({
      electionTimeoutMinMs: 5000,
      electionTimeoutMaxMs: 11_000,
      heartbeatMs: 100,
    });
  });
  it('Kafka: 2 s after a fetch, whose answer comes up to 0.5 s later', () => {
    expect(defaultsOf('kafka')).toMatchObject({
      electionTimeoutMinMs: 1750,
      electionTimeoutMaxMs: 2250,
      heartbeatMs: 500,
    });
  });
  it('NATS JetStream: 4 to 9 s, built in', () => {
    expect(defaultsOf('nats')).toMatchObject({
      electionTimeoutMinMs: 4000,
      electionTimeoutMaxMs: 9000,
      heartbeatMs: 1000,
    });
  });
});

describe('keys that stand for others', () => {
  it('CockroachDB draws from as many ticks as its jitter says, 4 as installed', () => {
    const range = (text: string): unknown => SYSTEMS.cockroachdb.read(text);
    expect(range('COCKROACH_RAFT_ELECTION_TIMEOUT_TICKS=8')).toMatchObject({
      electionTimeoutMinMs: 3500,
      electionTimeoutMaxMs: 5500,
    });
    expect(range('COCKROACH_RAFT_ELECTION_TIMEOUT_JITTER_TICKS=2')).toMatchObject({
      electionTimeoutMinMs: 1500,
      electionTimeoutMaxMs: 2500,
    });
  });
  it('TiKV takes 0 ticks for either end as nothing said', () => {
    const text = 'raft-min-election-timeout-ticks = 0\nraft-max-election-timeout-ticks = 0';
    expect(SYSTEMS.tikv.read(text)).toEqual(defaultsOf('tikv'));
  });
});

describe('what a system refuses', () => {
  it.each([
    ['etcd', '--heartbeat-interval=100 --election-timeout=400'],
    ['etcd', '--election-timeout=60000'],
    ['consul', 'raft_multiplier = 11'],
    ['tikv', 'raft-election-timeout-ticks = 2'],
    ['tikv', 'raft-base-tick-interval = "100ms"'],
    ['cockroachdb', 'COCKROACH_RAFT_ELECTION_TIMEOUT_TICKS=2'],
    ['cockroachdb', 'COCKROACH_RAFT_ELECTION_TIMEOUT_JITTER_TICKS=0'],
    ['hashicorp-raft', 'config.HeartbeatTimeout = 2 * time.Millisecond'],
    ['hashicorp-raft', 'config.HeartbeatTimeout = 300 * time.Millisecond'],
    ['hashicorp-raft', 'config.LeaderLeaseTimeout = 4 * time.Millisecond'],
  ] as const)('%s refuses %s', (id, refused) => {
    expect(SYSTEMS[id].read(refused)).toBeNull();
  });
});

describe('a timer that looks now and then', () => {
  it('first fires as early, and on average as late, as the range says that stands for it', () => {
    // Followers' timers run on, each interval T to 2T, and the last heartbeat may come at any moment of them.
    let seed = 12_345;
    const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
    const waits = Array.from({ length: 40_000 }, () => {
      let atMs = -2000 * random();
      const heartbeatMs = 20_000 + 2000 * random();
      while (atMs < heartbeatMs + 1000) atMs += 1000 + 1000 * random();
      return atMs - heartbeatMs;
    }).sort((a, b) => a - b);
    const { electionTimeoutMinMs: min, electionTimeoutMaxMs: max } = SYSTEMS['hashicorp-raft'].defaults;
    const quantile = (share: number): number => waits[Math.floor(share * waits.length)]!;
    for (const share of [0.05, 0.1, 0.25, 0.5]) {
      expect(Math.abs(quantile(share) - (min + share * (max - min)))).toBeLessThan(25);
    }
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    expect(mean).toBeGreaterThan((min + max) / 2);
    expect(mean).toBeLessThan(1.03 * ((min + max) / 2));
  });
});
