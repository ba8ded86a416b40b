import type { ClusterSettings } from '../../shared/settings';
import { delayInWords, percent, rangeInWords } from './words';

/** What a retune changes, in words and as a chart's marker; null when it changes nothing. */
export function retuneInWords(
  before: ClusterSettings,
  after: ClusterSettings,
): { readonly text: string; readonly marker: string } | null {
  const changes = [
    change('election timeout', timeoutOf(before), timeoutOf(after)),
    change('heartbeat', `${before.heartbeatMs} ms`, `${after.heartbeatMs} ms`),
    change('latency', delayInWords(before.latency), delayInWords(after.latency)),
    change('loss', percent(before.loss), percent(after.loss)),
    change('PreVote', onOff(before.preVote), onOff(after.preVote)),
    change('CheckQuorum', onOff(before.checkQuorum), onOff(after.checkQuorum)),
    change('client load', `${before.clientLoadPerSecond}/s`, `${after.clientLoadPerSecond}/s`),
  ].filter((told) => told !== null);
  const [first, ...more] = changes;
  if (first === undefined) return null;
  return {
    text: `Retuned: ${changes.map(({ what, from, to }) => `${what} ${from} → ${to}`).join(', ')}`,
    marker: `${first.what} ${first.to}${more.length > 0 ? ' …' : ''}`,
  };
}

function change(what: string, from: string, to: string): { what: string; from: string; to: string } | null {
  return from === to ? null : { what, from, to };
}

function timeoutOf(s: ClusterSettings): string {
  return rangeInWords(s.electionTimeoutMinMs, s.electionTimeoutMaxMs);
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}
