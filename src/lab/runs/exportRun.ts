import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ExportRequest } from '../../shared/export';
import { textFile, type OutgoingFile } from '../outgoingFile';
import { RUN_FILES } from './folder';
import { loadRun, openRun, storedSummary } from './library';
import { formatJson } from './runFiles';
import { runAsJson } from './runJson';

const CSV = 'text/csv;charset=utf-8';
const JSON_TYPE = 'application/json';
const LINE_FEED = 0x0a;

/** Makes the page for people of one run. */
export type MakeReport = (runsFolder: string, runId: string) => Promise<string>;

/**
 * A file of a run, to hand to a person: its CSVs as they are on disk, its summary, the experiment that repeats it, all
 * of it as JSON, or a report.
 *
 * @throws LabError `no-such-run`, or `bad-file` when the run's files cannot be read
 */
export async function exportRun(
  runsFolder: string,
  { runId, kind }: ExportRequest,
  makeReport: MakeReport,
): Promise<OutgoingFile> {
  const { folder, file } = await openRun(runsFolder, runId);
  const summary = async () =>
    (await storedSummary(folder, file.experiment)) ?? (await loadRun(runsFolder, runId)).summary;
  switch (kind) {
    case 'trials':
    case 'terms':
      return csvFile(`${runId}-${kind}.csv`, join(folder, RUN_FILES[kind]));
    case 'summary':
      return textFile(`${runId}-summary.json`, JSON_TYPE, formatJson(await summary()));
    case 'experiment':
      return textFile(`${runId}-experiment.json`, JSON_TYPE, formatJson(file.experiment));
    case 'json': {
      const known = await summary();
      const open = () => runAsJson(file, known, join(folder, RUN_FILES.trials));
      return { fileName: `${runId}.json`, mimeType: JSON_TYPE, rows: null, open };
    }
    case 'report':
      return textFile(`${runId}.html`, 'text/html;charset=utf-8', await makeReport(runsFolder, runId));
  }
}

/** The whole lines of a CSV file: of a row under way, or half written when the lab died, nothing. */
async function csvFile(fileName: string, path: string): Promise<OutgoingFile> {
  let lines = 0;
  let size = 0;
  let wholeSize = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) {
      lines += 1;
      wholeSize = size + at + 1;
    }
    size += chunk.length;
  }
  const open = () => (wholeSize === 0 ? Readable.from([]) : createReadStream(path, { end: wholeSize - 1 }));
  return { fileName, mimeType: CSV, rows: Math.max(0, lines - 1), open };
}
