import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { OutgoingFile } from '../lab/outgoingFile';
import { LabError, messageOf } from '../shared/errors';
import { OFFER_PATH } from '../shared/export';
import { headersOf, type FileOffers } from './fileOffers';
import { serveLab, type HostedLab } from './rpc';
import { acceptSockets } from './server/sockets';
import { Gate, urlOf } from './server/gate';
import { listStaticFiles, type StaticFile } from './staticFiles';
import { SECURITY_HEADERS } from './webPolicy';

export interface BrowserHost {
  /** The address for a person, secret included: http://127.0.0.1:PORT/?token=… */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface BrowserHostOptions {
  readonly lab: HostedLab;
  /** The built window (out/renderer). */
  readonly rendererFolder: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/**
 * Serves the window and its lab to a browser on this machine, and to nobody else.
 * @throws LabError `bad-argument` when the port cannot be had.
 */
export async function startBrowserHost({
  lab,
  rendererFolder,
  port: wanted,
}: BrowserHostOptions): Promise<BrowserHost> {
  const files = await listStaticFiles(rendererFolder);
  const server = createServer();
  server.listen(wanted, '127.0.0.1');
  await once(server, 'listening').catch((error: unknown) => {
    throw portProblem(wanted, error);
  });
  const port = portOf(server.address());
  const gate = new Gate(port);
  server.on('request', (request, response) => {
    answer(request, response, { gate, files, offers: lab.files }).catch(() => response.destroy());
  });
  const endSockets = acceptSockets(server, gate, (channel) => {
    serveLab(channel, lab);
  });
  return {
    url: `http://127.0.0.1:${port}/?token=${gate.token}`,
    port,
    async close() {
      endSockets();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Served {
  readonly gate: Gate;
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly offers: FileOffers;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { gate, files, offers }: Served,
): Promise<void> {
  const url = urlOf(request);
  const verdict = gate.admits(request);
  if (url === null || verdict === 'refuse') {
    refuse(response, 403, 'Open the address that the terminal printed: it carries the key to this lab.');
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'Only GET and HEAD are answered here.');
  } else if (verdict === 'exchange') {
    response.writeHead(303, { ...SECURITY_HEADERS, Location: '/', 'Set-Cookie': gate.setCookie });
    response.end();
  } else if (url.pathname.startsWith(OFFER_PATH) && request.method === 'GET') {
    await sendOffer(response, offers.take(url.pathname));
  } else {
    await sendFile(response, files.get(url.pathname), request.method === 'HEAD');
  }
}

async function sendOffer(response: ServerResponse, file: OutgoingFile | undefined): Promise<void> {
  if (file === undefined) {
    refuse(response, 404, 'This file was fetched already, or has waited too long: export it again.');
    return;
  }
  response.writeHead(200, { ...SECURITY_HEADERS, ...headersOf(file) });
  await pipeline(file.open(), response);
}

async function sendFile(
  response: ServerResponse,
  file: StaticFile | undefined,
  headOnly: boolean,
): Promise<void> {
  if (file === undefined) {
    refuse(response, 404, 'There is nothing here.');
    return;
  }
  const body = await readFile(file.path);
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'Content-Type': file.contentType,
    'Content-Length': body.length,
  });
  response.end(headOnly ? undefined : body);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${why}\n`);
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server is not on a port');
  return address.port;
}

function portProblem(port: number, error: unknown): LabError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const why =
    code === 'EADDRINUSE'
      ? `Port ${port} is taken`
      : code === 'EACCES'
        ? `Port ${port} needs an administrator's rights`
        : `Port ${port} cannot be used (${messageOf(error)})`;
  return new LabError(
    'bad-argument',
    `${why}: choose another from 1024 to 65535, or 0 for any that is free.`,
    {
      cause: error,
    },
  );
}
