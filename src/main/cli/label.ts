import { basename, dirname } from 'node:path';
import { relabelRun } from '../../lab/runs/library';
import { relabelSweep } from '../../lab/sweep/library';
import { LabError } from '../../shared/errors';
import { issuesInWords } from '../../shared/issues';
import { labelChangeSchema, type LabelChange } from '../../shared/labels';
import { print } from './context';
import { readSwitch, readText, type Flags } from './flags';
import { findKept } from './kept';
import { runLine } from './runs';
import { sweepLine } from './sweeps';

/** `label`: what is said of a run or a sweep that is kept. */
export async function label(named: string, flags: Flags): Promise<number> {
  const asJson = readSwitch(flags, 'json');
  const change = changeFromFlags(flags);
  const { kind, folder } = await findKept(named);
  const [parent, id] = [dirname(folder), basename(folder)];
  if (kind === 'run') {
    const info = await relabelRun(parent, { runId: id, ...change });
    print(asJson ? JSON.stringify(info, null, 2) : runLine(info));
  } else {
    const info = await relabelSweep(parent, { sweepId: id, ...change });
    print(asJson ? JSON.stringify(info, null, 2) : sweepLine(info));
  }
  return 0;
}

/** @throws LabError `bad-argument`, also when nothing is to change */
function changeFromFlags(flags: Flags): LabelChange {
  const [name, tags, note] = [readText(flags, 'name'), readText(flags, 'tags'), readText(flags, 'note')];
  const [pin, unpin] = [readSwitch(flags, 'pin'), readSwitch(flags, 'unpin')];
  if (pin && unpin) throw new LabError('bad-argument', 'It is one of --pin and --unpin.');
  const parsed = labelChangeSchema.safeParse({
    ...(name !== undefined && { name }),
    ...(tags !== undefined && { tags: tags.split(',').filter((tag) => tag.trim() !== '') }),
    ...(note !== undefined && { note }),
    ...(pin !== unpin && { pinned: pin }),
  });
  if (!parsed.success) throw new LabError('bad-argument', `${issuesInWords(parsed.error)}.`);
  if (Object.keys(parsed.data).length === 0) {
    throw new LabError('bad-argument', 'Say what to change: --name, --tags, --note, --pin or --unpin.');
  }
  return parsed.data;
}
