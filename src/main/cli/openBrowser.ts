import open from 'open';

/** Shows an address or a file. It is on the terminal, too: whether a browser comes up is no reason to stop. */
export async function openBrowser(target: string): Promise<void> {
  const browser = await open(target).catch(() => null);
  browser?.on('error', () => undefined);
}
