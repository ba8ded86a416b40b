import type { Advice } from '../../shared/advice';
import type { ChartPoints } from '../export/chartFile';
import { missOf } from './outcome';

/** Every setting that was looked at, a row each, with what it costs and the goal that it misses most. */
export function advicePoints({ map, request: { goal } }: Pick<Advice, 'map' | 'request'>): ChartPoints {
  return {
    columns: [
      'minimum_timeout_ms',
      'width_ms',
      'heartbeat_ms',
      'p99_downtime_ms',
      'split_vote_rate',
      'spurious_per_day',
      'all_goals_met',
      'missed_goal',
    ],
    rows: map.cells
      .flat()
      .map((point) => [
        point.minMs,
        point.maxMs - point.minMs,
        point.heartbeatMs,
        point.outlook.p99DowntimeMs,
        point.outlook.splitVotes,
        point.outlook.spurious.perDay,
        point.feasible,
        missOf(goal, point),
      ]),
  };
}
