import { describe, expect, it } from 'vitest';
import { ClusterNews } from '../../../src/lab/cluster/news';
import { TraceCollector } from '../../../src/lab/trial/traceCollector';
import type { MessageTrace } from '../../../src/shared/control/toLab';
import type { StampedFact } from '../../../src/shared/facts';
import { trialRecord } from '../../main/trialRecord';

const ORIGIN_MS = 5000;

const tracedCluster = () => ({ news: new ClusterNews(), traceEvery: 1 });

const fact = (atMs: number): StampedFact => ({ atMs, node: 2, fact: { type: 'termAdvanced', term: 2 } });
const message = (atMs: number, delayMs: number | null): MessageTrace => ({
  atMs,
  from: 2,
  to: 3,
  kind: 'requestVote',
  term: 2,
  delayMs,
});

describe('the trace of a trial on real nodes', () => {
  it('is on the record’s axis, and has what came late', () => {
    const cluster = tracedCluster();
    const collector = new TraceCollector(cluster);
    cluster.news.trace(message(ORIGIN_MS + 1165, 15));
    cluster.news.tell({
      atMs: ORIGIN_MS + 1000.2,
      kind: 'fault',
      node: 1,
      text: 'A is killed (SIGKILL)',
      marker: 'crash A',
    });
    expect(collector.next(trialRecord(0), ORIGIN_MS)).toBeNull();
    cluster.news.trace(message(ORIGIN_MS + 1160, null));
    cluster.news.fact(fact(ORIGIN_MS + 1161));
    const trace = collector.next({ ...trialRecord(1), scheduledCrashMs: 2000, recoveredMs: 2200 }, ORIGIN_MS);
    expect(trace).toMatchObject({
      record: { trial: 0 },
      fromMs: 1000 - 1.5 * 75,
      toMs: 1230,
      startsWith: { leader: 1, term: 1 },
      facts: [{ atMs: 1161, node: 2 }],
      disturbances: [{ node: 1, text: 'crash A', effect: 'down' }],
    });
    expect(trace!.messages.map(({ sentMs, arrivedMs }) => [sentMs, arrivedMs])).toEqual([
      [1160, null],
      [1165, 1180],
    ]);
  });

  it('leaves out what belongs to other trials', () => {
    const cluster = tracedCluster();
    const collector = new TraceCollector(cluster);
    cluster.news.fact(fact(ORIGIN_MS + 100));
    cluster.news.fact(fact(ORIGIN_MS + 1100));
    cluster.news.fact(fact(ORIGIN_MS + 1990));
    collector.next(trialRecord(0), ORIGIN_MS);
    const first = collector.next({ ...trialRecord(1), scheduledCrashMs: 2000, recoveredMs: 2200 }, ORIGIN_MS);
    const second = collector.end();
    expect(first!.facts.map(({ atMs }) => atMs)).toEqual([1100]);
    expect(second!.facts.map(({ atMs }) => atMs)).toEqual([1990]);
    cluster.news.fact(fact(ORIGIN_MS + 3000));
    expect(collector.end()).toBeNull();
  });

  it('of a capped trial lasts to the last that was heard', () => {
    const cluster = tracedCluster();
    const collector = new TraceCollector(cluster);
    collector.next({ ...trialRecord(0), recoveredMs: null, outcome: 'capped' }, ORIGIN_MS);
    cluster.news.fact(fact(ORIGIN_MS + 9000));
    expect(collector.end()!.toMs).toBe(9020);
  });
});
