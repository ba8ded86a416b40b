import { resolve } from 'node:path';
import colors from 'picocolors';
import { listSweeps } from '../../lab/sweep/library';
import { sweepsFolderFor } from '../../lab/sweep/sweepFiles';
import type { SweepInfo } from '../../shared/sweep/api';
import { axisLook } from '../../shared/sweep/readings';
import { searchSweeps } from '../../shared/sweep/search';
import { standInWords } from '../../shared/sweep/standWords';
import { defaultRunsFolder } from '../folders';
import { note, print } from './context';
import { readSwitch, readText, type Flags } from './flags';
import { headLine } from './rows';

/** `sweeps`: what is kept, or what of it the words find. */
export async function sweeps(words: readonly string[], flags: Flags): Promise<number> {
  const asJson = readSwitch(flags, 'json');
  const folder = sweepsFolderFor(resolve(readText(flags, 'runs') ?? defaultRunsFolder()));
  const found = searchSweeps(await listSweeps(folder), words.join(' '));
  if (asJson) print(JSON.stringify(found, null, 2));
  else if (found.length === 0) note(`No sweep in ${folder}${words.length === 0 ? '' : ' has these words'}.`);
  else print(found.map(sweepLine).join('\n'));
  return 0;
}

/** A sweep in three lines. */
export function sweepLine(info: SweepInfo): string {
  const { sweepId, sweep, trialsDone } = info;
  const axes = sweep.axes.map((axis) => `${axisLook(axis).label} (${axis.values.length})`).join(' × ');
  return [
    headLine(info, []),
    `  ${colors.dim(sweepId)}`,
    `  ${axes} · ${sweep.base.engine} · ${trialsDone} trials · ${standInWords(info)}`,
  ].join('\n');
}
