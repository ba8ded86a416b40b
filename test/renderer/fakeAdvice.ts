import type { Advice, AdvicePoint, AdviceRequest } from '../../src/shared/advice';
import { SYSTEMS, systemIdSchema } from '../../src/shared/systems';
import { wilson } from '../../src/shared/proportion';

const MINS_MS = [50, 100, 200, 400];
const WIDTHS_MS = [20, 50, 100, 200];

/** An answer of the advisor's shape, from a rule of thumb instead of a simulation. */
export function fakeAdvice(request: AdviceRequest): Advice {
  const { goal, environment } = request;
  const point = (minMs: number, widthMs: number, heartbeatMs = minMs / 4): AdvicePoint => {
    const p99DowntimeMs = minMs + 0.7 * widthMs;
    const splitVotes = Math.min(1, 5 / widthMs ** 1.5);
    const perDay = 3 * Math.exp(-minMs / 30);
    return {
      minMs,
      maxMs: minMs + widthMs,
      heartbeatMs,
      outlook: {
        p50DowntimeMs: minMs + 0.2 * widthMs,
        p99DowntimeMs,
        splitVotes,
        spurious: { perDay, network: 0, stalls: perDay },
        heartbeatsPerSecond: ((environment.nodes - 1) * 1000) / heartbeatMs,
      },
      feasible:
        p99DowntimeMs <= goal.p99DowntimeMs && splitVotes <= goal.splitVotes && perDay <= goal.spuriousPerDay,
    };
  };
  const cells = WIDTHS_MS.map((widthMs) => MINS_MS.map((minMs) => point(minMs, widthMs)));
  const recommended = cells.flat().findLast(({ feasible }) => feasible) ?? point(50, 20);
  const timing = {
    electionTimeoutMinMs: recommended.minMs,
    electionTimeoutMaxMs: recommended.maxMs,
    heartbeatMs: recommended.heartbeatMs,
    preVote: environment.preVote,
    checkQuorum: environment.checkQuorum,
  };
  return {
    request,
    recommended,
    timing,
    binds: 'p99DowntimeMs',
    why: [recommended.feasible ? 'Downtime is what limits it.' : 'No setting meets all goals here.'],
    alternatives: [
      { instead: 'p99 downtime up to 1000 ms', point: point(400, 200) },
      { instead: 'p99 downtime up to 10 ms', point: null },
    ],
    verified: {
      elections: 5000,
      p50DowntimeMs: recommended.outlook.p50DowntimeMs,
      p99DowntimeMs: { value: recommended.outlook.p99DowntimeMs, low: 300, high: 320 },
      splitVotes: wilson(10, 5000),
      verdicts: { p99DowntimeMs: 'holds', splitVotes: 'holds' },
    },
    systems: systemIdSchema.options.map((system) => {
      const written = SYSTEMS[system].write(timing);
      const { electionTimeoutMinMs: min, electionTimeoutMaxMs: max, heartbeatMs } = written.timing;
      return { system, written, point: point(min, max - min, heartbeatMs) };
    }),
    map: { minsMs: MINS_MS, widthsMs: WIDTHS_MS, cells },
    assumptions: ['Every message is independent of every other.'],
    tookMs: 40,
  };
}
