import { it } from 'vitest';
import { computeAdvice } from '../../../src/lab/advice/advise';
import { Landscape } from '../../../src/lab/advice/landscape';
import { choose } from '../../../src/lab/advice/choose';
import { verify } from '../../../src/lab/advice/verify';
it('x', () => {
  const environment = { nodes: 5, latency: { kind: 'lognormal', medianMs: 1, sigma: 0.5 }, persist: { kind: 'lognormal', medianMs: 2, sigma: 0.6 }, loss: 0.001, stalls: { perDay: 24, duration: { kind: 'exponential', meanMs: 20 } }, preVote: true, checkQuorum: true } as const;
  for (const goal of [{ p99DowntimeMs: 500, spuriousPerDay: 1, splitVotes: 0.01, heartbeatsPerSecond: null }, { p99DowntimeMs: 30, spuriousPerDay: 0.01, splitVotes: 0.001, heartbeatsPerSecond: null }, { p99DowntimeMs: 100, spuriousPerDay: 10, splitVotes: 0.05, heartbeatsPerSecond: null }]) {
    const t: number[] = [performance.now()];
    const request = { goal, environment, seed: 1 };
    const l = Landscape.of(request, 1000);
    t.push(performance.now());
    const map = l.map();
    t.push(performance.now());
    const r = choose(map, l);
    t.push(performance.now());
    const v = verify(request, r, { elections: 5000, budgetMs: 3500 });
    t.push(performance.now());
    console.log(t.map((x, i) => Math.round(x - (t[i - 1] ?? x))).join(' '), l.splitWindowMs, l.shortestMinMs, JSON.stringify(r), JSON.stringify(v));
    const a = computeAdvice(request, { elections: 500, budgetMs: 500 });
    console.log(a.tookMs, a.why.join('\n'), a.alternatives.map((x) => x.instead + ' ' + (x.point ? `${x.point.minMs}-${x.point.maxMs}` : 'none')).join('; '));
    for (const row of a.map.cells) console.log(row.map((c) => (c.feasible ? 'O' : '.')).join(''));
  }
}, 300000);
