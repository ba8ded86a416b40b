import { expect, it } from 'vitest';
import { textFile } from '../../src/lab/outgoingFile';
import { FileOffers } from '../../src/main/fileOffers';

const file = (fileName: string) => textFile(fileName, 'text/plain', fileName);

it('an offered file is taken once, under a path of its own', () => {
  const offers = new FileOffers();
  const first = offers.offer(file('a'));
  const second = offers.offer(file('b'));
  expect(first.path).not.toBe(second.path);
  expect(offers.take(second.path)?.fileName).toBe('b');
  expect(offers.take(first.path)?.fileName).toBe('a');
  expect(offers.take(first.path)).toBeUndefined();
});

it('files that nobody fetches make room for later ones', () => {
  const offers = new FileOffers();
  const [first, ...later] = Array.from({ length: 17 }, (_, i) => offers.offer(file(String(i))));
  expect(offers.take(first!.path)).toBeUndefined();
  expect(later.map(({ path }) => offers.take(path)?.fileName)).toHaveLength(16);
});
