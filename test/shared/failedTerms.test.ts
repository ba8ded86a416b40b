import { expect, it } from 'vitest';
import { failedTermsInWords } from '../../src/shared/failedTerms';

const NONE = { split: 0, preempted: 0, refused: 0, noQuorum: 0, lost: 0 };

it('failed terms are said by their class, those that there were', () => {
  expect(failedTermsInWords({ ...NONE, noQuorum: 1200, split: 3 })).toBe('3 split, 1200 no quorum');
  expect(failedTermsInWords(NONE)).toBe('none');
});
