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
  const answer = await fetch(offer.path).catch(() => null);
  if (answer?.ok !== true) throw new Error(`${offer.fileName} could not be fetched: try to export it again.`);
  save(offer.fileName, await answer.blob());
}
