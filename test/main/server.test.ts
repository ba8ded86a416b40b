import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createBirpc } from 'birpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { textFile } from '../../src/lab/outgoingFile';
import { startBrowserHost, type BrowserHost } from '../../src/main/server';
import { decodeMessage, encodeMessage } from '../../src/shared/bridge';
import type { LabApi, LabFrame, WindowApi } from '../../src/shared/contract';
import { MAX_IMPORT_BYTES } from '../../src/shared/runs/api';
import { emptyFrame, FakeLab } from './fakeLab';

let folder: string;
let lab: FakeLab;
let host: BrowserHost;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raft-lab-server-'));
  await mkdir(join(folder, 'renderer/assets'), { recursive: true });
  await writeFile(join(folder, 'renderer/index.html'), '<!doctype html><title>Raft Lab</title>');
  await writeFile(join(folder, 'renderer/assets/index.js'), 'export {};');
  await writeFile(join(folder, 'secret.txt'), 'not for the web');
  lab = new FakeLab();
  host = await startBrowserHost({ lab, rendererFolder: join(folder, 'renderer'), port: 0 });
});

afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request, with the path sent just as written. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port: host.port, path, headers, method });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const parts = await response.setEncoding('utf8').toArray();
  return { status: response.statusCode ?? 0, headers: response.headers, body: parts.join('') };
}

function token(): string {
  return new URL(host.url).searchParams.get('token')!;
}

async function cookie(): Promise<string> {
  const answer = await ask(`/?token=${token()}`);
  return answer.headers['set-cookie']![0]!.split(';')[0]!;
}

async function openSocket(headers: Record<string, string>, path = '/ws'): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers });
  await once(socket, 'open');
  return socket;
}

function own(): string {
  return `http://127.0.0.1:${host.port}`;
}

function* brokenOff(): Generator<string> {
  yield 'half of ';
  throw new Error('the disk is gone');
}

