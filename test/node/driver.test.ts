import { beforeEach, describe, expect, it } from 'vitest';
import type { Fact } from '../../src/shared/facts';
import { DEFAULT_SETTINGS, timingOf } from '../../src/shared/settings';
import { Driver, type DrivenCore } from '../../src/node/driver';
import { encodeCommand } from '../../src/node/kv/command';
import { decodeResult } from '../../src/node/kv/result';
import { KeyValueStore } from '../../src/node/kv/store';
import { INERT_CORE, ManualClock, ManualStorage, NOTHING, Recorder } from './fakes';
import { RaftCore } from '../../src/node/raft/core';
import type { AppendEntries } from '../../src/node/raft/types';
import { seededRandom } from '../../src/node/random';
import type { Storage } from '../../src/node/storage/storage';
import { MAX_COMMAND_BYTES, type Arrival, type Envelope } from '../../src/node/transport/wireFormat';

let clock: ManualClock;
let storage: ManualStorage;
let observer: Recorder;
let sent: Envelope[];
const send = (envelope: Envelope) => void sent.push(envelope);
const sentTypes = () => sent.map(({ message }) => message.type);

beforeEach(() => {
  clock = new ManualClock();
  storage = new ManualStorage();
  observer = new Recorder();
  sent = [];
});

function coreOf(servers: number[]): RaftCore {
  const config = {
    id: 1,
    servers,
    timing: timingOf(DEFAULT_SETTINGS),
    random: seededRandom(1),
    maxAppendBytes: 8000,
  };
  return new RaftCore(config, null, clock.now);
}

function drive(core: DrivenCore, its: Storage = storage): Driver {
  return new Driver({
    core,
    storage: its,
    send,
    clock,
    store: new KeyValueStore(),
    observer,
    answer: observer.answer,
  });
}

const put = (sequence: number, value = 'v') =>
  encodeCommand({ type: 'put', clientId: 1, sequence, key: 'k', value });

const append = (term: number, entries: AppendEntries['entries'], prevLogIndex = 0): Arrival => ({
  message: {
    type: 'AppendEntries',
    from: 2,
    to: 1,
    term,
    prevLogIndex,
    prevLogTerm: 0,
    entries,
    leaderCommit: 0,
  },
  stampUs: 0,
  dueUs: 0,
});
const entry = { term: 1, command: put(1) };

it('messages leave before observers are told: a vote must not wait for what measures it', () => {
  const order: string[] = [];
  const driver = new Driver({
    core: {
      ...INERT_CORE,
      step: () => ({
        ...NOTHING,
        facts: [{ type: 'termAdvanced', term: 2 }],
        sendNow: [{ type: 'TimeoutNow', from: 1, to: 2, term: 2 }],
      }),
    },
    storage,
    send: ({ message }, sentMs) => order.push(`${message.type} sent at ${sentMs}`),
    clock,
    store: new KeyValueStore(),
    observer: Object.assign(new Recorder(), { fact: (fact: Fact) => order.push(`${fact.type} told`) }),
    answer: () => undefined,
  });
  driver.step({ type: 'tick' });
  expect(order).toEqual(['TimeoutNow sent at 1000', 'termAdvanced told']);
});

describe('what depends on a persist', () => {
  it('leaves when that persist is durable, not before (Figure 2)', () => {
    const driver = drive(coreOf([1, 2, 3]));
    driver.receive(append(1, [entry]));
    expect(storage.appended).toHaveLength(1);
    expect(sent).toEqual([]);
    driver.durable(1);
    expect(sentTypes()).toEqual(['AppendEntriesReply']);
  });

  it('waits for earlier persists even when its own step has none', () => {
    const driver = drive(coreOf([1, 2, 3]));
    driver.receive(append(1, [entry]));
    driver.receive(append(1, [entry]));
    expect(storage.appended).toHaveLength(1);
    expect(sent).toEqual([]);
    driver.durable(1);
    expect(sentTypes()).toEqual(['AppendEntriesReply', 'AppendEntriesReply']);
  });

  it('leaves at once when all is durable', () => {
    const driver = drive(coreOf([1, 2, 3]));
    driver.receive(append(1, [entry]));
    driver.durable(1);
    driver.receive(append(1, [entry]));
    expect(sentTypes()).toEqual(['AppendEntriesReply', 'AppendEntriesReply']);
  });
});

