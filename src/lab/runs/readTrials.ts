import { createReadStream } from 'node:fs';
import type { TrialRecord } from '../../shared/trialRecord';
import { TrialReader } from './trialsCsv';

/** Some hundred rows: between two reads others have their turn after a few milliseconds. */
const READ_BYTES = 1 << 16;

/**
 * The trials in a trials.csv, some hundred at a time: a million are never held at once. A last line without its line
 * break is left out.
 *
 * @param onRead told how many bytes have been read
 * @throws LabError `bad-file` with the line that cannot be read
 */
export async function* readTrials(
  path: string,
  onRead: (bytes: number) => void = () => undefined,
): AsyncGenerator<TrialRecord[]> {
  const reader = new TrialReader();
  let rest = '';
  const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: READ_BYTES });
  for await (const chunk of stream as AsyncIterable<string>) {
    const text = rest + chunk;
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    if (end > 0) yield reader.read(text.slice(0, end));
    onRead(stream.bytesRead);
  }
}