describe('who may come in', () => {
  it('exchanges the token of the address for a cookie that scripts and other sites cannot use', async () => {
    const answer = await ask(`/?token=${token()}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']![0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await ask('/', { cookie: await cookie() })).body).toContain('<title>Raft Lab</title>');
  });

  it.each(['/', '/index.html', '/assets/index.js', '/nothing', '/ws'])(
    'answers %s with 403 without the token',
    async (path) => {
      expect((await ask(path)).status).toBe(403);
    },
  );

  it('refuses a wrong, empty or shortened token, even beside a good cookie', async () => {
    const good = await cookie();
    for (const wrong of ['', 'x', token().slice(1), `${token()}x`]) {
      expect((await ask(`/?token=${wrong}`)).status).toBe(403);
      expect((await ask(`/?token=${wrong}`, { cookie: good })).status).toBe(403);
      expect((await ask('/', { cookie: `raft_lab_${host.port}=${wrong}` })).status).toBe(403);
    }
  });

  it("refuses another host's name (DNS rebinding) and other origins", async () => {
    const good = await cookie();
    expect((await ask('/', { cookie: good, host: `evil.example:${host.port}` })).status).toBe(403);
    expect((await ask('/', { cookie: good, host: '127.0.0.1' })).status).toBe(403);
    expect((await ask('/', { cookie: good, origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('/', { cookie: good, origin: 'null' })).status).toBe(403);
    expect((await ask('/', { cookie: good, origin: `http://127.0.0.1:${host.port + 1}` })).status).toBe(403);
    expect((await ask('/', { cookie: good, origin: own() })).status).toBe(200);
    expect((await ask('/', { cookie: good, host: `localhost:${host.port}` })).status).toBe(200);
  });

  it('listens on loopback alone', () => {
    expect(new URL(host.url).hostname).toBe('127.0.0.1');
  });
});

describe('what is served', () => {
  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//secret.txt',
    '/assets',
    '/assets/',
    '/index.html%00',
  ])('nothing for %s', async (path) => {
    const answer = await ask(path, { cookie: await cookie() });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('not for the web');
  });

  it('files with their type, a strict policy and no sniffing', async () => {
    const { headers, body } = await ask('/assets/index.js', { cookie: await cookie() });
    expect(body).toBe('export {};');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
    const policy = headers['content-security-policy'] as string;
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it('an offered file once, under its name, and only with the token', async () => {
    const { path } = lab.files.offer(textFile('größe.csv', 'text/csv', 'a,b\r\n1,2\r\n'));
    expect((await ask(path)).status).toBe(403);
    const good = { cookie: await cookie() };
    expect(await ask(path, good)).toMatchObject({
      status: 200,
      body: 'a,b\r\n1,2\r\n',
      headers: {
        'content-type': 'text/csv',
        'content-disposition': "attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe.csv",
        'x-content-type-options': 'nosniff',
      },
    });
    expect((await ask(path, good)).status).toBe(404);
    expect((await ask('/files/', good)).status).toBe(404);
  });

  it('an offered file breaks off when it cannot be read to its end', async () => {
    const open = () => Readable.from(brokenOff());
    const { path } = lab.files.offer({ fileName: 'a', mimeType: 'text/plain', rows: null, open });
    await expect(ask(path, { cookie: await cookie() })).rejects.toThrow();
  });

  it('only GET and HEAD', async () => {
    const good = await cookie();
    expect((await ask('/', { cookie: good }, 'POST')).status).toBe(405);
    const head = await ask('/', { cookie: good }, 'HEAD');
    expect([head.status, head.body]).toEqual([200, '']);
  });

  it('an address that is no address is refused without harm', async () => {
    const socket = connect(host.port, '127.0.0.1');
    socket.write(`GET http://[ HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nConnection: close\r\n\r\n`);
    const reply = (await socket.setEncoding('utf8').toArray()).join('');
    expect(reply).toMatch(/^HTTP\/1\.1 40[03] /);
    expect((await ask('/', { cookie: await cookie() })).status).toBe(200);
  });
});

describe('the WebSocket', () => {
  it.each<[string, () => Promise<Record<string, string>>, string?]>([
    ['without the cookie', async () => Promise.resolve({ origin: own() })],
    ['from no origin', async () => ({ cookie: await cookie() })],
    ['from another origin', async () => ({ cookie: await cookie(), origin: 'http://evil.example' })],
    [
      'under another host name',
      async () => ({ cookie: await cookie(), origin: own(), host: `evil.example:${host.port}` }),
    ],
    ['at another path', async () => ({ cookie: await cookie(), origin: own() }), '/other'],
  ])('is refused %s', async (_what, headers, path) => {
    await expect(openSocket(await headers(), path)).rejects.toThrow('403');
    expect(lab.windows.size).toBe(0);
  });

  it('serves the lab: calls, parsed arguments, errors in words, frames with acknowledgement', async () => {
    const socket = await openSocket({ cookie: await cookie(), origin: own() });
    const frames: LabFrame[] = [];
    const rpc = createBirpc<LabApi, WindowApi>(
      {
        frame: async (frame) => {
          frames.push(frame);
          return Promise.resolve();
        },
      },
      {
        post: (text: string) => {
          socket.send(text);
        },
        on: (listener) => {
          socket.on('message', (data) => {
            listener((data as Buffer).toString());
          });
        },
        serialize: encodeMessage,
        deserialize: decodeMessage,
      },
    );
    expect((await rpc.hello()).host).toBe('browser');
    await rpc.act({ type: 'crashLeader' });
    expect(lab.acts).toEqual([{ type: 'crashLeader' }]);
    await expect(rpc.act({ type: 'crash', node: 0 })).rejects.toThrow('node');
    await expect(rpc.$callRaw({ method: 'act', args: [] })).rejects.toThrow();
    expect(lab.acts).toHaveLength(1);
    await expect(rpc.loadRun('x')).rejects.toThrow('There is no run x.');
    for (const method of ['constructor', 'toString', '__proto__', 'connect', 'windows']) {
      await expect(rpc.$callRaw({ method, args: [] })).rejects.toThrow('not found');
    }
    const [window] = lab.windows;
    await window!.frame(emptyFrame(7));
    expect(frames.map(({ sequence }) => sequence)).toEqual([7]);
    socket.close();
    await once(socket, 'close');
  });

  it('drops what is no message and goes on', async () => {
    const socket = await openSocket({ cookie: await cookie(), origin: own() });
    for (const garbage of ['', '{', 'null', '[]', '7', '{"t":"q"}', '{"t":"s"}', '{"t":"q","m":"hello"}']) {
      socket.send(garbage);
    }
    socket.send(Buffer.from('{"t":"q","i":"1","m":"hello","a":[]}'));
    socket.send('{"t":"q","i":"2","m":"hello","a":[]}');
    const [reply] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(reply.toString())).toMatchObject({ t: 's', i: '2' });
    socket.terminate();
  });

  it('ends a connection that sends more than any window would', async () => {
    const socket = await openSocket({ cookie: await cookie(), origin: own() });
    socket.on('error', () => undefined);
    socket.send('x'.repeat(MAX_IMPORT_BYTES + (1 << 20) + 1));
    await once(socket, 'close');
    expect((await ask('/', { cookie: await cookie() })).status).toBe(200);
  });

  it('tells the lab when a window has gone', async () => {
    const socket = await openSocket({ cookie: await cookie(), origin: own() });
    expect(lab.windows.size).toBe(1);
    const gone = once(lab.events, 'gone');
    socket.terminate();
    await gone;
    expect(lab.windows.size).toBe(0);
  });
});

it('says in one sentence that a port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await expect(startBrowserHost({ lab, rendererFolder: join(folder, 'renderer'), port })).rejects.toThrow(
    `Port ${port} is taken: choose another from 1024 to 65535, or 0 for any that is free.`,
  );
  other.close();
});
