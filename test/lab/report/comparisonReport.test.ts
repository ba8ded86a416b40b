import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  comparisonReportPage,
  exportComparison,
  readComparisonReport,
} from '../../../src/lab/report/comparisonReport';
import { RunRecorder } from '../../../src/lab/runs/recorder';
import { SummaryBuilder } from '../../../src/lab/trial/summary';
import { experimentSchema } from '../../../src/shared/experiment';
import type { TrialRecord } from '../../../src/shared/trialRecord';
import { requireWellFormed } from '../../markup';
import { trialWith } from '../trial/trials';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raft-lab-report-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A run of 50 trials, each downtime a little longer than the one before. */
async function recorded(name: string, fromMs: number, more: Partial<TrialRecord> = {}): Promise<string> {
  const experiment = experimentSchema.parse({ name, trials: 50, kind: more.kind });
  const recorder = await RunRecorder.create(folder, experiment, { version: '1.2.3' });
  const builder = new SummaryBuilder();
  for (let trial = 0; trial < 50; trial++) {
    const record = trialWith({ trial, downtimeMs: fromMs + trial, clean: trial > 4, ...more });
    builder.add(record);
    await recorder.append(record, []);
  }
  await recorder.finish(builder.digest(recorder.folder));
  return recorder.runId;
}

const BY = { madeAt: '2026-11-21T08:00:00Z', version: '1.2.3' };

describe('the report of several runs', () => {
  it('says in words how each differs from the baseline, draws both, and loads nothing', async () => {
    const runIds = [await recorded('<Narrow> & =1+1', 150), await recorded('Wide', 300)];
    const request = { runIds, baseline: runIds[0]!, trials: 'all' as const };
    const page = comparisonReportPage(await readComparisonReport(folder, request, BY));
    requireWellFormed(page);
    expect(page).toContain('&lt;Narrow&gt; &amp; =1+1 and Wide');
    expect(page).toContain('The median is 150 ms longer');
    expect(page.match(/<figure>/g)).toHaveLength(2);
    expect(page).not.toMatch(/<script|(?:src|href)=|NaN|undefined/);
    expect(page).toMatch(/2 runs with\s+100 trials,\s+held\s+against/);
  });

  it('of watched clusters has their rates of spurious elections', async () => {
    const watched = { kind: 'steady' as const, downtimeMs: 0, observedMs: 36_000, spuriousElections: 1 };
    const runIds = [
      await recorded('a', 0, watched),
      await recorded('b', 0, { ...watched, spuriousElections: 3 }),
    ];
    const request = { runIds, baseline: runIds[0]!, trials: 'all' as const };
    const page = comparisonReportPage(await readComparisonReport(folder, request, BY));
    requireWellFormed(page);
    expect(page).toContain(
      'Spurious elections are 3 times as frequent: 150 in 1800.0 s against 50 in 1800.0 s',
    );
    expect(page).toMatch(/<b>300<\/b>\s*<span class="soft">\(95%: 254 – 352\)/);
  });

  it('of clean trials says that others are left out', async () => {
    const runIds = [await recorded('a', 150), await recorded('b', 150)];
    const request = { runIds, baseline: runIds[1]!, trials: 'clean' as const };
    const page = comparisonReportPage(await readComparisonReport(folder, request, BY));
    expect(page).toMatch(/2 runs with\s+90 trials,\s+those left out that had a timer too late/);
    expect(page).toContain(`--baseline ${runIds[1]!} --clean`);
  });

  it('of a run that is gone is refused', async () => {
    const runIds = [await recorded('a', 150), '2026-01-01T00-00-00Z-gone'];
    await expect(
      exportComparison(folder, { runIds, baseline: runIds[0]!, trials: 'all' }, '1.2.3'),
    ).rejects.toThrow(/There is no run "2026-01-01T00-00-00Z-gone"/);
  });
});
