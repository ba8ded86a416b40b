import type { FileOffer } from '../../shared/export';

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

/**
 * Fetches a file that the host has ready, and hands it to the person. Its bytes stay outside of the window's memory.
 *
 * @throws Error in words for people when it cannot be had
 */
export async function download(offer: FileOffer): Promise<void> {
  // A run that is deleted or a disk that fails meanwhile breaks it off.
  const content = await fetch(offer.path)
    .then((answer) => (answer.ok ? answer.blob() : null))
    .catch(() => null);
  if (content === null)
    throw new Error(`${offer.fileName} could not be fetched, and nothing was saved: try to export it again.`);
  save(offer.fileName, content);
}
