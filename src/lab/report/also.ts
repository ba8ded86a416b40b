import type { RunSummary } from '../../shared/runStatistics';
import { SPURIOUS_CAUSES, type SpuriousCause } from '../../shared/trialRecord';
import { count, duration, UNKNOWN } from '../../shared/format';
import { html, type Content, type Markup } from './markup';
import { ms, rateInFull } from './numbers';
import { table } from './table';

type Row = readonly [what: string, value: Content];

/** What only some kinds of experiment measure; null where this one measured none of it. */
export function alsoPart(summary: RunSummary): Markup | null {
  const rows = [...spuriousRows(summary), ...rejoinRows(summary), ...clientRows(summary)];
  if (rows.length === 0) return null;
  return html`<section>
    <h2>Also measured</h2>
    ${table({ kind: 'numbers', head: ['', 'all trials'], rows })}
  </section>`;
}

const CAUSES: Readonly<Record<SpuriousCause | 'unknown', string>> = {
  lateHeartbeat: 'late heartbeat',
  lostDatagrams: 'lost datagrams',
  stall: 'stalled process',
  paused: 'paused process',
  asymmetricLink: 'one-way link',
  unknown: 'unknown',
};

function spuriousRows({ spurious }: RunSummary): Row[] {
  if (spurious === undefined) return [];
  const causes = [...SPURIOUS_CAUSES, 'unknown' as const].filter((cause) => spurious.causes[cause] > 0);
  return [
    ['spurious elections', `${count(spurious.elections)} in ${duration(spurious.observedMs)}`],
    ['per hour', perHour(spurious.perHour)],
    ...causes.map((cause): Row => [`caused by: ${CAUSES[cause]}`, count(spurious.causes[cause])]),
  ];
}

/** "3.1 (95%: 1.2 – 6.5)". */
export function perHour(rate: NonNullable<RunSummary['spurious']>['perHour']): Content {
  if (rate === null) return UNKNOWN;
  const [value, low, high] = [rate.value, rate.low, rate.high].map((n) => String(Number(n.toPrecision(3))));
  return html`<b>${value ?? UNKNOWN}</b> <span class="soft">(95%: ${low ?? ''} – ${high ?? ''})</span>`;
}

function rejoinRows({ rejoin }: RunSummary): Row[] {
  if (rejoin === undefined) return [];
  const { mean, max } = rejoin.termInflation;
  return [
    ['came back with a higher term', rateInFull(rejoin.inflated)],
    ['terms higher, mean and most', `${mean === null ? UNKNOWN : mean.toFixed(2)}, ${max ?? UNKNOWN}`],
    ['the leader had to step down', rateInFull(rejoin.leaderDeposed)],
  ];
}

function clientRows({ clients }: RunSummary): Row[] {
  if (clients === undefined) return [];
  const { acknowledged, commandsPerSecond, commitP50Ms, commitP99Ms, downtimeMs } = clients;
  return [
    ['client downtime p50, ms', ms(downtimeMs.p50)],
    ['client downtime p99, ms', ms(downtimeMs.p99)],
    ['commands acknowledged', acknowledged === null ? UNKNOWN : count(acknowledged)],
    ['commands per second', commandsPerSecond === null ? UNKNOWN : commandsPerSecond.toFixed(1)],
    ['commit latency p50, ms', ms(commitP50Ms)],
    ['commit latency p99, ms', ms(commitP99Ms)],
  ];
}