it('what waits is not overtaken by what may leave at once', () => {
  const message = (term: number) => ({ type: 'TimeoutNow', from: 1, to: 2, term }) as const;
  let sequence = 0;
  const core: DrivenCore = {
    ...INERT_CORE,
    step: ({ type }) => {
      if (type === 'persisted') return NOTHING;
      sequence += 1;
      return {
        ...NOTHING,
        persist: { sequence, hardState: null, log: null },
        sendOncePersisted: [message(sequence)],
      };
    },
  };
  // The disk is done with the first write when it is given the second, which it does at once.
  const driver: Driver = drive(core, {
    append: (persist) => {
      if (persist.sequence === 2) driver.durable(2);
    },
    close: () => Promise.resolve(),
  });
  driver.step({ type: 'tick' });
  driver.step({ type: 'tick' });
  expect(sent.map((envelope) => envelope.message.term)).toEqual([1, 2]);
});

describe('time', () => {
  it('the clock is set to the core’s deadline, and reaching it is a tick', () => {
    const core = coreOf([1, 2, 3]);
    drive(core);
    expect(clock.nextMs).toBe(core.deadlineMs);
    const deadlineMs = core.deadlineMs;
    clock.reach(deadlineMs + 0.25);
    expect(core.role).toBe('candidate');
    expect(observer.facts).toContainEqual({
      type: 'timerFired',
      timer: 'election',
      deadlineMs,
      lateMs: 0.25,
    });
    expect(clock.nextMs).toBe(core.deadlineMs);
  });

  it('the time from the core’s wish to durable is told for each persist', () => {
    const driver = drive(coreOf([1, 2, 3]));
    driver.receive(append(1, [entry]));
    clock.now += 2;
    driver.receive(append(1, [{ ...entry, term: 1 }], 1));
    driver.receive(append(2, []));
    clock.now += 3;
    driver.durable(storage.appended.length);
    expect(observer.persistMs[0]).toBe(5);
    expect(observer.persistMs.at(-1)).toBe(3);
  });

  it('and told only of what is durable', () => {
    const driver = drive(coreOf([1, 2, 3]));
    driver.receive(append(1, [entry]));
    driver.receive(append(2, []));
    driver.durable(1);
    expect(observer.persistMs).toHaveLength(1);
  });
});

describe('round trips', () => {
  it('a heartbeat carries its sender’s clock, which the reply brings back', () => {
    const follower = drive(coreOf([1, 2, 3]));
    follower.receive(append(1, []));
    follower.durable(1);
    sent = [];
    follower.receive({ ...append(1, []), stampUs: 77 });
    expect(sent).toMatchObject([{ message: { type: 'AppendEntriesReply', to: 2 }, stampUs: 77 }]);
  });

  it('a reply that waits for the disk brings none back: it would tell of the disk, not of the network', () => {
    const follower = drive(coreOf([1, 2, 3]));
    follower.receive({ ...append(1, []), stampUs: 77 });
    follower.durable(1);
    expect(sent).toMatchObject([{ message: { type: 'AppendEntriesReply', to: 2 }, stampUs: 0 }]);
  });

  it('and its sender learns how long it took', () => {
    const leader = electedLeader([1, 2]);
    const withNoOp = sent.find(
      ({ message }) => message.type === 'AppendEntries' && message.entries.length > 0,
    );
    expect(withNoOp?.stampUs).toBe(0);
    sent = [];
    leader.step({ type: 'heartbeat' });
    const stampUs = sent[0]!.stampUs;
    expect(stampUs).toBe(clock.now * 1000);
    clock.now += 0.5;
    const reply = { type: 'AppendEntriesReply', from: 2, to: 1, term: 1, success: true, index: 1 } as const;
    leader.receive({ message: { ...reply, hintIndex: 0, hintTerm: 0 }, stampUs, dueUs: 0 });
    expect(observer.roundTripMs).toEqual([0.5]);
  });
});

