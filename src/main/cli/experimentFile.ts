import { readFile } from 'node:fs/promises';
import { LabError, messageOf } from '../../shared/errors';
import type { Experiment } from '../../shared/experiment';
import { parseExperiment, parseSweep } from '../../shared/experimentFile';
import type { Sweep } from '../../shared/sweep/sweep';

/** @throws LabError `bad-file`, as `parseExperiment` */
export async function readExperimentFile(path: string): Promise<Experiment> {
  return parseExperiment(await readText(path), path);
}

/** @throws LabError `bad-file`, as `parseSweep` */
export async function readSweepDescription(path: string): Promise<Sweep> {
  return parseSweep(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new LabError('bad-file', `The file cannot be read: ${messageOf(error)}.`, { cause: error });
  });
}
