import { expect, it } from 'vitest';
import { rehearse } from '../../src/node/rehearsal';

it('a rehearsal goes through an election and commits what it was given', () => {
  expect(rehearse()).toBe(5);
});
