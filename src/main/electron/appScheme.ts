import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { APP_ORIGIN, APP_SCHEME } from '../../shared/bridge';
import type { StaticFile } from '../staticFiles';
import { SECURITY_HEADERS } from '../webPolicy';

/** Makes app:// a scheme with an origin of its own, like https. Must come before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers app://lab/… with the built window's files, and everything else with 404. */
export function setupAppScheme(files: ReadonlyMap<string, StaticFile>): void {
  protocol.handle(APP_SCHEME, async ({ url, method }) => {
    const file = method === 'GET' ? fileFor(url, files) : undefined;
    if (file === undefined) return new Response('There is nothing here.', { status: 404 });
    const headers = { ...SECURITY_HEADERS, 'Content-Type': file.contentType };
    return new Response(await readFile(file.path), { headers });
  });
}

function fileFor(url: string, files: ReadonlyMap<string, StaticFile>): StaticFile | undefined {
  const [address = ''] = url.split(/[?#]/);
  return address.startsWith(`${APP_ORIGIN}/`) ? files.get(address.slice(APP_ORIGIN.length)) : undefined;
}
