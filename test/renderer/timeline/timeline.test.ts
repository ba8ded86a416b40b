import { describe, expect, it } from 'vitest';
import { nodeLetter } from '../../../src/shared/ids';
import { messageWords, shownMessages } from '../../../src/renderer/timeline/arrows';
import { marksOf, phasesOf, spansOf } from '../../../src/renderer/timeline/lanes';
import { panned, tickWords, ticksOf, zoomed } from '../../../src/renderer/timeline/viewport';
import { threeServers } from './trace';

describe('a lane', () => {
  const spans = (trace = threeServers()) =>
    spansOf(trace).map(({ node, state, term, fromMs, toMs }) => [node, state, term, fromMs, toMs]);

  it('says what each server was from the first moment to the last, without a gap', () => {
    expect(spans()).toEqual([
      [1, 'leader', 1, 0, 100],
      [1, 'down', 1, 100, 300],
      [2, 'follower', 1, 0, 260],
      [2, 'candidate', 2, 260, 270],
      [2, 'leader', 2, 270, 300],
      [3, 'follower', 1, 0, 265],
      [3, 'follower', 2, 265, 300],
    ]);
  });

  it('returns a restarted server as a follower, and a paused one as what it was', () => {
    const trace = threeServers({
      facts: [],
      disturbances: [
        { atMs: 100, node: 1, text: 'pause A', effect: 'paused' },
        { atMs: 200, node: 1, text: 'resume A', effect: 'resumed' },
        { atMs: 100, node: 2, text: 'crash B', effect: 'down' },
        { atMs: 200, node: 2, text: 'restart B', effect: 'up' },
      ],
    });
    expect(spans(trace).slice(0, 6)).toEqual([
      [1, 'leader', 1, 0, 100],
      [1, 'paused', 1, 100, 200],
      [1, 'leader', 1, 200, 300],
      [2, 'follower', 1, 0, 100],
      [2, 'down', 1, 100, 200],
      [2, 'follower', 1, 200, 300],
    ]);
  });

  it('is cut off from isolation to rejoin', () => {
    const trace = threeServers({
      facts: [],
      disturbances: [
        { atMs: 50, node: 3, text: 'isolate C', effect: 'cutOff' },
        { atMs: 250, node: 3, text: 'rejoin C', effect: 'rejoined' },
      ],
    });
    const lane = spansOf(trace).filter(({ node }) => node === 3);
    expect(lane.map(({ cutOff, fromMs, toMs }) => [cutOff, fromMs, toMs])).toEqual([
      [false, 0, 50],
      [true, 50, 250],
      [false, 250, 300],
    ]);
  });
});

describe('marks and phases', () => {
  it('tell timeouts with their lateness, votes with their reason, and what was done', () => {
    expect(marksOf(threeServers(), nodeLetter).map(({ words }) => words)).toEqual([
      'crash A',
      'B’s election timeout ends, 0.10 ms late',
      'C gives its vote to B in term 2',
    ]);
    const [refused] = marksOf(
      threeServers({
        disturbances: [],
        facts: [
          {
            atMs: 1,
            node: 3,
            fact: {
              type: 'voteAnswered',
              candidate: 2,
              term: 2,
              preVote: true,
              granted: false,
              reason: 'logBehind',
            },
          },
        ],
      }),
      nodeLetter,
    );
    expect(refused).toMatchObject({
      kind: 'refused',
      words: 'C refuses B its pre-vote in term 2: its own log is more up to date',
    });
  });

  it('part a trial into detection, election and recovery, as far as it came', () => {
    expect(phasesOf(threeServers()).map(({ name, fromMs, toMs }) => [name, fromMs, toMs])).toEqual([
      ['detection', 100, 260],
      ['election', 260, 270],
      ['recovery', 270, 280],
    ]);
    const { record } = threeServers();
    const capped = threeServers({ record: { ...record, electedMs: null, recoveredMs: null } });
    expect(phasesOf(capped).map(({ name }) => name)).toEqual(['detection']);
  });
});

describe('messages', () => {
  it('are told with their way, or that they never arrive', () => {
    const [, , lost, asked] = threeServers().messages;
    expect(messageWords(asked!, nodeLetter)).toBe('B → C: asks for a vote, term 2; 5.00 ms on its way');
    expect(messageWords(lost!, nodeLetter)).toBe('B → A: asks for a vote, term 2; never arrives');
  });

  it('are those that touch what is shown', () => {
    const kinds = shownMessages(threeServers().messages, { fromMs: 262, toMs: 266 }).messages;
    expect(kinds.map(({ kind }) => kind)).toEqual(['requestVote', 'voteGranted']);
  });

  it('are thinned when there are too many, never those that elect', () => {
    const beats = Array.from({ length: 6000 }, (_, i) => ({
      kind: 'heartbeat' as const,
      from: 1,
      to: 2,
      term: 1,
      sentMs: i / 100,
      arrivedMs: i / 100,
    }));
    const votes = threeServers().messages.filter(({ kind }) => kind === 'requestVote');
    const { messages, every } = shownMessages([...beats, ...votes], { fromMs: 0, toMs: 300 });
    expect(every).toBeGreaterThan(1);
    expect(messages.length).toBeLessThanOrEqual(1501);
    expect(messages.filter(({ kind }) => kind === 'requestVote')).toHaveLength(2);
  });
});

describe('the part that is shown', () => {
  const all = { fromMs: 0, toMs: 1000 };

  it('zooms around the pointer and never beyond the trial', () => {
    expect(zoomed(all, 0.5, 200, all)).toEqual({ fromMs: 100, toMs: 600 });
    expect(zoomed({ fromMs: 100, toMs: 600 }, 4, 200, all)).toEqual(all);
    expect(panned({ fromMs: 100, toMs: 600 }, 900, all)).toEqual({ fromMs: 500, toMs: 1000 });
    expect(panned({ fromMs: 100, toMs: 600 }, -900, all)).toEqual({ fromMs: 0, toMs: 500 });
  });

  it('has round ticks with the decimals that tell them apart', () => {
    const ticks = ticksOf({ fromMs: -0.11, toMs: 0.31 }, 5);
    expect(ticks.map((tick) => tickWords(tick, ticks))).toEqual(['-0.1', '0.0', '0.1', '0.2', '0.3']);
    const wide = ticksOf({ fromMs: -80, toMs: 310 }, 4);
    expect(wide.map((tick) => tickWords(tick, wide))).toEqual(['0', '100', '200', '300']);
  });
});
