import { delayInWords } from '../delayWords';
import { distributionSchema } from '../distribution';
import { environmentSchema } from '../environment';
import type { Experiment } from '../experiment';
import { timeoutRangeSchema } from '../settings';
import { burstsInWords, rangeInWords } from '../unusualWords';

/** One setting in words: `election timeout`, `150–300 ms`. */
interface Setting {
  readonly name: string;
  readonly value: string;
}

export interface DifferingSetting {
  readonly name: string;
  /** One for each experiment; null where it is not known, as of an imported run. */
  readonly values: readonly (string | null)[];
}

/** How much was run, and what it is called: no condition of the trials. */
const NO_CONDITION: ReadonlySet<string> = new Set(['name', 'trials', 'precision', 'concurrency']);
/** What a trials CSV does not tell. */
const NOT_IN_CSV: readonly string[] = [
  'durability',
  'client load',
  'own latency',
  'persist',
  'timer noise',
  'extra entries',
  'trial cap',
];

/**
 * The settings in which experiments differ, with their units, in the order of the experiment file.
 *
 * @param given each experiment, and whether it was read from a CSV alone
 */
export function differingSettings(
  given: readonly { readonly experiment: Experiment; readonly imported: boolean }[],
): DifferingSetting[] {
  const all = given.map(({ experiment, imported }) => {
    const settings = new Map(settingsOf(experiment).map(({ name, value }) => [name, value]));
    const isUnknown = (name: string) => imported && NOT_IN_CSV.includes(name);
    return (name: string) => (isUnknown(name) ? null : (settings.get(name) ?? 'none'));
  });
  const names = new Set(given.flatMap(({ experiment }) => settingsOf(experiment).map(({ name }) => name)));
  return [...names]
    .map((name) => ({ name, values: all.map((valueOf) => valueOf(name)) }))
    .filter(({ values }) => new Set(values.filter((value) => value !== null)).size > 1);
}

/** Every condition of an experiment in words. */
export function settingsOf(experiment: Experiment): Setting[] {
  const { electionTimeoutMinMs, electionTimeoutMaxMs, ...cluster } = experiment.cluster;
  const timeout = `${electionTimeoutMinMs}–${electionTimeoutMaxMs} ms`;
  const conditions = Object.entries({ ...experiment, cluster }).filter(([key]) => !NO_CONDITION.has(key));
  return [{ name: 'election timeout', value: timeout }, ...conditions.flatMap(([key, v]) => flat(key, v))];
}

/** A field, and what is in it: its unit is in its name. */
function flat(key: string, value: unknown): Setting[] {
  const { words, unit } = nameOf(key);
  const whole = wholeInWords(value);
  if (whole !== null) return [{ name: words, value: whole }];
  if (Array.isArray(value)) {
    return [{ name: words, value: value.length === 0 ? 'none' : value.map(inShort).join(', ') }];
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([inner, v]) => flat(inner, v));
  }
  if (value === null || value === undefined) return [];
  if (typeof value === 'boolean') return [{ name: words, value: value ? 'on' : 'off' }];
  return [{ name: words, value: `${inShort(value)}${unit}` }];
}

/** What has several fields and one meaning; null for anything else. */
function wholeInWords(value: unknown): string | null {
  const delay = distributionSchema.safeParse(value);
  if (delay.success) return delayInWords(delay.data);
  const range = timeoutRangeSchema.safeParse(value);
  if (range.success) return rangeInWords(range.data);
  const bursts = environmentSchema.shape.lossBursts.safeParse(value);
  return bursts.success && bursts.data !== null ? burstsInWords(bursts.data) : null;
}

function inShort(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

const NAMES: Readonly<Record<string, string>> = {
  preVote: 'PreVote',
  checkQuorum: 'CheckQuorum',
  latency: 'link delay, one way',
};

/** `trialCapMs` → `trial cap`, ` ms`. */
function nameOf(key: string): { readonly words: string; readonly unit: string } {
  const known = NAMES[key];
  if (known !== undefined) return { words: known, unit: '' };
  const unit = key.endsWith('Ms') ? ' ms' : key.endsWith('PerSecond') ? ' a second' : '';
  const bare = key.replace(/(Ms|PerSecond)$/, '');
  return { words: bare.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`), unit };
}
