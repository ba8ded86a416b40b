import { expect, it } from 'vitest';
import { delayInWords } from '../../src/shared/delayWords';
import { parseDistribution } from '../../src/shared/distribution';
import { conditionsInWords } from '../../src/shared/linkConditions';

it.each([
  ['15', '15 ms'],
  ['uniform:30:40', 'uniform 30–40 ms'],
  ['normal:5:1', 'normal 5 ± 1 ms'],
  ['lognormal:5:0.5', 'lognormal of median 5 ms and σ 0.5'],
  ['exponential:2.5', 'exponential of mean 2.5 ms'],
  ['empirical:0.25', '1 sample of median 0.25 ms'],
  ['empirical:3/1.2345/0.2/9', '4 samples of median 1.23 ms'],
  ['15+1%:uniform:100:200', '15 ms with 1% uniform 100–200 ms'],
])('the delay %s reads "%s"', (typed, words) => {
  expect(delayInWords(parseDistribution(typed))).toBe(words);
});

it('conditions of a link are told in a few words, and only those that are its own', () => {
  expect(conditionsInWords({ loss: 0.125, delay: { kind: 'fixed', ms: 40 } })).toBe(
    'loss 12.5%, delay 40 ms',
  );
  expect(conditionsInWords({ duplicate: 0.05 })).toBe('duplicates 5%');
});
