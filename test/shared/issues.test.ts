import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { argumentIssuesInWords, issuesInWords } from '../../src/shared/issues';

function refused(schema: z.ZodType, data: unknown): z.ZodError {
  const parsed = schema.safeParse(data);
  if (parsed.success) throw new Error('It was taken.');
  return parsed.error;
}

describe('what a schema refused', () => {
  it.each([
    [z.object({ nodes: z.int().max(25) }), { nodes: 30 }, 'nodes: at most 25'],
    [z.object({ nodes: z.int().min(1) }), { nodes: 0 }, 'nodes: at least 1'],
    [z.object({ ms: z.number().positive() }), { ms: 0 }, 'ms: more than 0'],
    [z.object({ p: z.number().lt(1) }), { p: 1 }, 'p: less than 1'],
    [z.object({ name: z.string().min(1) }), { name: '' }, 'name: at least 1 character'],
    [z.object({ axes: z.array(z.string()).max(1) }), { axes: ['a', 'b'] }, 'axes: at most 1 item'],
    [z.string().max(3, 'a tag has at most 3 characters'), 'four', 'a tag has at most 3 characters'],
    [z.object({ seed: z.number() }), {}, 'seed: missing, takes a number'],
    [z.object({ seed: z.int() }), { seed: 1.5 }, 'seed: takes a whole number'],
    [z.object({ loss: z.number() }), { loss: 'some' }, 'loss: takes a number'],
    [z.object({ crash: z.enum(['kill', 'pause']) }), { crash: 'stab' }, 'crash: takes kill or pause'],
    [
      z.object({ concurrency: z.union([z.literal('auto'), z.int()]) }),
      { concurrency: 'many' },
      'concurrency: takes auto or a number',
    ],
    [
      z.strictObject({ heartbeatMs: z.number().optional() }),
      { heartbaetMs: 5 },
      'there is no "heartbaetMs" here',
    ],
    [z.string().regex(/^x$/, 'Only x.'), 'y', 'Only x.'],
  ])('is said in plain words (%#)', (schema, data, words) => {
    expect(issuesInWords(refused(schema, data))).toBe(words);
  });

  it('of the arguments of a call does not number them', () => {
    const call = z.tuple([z.object({ tags: z.array(z.string().max(3)) })]);
    expect(argumentIssuesInWords(refused(call, [{ tags: ['lan', 'wide'] }]))).toBe(
      'tags.1: at most 3 characters',
    );
  });
});
