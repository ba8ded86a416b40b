import type { z } from 'zod';
import { issueInWords } from '../../shared/issues';

/** Where in an experiment a flag's value goes. */
const FLAGS: readonly (readonly [path: string, flag: string])[] = [
  ['kind', 'kind'],
  ['name', 'name'],
  ['engine', 'engine'],
  ['cluster.clientLoadPerSecond', 'load'],
  ['environment.persist', 'persist'],
  ['environment', 'timer-noise'],
  ['conditions.candidateTimeout', 'candidate-timeout'],
  ['crash', 'crash'],
  ['outageMs', 'outage'],
  ['observeMs', 'observe'],
  ['trials', 'trials'],
  ['precision', 'precision'],
  ['concurrency', 'concurrency'],
  ['seed', 'seed'],
  ['trialCapMs', 'trial-cap'],
];

/** What an experiment's schema refused, for who wrote flags: `--outage: nothing lasts in steady: …`. */
export function flagIssuesInWords({ issues }: z.ZodError): string {
  const sentences = issues.map((issue) => {
    const place = issue.path.map(String).join('.');
    const flag = FLAGS.find(([path]) => place === path || place.startsWith(`${path}.`))?.[1];
    return flag === undefined ? issueInWords(issue) : `--${flag}: ${issueInWords({ ...issue, path: [] })}`;
  });
  return `${sentences.join('; ')}.`;
}
