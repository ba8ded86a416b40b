import { nodeLetter } from '../../shared/ids';
import { duration } from '../format';
import type { Span } from './lanes';

const NAMES: Readonly<Record<Span['state'], string>> = {
  follower: 'follower',
  preCandidate: 'pre-candidate',
  candidate: 'candidate',
  leader: 'leader',
  down: 'down',
  paused: 'paused',
};

/** What fits on a bar that wide: its state and term, the term alone, or nothing. */
export function labelOf({ state, term }: Span, widthPx: number): string {
  const long =
    state === 'follower' ? `term ${term}` : state === 'down' ? 'down' : `${NAMES[state]}, term ${term}`;
  if (widthPx > long.length * 6.2 + 8) return long;
  return state !== 'down' && widthPx > 20 ? String(term) : '';
}

export function spanWords({ node, state, term, fromMs, toMs, cutOff }: Span): string {
  const where = cutOff ? ', cut off' : '';
  return `${nodeLetter(node)}: ${NAMES[state]}${where}, term ${term}, for ${duration(toMs - fromMs)}`;
}
