import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { labelsSchema } from '../../shared/labels';
import { isSystemError, RUN_FILES } from './folder';
import { formatJson } from './runFiles';
import { writeWhole } from './wholeFile';

/** about.json of a run or a sweep: what people say of it, and where a run came from that was not run here. */
const aboutSchema = z.object({
  format: z.literal(1),
  ...labelsSchema.shape,
  imported: z.object({ fileName: z.string(), runId: z.string() }).nullable().default(null),
});
export type About = Omit<z.infer<typeof aboutSchema>, 'format'>;

const NOTHING_SAID: About = { tags: [], note: '', pinned: false, imported: null };

/** Where nothing was said, or about.json is damaged, nothing: the run or sweep itself is whole. */
export async function readAbout(folder: string): Promise<About> {
  try {
    const parsed = aboutSchema.safeParse(JSON.parse(await readFile(join(folder, RUN_FILES.about), 'utf8')));
    return parsed.success ? parsed.data : NOTHING_SAID;
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || error instanceof SyntaxError) return NOTHING_SAID;
    throw error;
  }
}

/** The last change of each folder: the next one reads what it wrote. */
const lastChange = new Map<string, Promise<void>>();

/**
 * What is absent stays as it is, also of changes that come at once.
 *
 * @throws LabError `io`
 */
export async function writeAbout(folder: string, change: Partial<About>): Promise<void> {
  const before = lastChange.get(folder) ?? Promise.resolve();
  const done = before.catch(() => undefined).then(() => write(folder, change));
  lastChange.set(folder, done);
  try {
    await done;
  } finally {
    if (lastChange.get(folder) === done) lastChange.delete(folder);
  }
}

async function write(folder: string, change: Partial<About>): Promise<void> {
  const about: About = { ...(await readAbout(folder)), ...change };
  await writeWhole(join(folder, RUN_FILES.about), formatJson({ ...about, format: 1 }));
}