describe('what the machine adds to an election', () => {
  const request = { from: 2, to: 1, term: 1, lastLogIndex: 0, lastLogTerm: 0 } as const;
  const flags = { preVote: false, leadershipTransfer: false } as const;

  it('is the time from when a request for a vote was to arrive until it is handled, and of a vote the same', () => {
    const voter = drive(coreOf([1, 2, 3]));
    clock.now = 10;
    voter.receive({ message: { type: 'RequestVote', ...request, ...flags }, stampUs: 0, dueUs: 9_750 });
    voter.receive({
      message: { type: 'RequestVoteReply', from: 3, to: 1, term: 1, voteGranted: true, preVote: false },
      stampUs: 0,
      dueUs: 9_500,
    });
    expect(observer.voteDelayMs).toEqual([0.25, 0.5]);
  });

  it('not of heartbeats, which wake idle processes', () => {
    drive(coreOf([1, 2, 3])).receive(append(1, []));
    expect(observer.voteDelayMs).toEqual([]);
  });

  it('is told after the answer has left', () => {
    const order: string[] = [];
    const voter = new Driver({
      core: {
        ...INERT_CORE,
        step: () => ({ ...NOTHING, sendNow: [{ type: 'TimeoutNow', from: 1, to: 2, term: 2 }] }),
      },
      storage,
      send: () => order.push('sent'),
      clock,
      store: new KeyValueStore(),
      observer: Object.assign(new Recorder(), { vote: () => order.push('told') }),
      answer: () => undefined,
    });
    voter.receive({ message: { type: 'RequestVote', ...request, ...flags }, stampUs: 0, dueUs: 0 });
    expect(order).toEqual(['sent', 'told']);
  });
});

/** Server 1, leader of term 1 with its no-op durable. */
function electedLeader(servers: number[]): Driver {
  const driver = drive(coreOf(servers));
  driver.step({ type: 'campaign' });
  driver.durable(1);
  for (const from of servers.slice(1, Math.floor(servers.length / 2) + 1)) {
    driver.receive({
      message: { type: 'RequestVoteReply', from, to: 1, term: 1, voteGranted: true, preVote: false },
      stampUs: 0,
      dueUs: 0,
    });
  }
  driver.durable(storage.appended.length);
  return driver;
}

