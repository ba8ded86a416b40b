import { readFileSync } from 'node:fs';
import { delayOfSamples } from '../../shared/delaySamples';
import { parseDistribution, type Distribution } from '../../shared/distribution';
import { LabError, messageOf } from '../../shared/errors';
import { readText, type Flags } from './flags';

const FROM_FILE = /^empirical:(?<path>.+)$/;

/**
 * A delay in its short form; `empirical:FILE`, where that is none, takes the values of a CSV file.
 *
 * @throws LabError `bad-argument`; `bad-file` for what is wrong in the file
 */
export function readDelay(flags: Flags, name: string): Distribution | undefined {
  const text = readText(flags, name);
  if (text === undefined) return undefined;
  try {
    return parseDistribution(text);
  } catch (error) {
    const path = FROM_FILE.exec(text)?.groups?.['path'];
    if (path === undefined) {
      throw new LabError('bad-argument', `--${name}: ${messageOf(error)}`, { cause: error });
    }
    return delayFromFile(path);
  }
}

function delayFromFile(path: string): Distribution {
  try {
    return delayOfSamples(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new LabError('bad-file', `${path}: ${messageOf(error)}`, { cause: error });
  }
}
