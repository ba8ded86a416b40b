import * as z from 'zod/mini';
import { LabError } from './errors';

export const LONGEST_DELAY_MS = 60_000;
export const MOST_SAMPLES = 2000;
/** So that a share written in percent reads back as the same. */
const SHARE_DIGITS = 9;
/** More samples than this are told by their number and median. */
const READABLE_SAMPLES = 8;

const ms = z.number().check(z.minimum(0), z.maximum(LONGEST_DELAY_MS));

const plainKinds = [
  z.strictObject({ kind: z.literal('fixed'), ms }),
  z
    .strictObject({ kind: z.literal('uniform'), minMs: ms, maxMs: ms })
    .check(
      z.refine((d) => d.minMs <= d.maxMs, { error: 'the smaller bound comes first, e.g. uniform:30:40' }),
    ),
  z.strictObject({ kind: z.literal('normal'), meanMs: ms, sdMs: ms }),
  z.strictObject({
    kind: z.literal('lognormal'),
    medianMs: ms,
    sigma: z.number().check(z.minimum(0), z.maximum(10)),
  }),
  z.strictObject({ kind: z.literal('exponential'), meanMs: ms }),
  z.strictObject({
    kind: z.literal('empirical'),
    samplesMs: z.array(ms).check(
      z.minLength(1),
      z.maxLength(MOST_SAMPLES),
      z.overwrite((samples) => samples.toSorted((a, b) => a - b)),
    ),
  }),
] as const;

const plainDelaySchema = z.discriminatedUnion('kind', plainKinds);

/** A delay in milliseconds, drawn afresh for every datagram (or persist). Draws below 0 count as 0. */
export const distributionSchema = z.discriminatedUnion('kind', [
  ...plainKinds,
  z.strictObject({
    kind: z.literal('spikes'),
    usual: plainDelaySchema,
    share: z.number().check(
      z.gt(0),
      z.lt(1),
      z.overwrite((share) => Number(share.toPrecision(SHARE_DIGITS))),
    ),
    spike: plainDelaySchema,
  }),
]);

/**
 * `lognormal`: median and the standard deviation of the logarithm, so `lognormal:5:0.5` has p84 ≈ 8.2 ms ·
 * `empirical`: one of the samples (ascending), each as likely as any other ·
 * `spikes`: mostly the usual delay, and a share of the draws from another one.
 */
export type Distribution = z.infer<typeof distributionSchema>;

export const NO_DELAY: Distribution = { kind: 'fixed', ms: 0 };

/** Never any delay? */
export function isNone(d: Distribution): boolean {
  return d.kind === 'fixed' && d.ms === 0;
}

export const DISTRIBUTION_HELP =
  'a delay is a number of milliseconds (0 to 60000), or uniform:MIN:MAX, normal:MEAN:SD, lognormal:MEDIAN:SIGMA, ' +
  'exponential:MEAN or empirical:MS/MS/…; with now and then another one, 1% say: 15+1%:exponential:200';

/**
 * Reads the short form that people type: `15`, `uniform:30:40`, `normal:5:1`, `lognormal:5:0.5`, `exponential:5`,
 * `empirical:0.2/0.3/1.7`, and with spikes `15+1%:uniform:100:200`.
 * @throws LabError `bad-argument`, with what is allowed.
 */
export function parseDistribution(text: string): Distribution {
  const spiked = /^(?<usual>.+)\+(?<percent>[^+%]+)%:(?<spike>.+)$/.exec(text.trim())?.groups;
  const candidate =
    spiked === undefined
      ? plainCandidate(text.trim())
      : {
          kind: 'spikes',
          usual: plainCandidate(spiked['usual'] ?? ''),
          share: numberIn(spiked['percent'] ?? '') / 100,
          spike: plainCandidate(spiked['spike'] ?? ''),
        };
  const parsed = distributionSchema.safeParse(candidate);
  if (!parsed.success)
    throw new LabError('bad-argument', `"${shortened(text)}" is not a delay: ${DISTRIBUTION_HELP}.`);
  return parsed.data;
}

/** The fields in the order of the short form. */
const SHORT_FIELDS = {
  uniform: ['minMs', 'maxMs'],
  normal: ['meanMs', 'sdMs'],
  lognormal: ['medianMs', 'sigma'],
  exponential: ['meanMs'],
} as const;

/** What a short form says, yet to be parsed. */
function plainCandidate(text: string): unknown {
  const [word = '', ...rest] = text.split(':');
  if (rest.length === 0) return { kind: 'fixed', ms: numberIn(word) };
  if (word === 'empirical') return { kind: word, samplesMs: rest.join(':').split('/').map(numberIn) };
  const fields = Object.entries(SHORT_FIELDS).find(([kind]) => kind === word)?.[1];
  if (fields?.length !== rest.length) return undefined;
  return { kind: word, ...Object.fromEntries(fields.map((field, i) => [field, numberIn(rest[i] ?? '')])) };
}

function numberIn(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
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
    case 'empirical':
      return `empirical:${d.samplesMs.join('/')}`;
    case 'spikes':
      return `${formatDistribution(d.usual)}+${percentOf(d.share)}%:${formatDistribution(d.spike)}`;
  }
}

/** The short form, unless it is too long to be read: then how many samples there are, and their median. */
export function distributionLabel(d: Distribution): string {
  if (d.kind === 'spikes') {
    return `${distributionLabel(d.usual)}+${percentOf(d.share)}%:${distributionLabel(d.spike)}`;
  }
  if (d.kind !== 'empirical' || d.samplesMs.length <= READABLE_SAMPLES) return formatDistribution(d);
  return `empirical(n=${d.samplesMs.length} median=${d.samplesMs[Math.ceil(d.samplesMs.length / 2) - 1]})`;
}

function percentOf(share: number): number {
  return Number((share * 100).toPrecision(SHARE_DIGITS));
}
