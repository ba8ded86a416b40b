import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import type { OutgoingFile } from '../../lab/outgoingFile';
import { APP_ORIGIN, APP_SCHEME } from '../../shared/bridge';
import { headersOf, type FileOffers } from '../fileOffers';
import type { StaticFile } from '../staticFiles';
import { SECURITY_HEADERS } from '../webPolicy';

/** Makes app:// a scheme with an origin of its own, like https. Must come before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers app://lab/… with the built window's files and those on offer, and everything else with 404. */
export function setupAppScheme(files: ReadonlyMap<string, StaticFile>, offers: FileOffers): void {
  protocol.handle(APP_SCHEME, async ({ url, method }) => {
    const path = method === 'GET' ? pathOf(url) : null;
    const offered = path === null ? undefined : offers.take(path);
    if (offered !== undefined) {
      const headers = { ...SECURITY_HEADERS, ...headersOf(offered) };
      return new Response(bodyOf(offered), { headers });
    }
    const file = path === null ? undefined : files.get(path);
    if (file === undefined) return new Response('There is nothing here.', { status: 404 });
    const headers = { ...SECURITY_HEADERS, 'Content-Type': file.contentType };
    return new Response(await readFile(file.path), { headers });
  });
}

/** The file's bytes, read as they are taken. */
function bodyOf(file: OutgoingFile): ReadableStream<Uint8Array> {
  const pieces = file.open()[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await pieces.next();
      if (next.done === true) controller.close();
      else controller.enqueue(typeof next.value === 'string' ? encoder.encode(next.value) : next.value);
    },
    async cancel() {
      await pieces.return?.();
    },
  });
}

/** The path on our own origin, or null. */
function pathOf(url: string): string | null {
  const [address = ''] = url.split(/[?#]/);
  return address.startsWith(`${APP_ORIGIN}/`) ? address.slice(APP_ORIGIN.length) : null;
}
