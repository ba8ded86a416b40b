import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { expect, it } from 'vitest';
import { findElectron } from '../../scripts/lib/electron.mjs';
import { ROOT } from '../../scripts/lib/project.mjs';
import { PATIENCE_MS } from './support';

/** Runs where Electron's binary and a display are (vitest.config.ts leaves it out elsewhere, and npm test says so). */
it('shows a live cluster in a real Electron window, and ends with it', async () => {
  const executablePath = await findElectron(ROOT);
  expect(executablePath).not.toBeNull();
  const userData = await mkdtemp(join(tmpdir(), 'raft-lab-electron-'));
  const app = await _electron.launch({
    executablePath: executablePath!,
    args: [ROOT, `--user-data-dir=${userData}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    timeout: PATIENCE_MS,
  });
  app.context().setDefaultTimeout(PATIENCE_MS);
  const window = await app.firstWindow();
  await window.getByText(/leads term \d+/).waitFor();
  expect(await window.evaluate('location.origin')).toBe('app://lab');
  expect(await window.evaluate('typeof require')).toBe('undefined');
  await window.getByText('Crash leader').click();
  await window
    .getByText(/elected in term \d+.* after the crash/)
    .first()
    .waitFor();
  await app.close();
  await rm(userData, { recursive: true, force: true });
});
