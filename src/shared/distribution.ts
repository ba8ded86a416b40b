import { z } from 'zod';
import { LabError } from './errors';

const ms = z.number().min(0).max(60_000);

/** A delay in milliseconds, drawn afresh for every datagram (or persist). Draws below 0 count as 0. */
export const distributionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), ms }),
  z
    .strictObject({ kind: z.literal('uniform'), minMs: ms, maxMs: ms })
    .refine((d) => d.minMs <= d.maxMs, { error: 'the smaller bound comes first, e.g. uniform:30:40' }),
  z.strictObject({ kind: z.literal('normal'), meanMs: ms, sdMs: ms }),
  z.strictObject({ kind: z.literal('lognormal'), medianMs: ms, sigma: z.number().min(0).max(10) }),
  z.strictObject({ kind: z.literal('exponential'), meanMs: ms }),
]);

/** `lognormal`: median and the standard deviation of the logarithm, so `lognormal:5:0.5` has p84 ≈ 8.2 ms. */
export type Distribution = z.infer<typeof distributionSchema>;

export const NO_DELAY: Distribution = { kind: 'fixed', ms: 0 };

/** Never any delay? */
export function isNone(d: Distribution): boolean {
  return d.kind === 'fixed' && d.ms === 0;
}

export const DISTRIBUTION_HELP =
  'a delay is a number of milliseconds, or uniform:MIN:MAX, normal:MEAN:SD, lognormal:MEDIAN:SIGMA or exponential:MEAN (0 to 60000 ms)';

/**
 * Reads the short form that people type: `15`, `uniform:30:40`, `normal:5:1`, `lognormal:5:0.5`, `exponential:5`.
 * @throws LabError `bad-argument`, with what is allowed.
 */
export function parseDistribution(text: string): Distribution {
  const [word = '', ...rest] = text.trim().split(':');
  const numbers = (word !== '' && Number.isFinite(Number(word)) ? [word] : rest).map((part) =>
    part.trim() === '' ? Number.NaN : Number(part),
  );
  const [a, b] = numbers;
  const shape = Number.isFinite(Number(word)) ? 'fixed' : word;
  const wanted = shape === 'fixed' || shape === 'exponential' ? 1 : 2;
  const candidate =
    numbers.length !== wanted || (shape === 'fixed' && rest.length > 0)
      ? undefined
      : shape === 'fixed'
        ? { kind: 'fixed', ms: a }
        : shape === 'uniform'
          ? { kind: 'uniform', minMs: a, maxMs: b }
          : shape === 'normal'
            ? { kind: 'normal', meanMs: a, sdMs: b }
            : shape === 'lognormal'
              ? { kind: 'lognormal', medianMs: a, sigma: b }
              : shape === 'exponential'
                ? { kind: 'exponential', meanMs: a }
                : undefined;
  const parsed = distributionSchema.safeParse(candidate);
  if (!parsed.success) throw new LabError('bad-argument', `"${text}" is not a delay: ${DISTRIBUTION_HELP}.`);
  return parsed.data;
}

/** The short form again; `parseDistribution(formatDistribution(d))` equals `d`. */
export function formatDistribution(d: Distribution): string {
  switch (d.kind) {
    case 'fixed':
      return String(d.ms);
    case 'uniform':
      return `uniform:${d.minMs}:${d.maxMs}`;
    case 'normal':
      return `normal:${d.meanMs}:${d.sdMs}`;
    case 'lognormal':
      return `lognormal:${d.medianMs}:${d.sigma}`;
    case 'exponential':
      return `exponential:${d.meanMs}`;
  }
}

/** The 99th percentile of a normal distribution, in standard deviations. */
const P99_DEVIATES = 2.3263478740408408;

/**
 * A delay with this median and this 99th percentile, ms: lognormal, as delays of networks and disks mostly are; fixed
 * where the two are the same.
 */
export function delayWithTail(medianMs: number, p99Ms: number): Distribution {
  if (medianMs <= 0 || p99Ms <= medianMs) return { kind: 'fixed', ms: medianMs };
  const sigma = Math.log(p99Ms / medianMs) / P99_DEVIATES;
  return { kind: 'lognormal', medianMs, sigma: Math.min(10, Number(sigma.toFixed(4))) };
}

/** The 99th percentile in milliseconds (of the distribution as written, before draws below 0 become 0). */
export function p99Of(d: Distribution): number {
  switch (d.kind) {
    case 'fixed':
      return d.ms;
    case 'uniform':
      return d.minMs + 0.99 * (d.maxMs - d.minMs);
    case 'normal':
      return d.meanMs + P99_DEVIATES * d.sdMs;
    case 'lognormal':
      return d.medianMs * Math.exp(P99_DEVIATES * d.sigma);
    case 'exponential':
      return d.meanMs * Math.log(100);
  }
}

/** The median in milliseconds (of the distribution as written, before draws below 0 become 0). */
export function medianOf(d: Distribution): number {
  switch (d.kind) {
    case 'fixed':
      return d.ms;
    case 'uniform':
      return (d.minMs + d.maxMs) / 2;
    case 'normal':
      return d.meanMs;
    case 'lognormal':
      return d.medianMs;
    case 'exponential':
      return d.meanMs * Math.LN2;
  }
}