describe('a client', () => {
  const answers = () => observer.answers;

  it('is answered with the result once its entry is applied', () => {
    const leader = electedLeader([1]);
    leader.request(7, put(1));
    expect(answers()).toEqual([]);
    leader.durable(storage.appended.length);
    expect(answers()).toMatchObject([{ requestId: 7, outcome: { ok: true, index: 2 } }]);
    const { outcome } = answers()[0]!;
    expect(outcome.ok && decodeResult(outcome.result)).toEqual({ status: 'done' });
  });

  it('gets each answer to its own request', () => {
    const leader = electedLeader([1]);
    leader.request(1, put(1, 'a'));
    leader.request(2, encodeCommand({ type: 'get', clientId: 2, sequence: 1, key: 'k' }));
    leader.request(3, put(2, 'b'));
    leader.request(4, encodeCommand({ type: 'get', clientId: 2, sequence: 2, key: 'k' }));
    leader.durable(storage.appended.length);
    const results = answers().map(({ requestId, outcome }) => [
      requestId,
      outcome.ok && decodeResult(outcome.result),
    ]);
    expect(results).toEqual([
      [1, { status: 'done' }],
      [2, { status: 'value', value: 'a' }],
      [3, { status: 'done' }],
      [4, { status: 'value', value: 'b' }],
    ]);
  });

  it('of a follower is told who leads', () => {
    const follower = drive(coreOf([1, 2, 3]));
    follower.request(1, put(1));
    follower.receive(append(1, []));
    follower.request(2, put(1));
    expect(answers()).toEqual([
      { requestId: 1, outcome: { ok: false, reason: 'notLeader', leader: null } },
      { requestId: 2, outcome: { ok: false, reason: 'notLeader', leader: 2 } },
    ]);
  });

  it('whose leader is deposed before the entry commits is told that it is lost', () => {
    const leader = electedLeader([1, 2, 3]);
    leader.request(5, put(1));
    leader.receive(append(2, []));
    expect(answers()).toEqual([{ requestId: 5, outcome: { ok: false, reason: 'lost', leader: 2 } }]);
    leader.durable(storage.appended.length);
    expect(answers()).toHaveLength(1);
  });

  it('is asked to wait while leadership is handed over', () => {
    const leader = electedLeader([1, 2, 3]);
    leader.step({ type: 'transferLeadership', target: 2 });
    leader.request(1, put(1));
    expect(answers()).toMatchObject([{ outcome: { ok: false, reason: 'transferring' } }]);
  });

  it('is refused what is too large, or no command', () => {
    const leader = electedLeader([1]);
    const before = storage.appended.length;
    leader.request(1, new Uint8Array(MAX_COMMAND_BYTES + 1));
    leader.request(2, Uint8Array.of(1, 2, 3));
    expect(answers().map(({ outcome }) => !outcome.ok && outcome.reason)).toEqual(['tooLarge', 'badCommand']);
    expect(storage.appended).toHaveLength(before);
  });

  it('may do as it likes with its bytes afterwards', () => {
    const leader = electedLeader([1]);
    const bytes = put(1, 'a');
    leader.request(1, bytes);
    bytes.fill(0);
    leader.request(2, encodeCommand({ type: 'get', clientId: 2, sequence: 1, key: 'k' }));
    leader.durable(storage.appended.length);
    const { outcome } = answers()[1]!;
    expect(outcome.ok && decodeResult(outcome.result)).toEqual({ status: 'value', value: 'a' });
  });
});

it('a storage that is durable at once lets a single server do everything in one step', () => {
  const core = coreOf([1]);
  const driver: Driver = drive(core, {
    append: ({ sequence }) => {
      driver.durable(sequence);
    },
    close: () => Promise.resolve(),
  });
  driver.step({ type: 'campaign' });
  driver.request(1, put(1));
  expect(core.commitIndex).toBe(2);
  expect(observer.answers).toMatchObject([{ requestId: 1, outcome: { ok: true, index: 2 } }]);
});

it('what follows from being durable comes after the step that persisted, even when it is durable at once', () => {
  const message = (term: number) => ({ type: 'TimeoutNow', from: 1, to: 2, term }) as const;
  const core: DrivenCore = {
    ...INERT_CORE,
    step: ({ type }) =>
      type === 'persisted'
        ? { ...NOTHING, sendNow: [message(3)] }
        : {
            ...NOTHING,
            persist: { sequence: 1, hardState: null, log: null },
            sendNow: [message(1)],
            sendOncePersisted: [message(2)],
          },
  };
  const driver: Driver = drive(core, {
    append: ({ sequence }) => {
      driver.durable(sequence);
    },
    close: () => Promise.resolve(),
  });
  driver.step({ type: 'tick' });
  expect(sent.map((envelope) => envelope.message.term)).toEqual([1, 2, 3]);
});

it('a long backlog is applied in slices, so that heartbeats are answered in between', () => {
  const backlog = 10_000;
  let applied = 0;
  const core: DrivenCore = {
    ...INERT_CORE,
    step: () => ({ ...NOTHING, applyTo: backlog }),
    entryAt: () => {
      applied += 1;
      clock.now += 0.01; // a slow machine
      return { term: 1, command: null };
    },
  };
  const driver = drive(core);
  driver.step({ type: 'tick' });
  expect(applied).toBeGreaterThan(400);
  expect(applied).toBeLessThan(1000);
  const inFirstSlice = applied;
  driver.step({ type: 'heartbeat' });
  expect(applied).toBe(inFirstSlice);
  let slices = 1;
  while (applied < backlog && slices < 100) {
    clock.reach(clock.now);
    slices += 1;
  }
  expect(applied).toBe(backlog);
  expect(slices).toBeGreaterThan(10);
});
