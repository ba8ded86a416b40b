import type { ExportFile } from '../../shared/contract';

/** Hands a file to the person: the browser saves it where downloads go. */
export function save(fileName: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has begun by then; a URL revoked at once can miss it.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}

export function saveText(file: ExportFile): void {
  save(file.fileName, new Blob([file.text], { type: file.mimeType }));
}

/** Data rows of a CSV text (RFC 4180): its records without the header line. */
export function csvRows(text: string): number {
  let records = 0;
  let quoted = false;
  let filled = false;
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    if (char === '\n' && !quoted) {
      if (filled) records++;
      filled = false;
    } else if (char !== '\r') filled = true;
  }
  if (filled) records++;
  return Math.max(0, records - 1);
}
