import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { exclusively } from './lock.mjs';
import { ROOT } from './project.mjs';

/** Packages as the lock file says, and out/ as the sources say; quick when nothing is to be done. */
export async function setUp({ build = true } = {}) {
  await exclusively(ROOT, async () => {
    await ensureInstalled(ROOT);
    if (build) await ensureBuilt(ROOT);
  });
}
