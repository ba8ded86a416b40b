import { describe, expect, it } from 'vitest';
import { replayTrial } from '../../../src/lab/simulation/replay';
import { simulateTrials } from '../../../src/lab/simulation/simulateTrials';
import { simulated } from './experiments';

describe('the trace of a simulated trial', () => {
  it('is of the trial as it was among all', () => {
    const experiment = simulated({}, { loss: 0.1 });
    const all = Array.from(simulateTrials({ experiment, runId: 'a-run' }), ({ trial }) => trial);
    const { record, runId } = replayTrial({ experiment, runId: 'a-run' }, 17);
    expect(record).toEqual(all[17]);
    expect(runId).toBe('a-run');
  });

  it('of a leader crash has its heartbeat, the crash, votes asked for and given, and the new leader’s word', () => {
    const trace = replayTrial({ experiment: simulated({}) }, 0);
    expect(trace.startsWith).toEqual({ leader: 1, term: 1 });
    expect(trace.disturbances).toEqual([
      { atMs: trace.record.crashMs, node: 1, text: 'crash A', effect: 'down' },
    ]);
    const kinds = trace.messages.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'heartbeat')).toHaveLength(4);
    expect(kinds.filter((kind) => kind === 'requestVote')).toHaveLength(4);
    expect(kinds.filter((kind) => kind === 'voteGranted')).toHaveLength(3);
    for (const { sentMs, arrivedMs, to } of trace.messages) {
      expect(arrivedMs).toBe(to === 1 ? null : sentMs + 5);
    }
    const elected = trace.facts.find(({ fact }) => fact.type === 'roleChanged' && fact.role === 'leader');
    expect(elected).toMatchObject({ atMs: trace.record.electedMs, node: trace.record.newLeader });
  });

  it('shows what a paused server reads when it goes on', () => {
    const trace = replayTrial({ experiment: simulated({ kind: 'leader-pause', outageMs: 400 }) }, 3);
    const resumedMs = trace.record.crashMs + 400;
    expect(trace.disturbances[0]).toMatchObject({ effect: 'paused', text: 'pause A', node: 1 });
    const asked = trace.messages.find(({ kind, to }) => kind === 'requestVote' && to === 1);
    expect(asked?.arrivedMs).toBe(resumedMs);
  });

  it('of lost messages says that they did not arrive', () => {
    const { messages } = replayTrial({ experiment: simulated({ kind: 'steady' }, { loss: 0.3 }) }, 0);
    const lost = messages.filter(({ arrivedMs }) => arrivedMs === null).length / messages.length;
    expect(lost).toBeGreaterThan(0.2);
    expect(lost).toBeLessThan(0.4);
  });

  it('is not to be had of a trial that there is not', () => {
    expect(() => replayTrial({ experiment: simulated({}) }, 40)).toThrow(/0 to 39/);
  });
});
