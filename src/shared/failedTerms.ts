import { count } from './format';
import type { FailedTermClass } from './trialRecord';

/** Why a term that had a candidate got no leader: in a word, and what that means. */
export const FAILED_TERM_IN_WORDS: Readonly<
  Record<FailedTermClass, { readonly name: string; readonly meaning: string }>
> = {
  split: {
    name: 'split',
    meaning:
      'live voters that could have formed a majority gave their votes to two or more candidates, and nobody got one',
  },
  preempted: {
    name: 'preempted',
    meaning: 'a higher term, or the candidate’s death, ended it while a candidate could still have won',
  },
  refused: { name: 'refused', meaning: 'a candidate lost because enough voters’ logs were more up to date' },
  noQuorum: { name: 'no quorum', meaning: 'too few voters were reachable' },
  lost: {
    name: 'lost',
    meaning: 'votes or requests were lost on the network; without the loss it would have been won',
  },
};

const CLASSES = [
  'split',
  'preempted',
  'refused',
  'noQuorum',
  'lost',
] as const satisfies readonly FailedTermClass[];

/** Those that there were: `12 split, 1 no quorum`; `none`. */
export function failedTermsInWords(failed: Readonly<Record<FailedTermClass, number>>): string {
  const some = CLASSES.filter((one) => failed[one] > 0);
  return some.length === 0
    ? 'none'
    : some.map((one) => `${count(failed[one])} ${FAILED_TERM_IN_WORDS[one].name}`).join(', ');
}
