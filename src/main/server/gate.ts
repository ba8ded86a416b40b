import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may come in, on a server that every program and every web page of this machine can reach. A request must name
 * this server as its Host (no DNS rebinding), come from this server's pages if it says where it comes from, and carry
 * the secret: in the address that the terminal printed, or in the cookie that this address was exchanged for.
 */
export class Gate {
  readonly token = randomBytes(32).toString('base64url');
  private readonly cookieName: string;
  private readonly hosts: readonly string[];

  constructor(port: number) {
    // Cookies do not tell ports apart, and several labs may run.
    this.cookieName = `raft_lab_${port}`;
    this.hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  }

  /** `exchange`: the secret is in the address and should become a cookie. */
  admits(request: IncomingMessage): 'pass' | 'exchange' | 'refuse' {
    const { host, origin, cookie } = request.headers;
    if (host === undefined || !this.hosts.includes(host)) return 'refuse';
    if (origin !== undefined && !this.isOwnOrigin(origin)) return 'refuse';
    const given = urlOf(request)?.searchParams.get('token');
    if (given !== null && given !== undefined) return isSame(given, this.token) ? 'exchange' : 'refuse';
    const kept = cookieValue(cookie ?? '', this.cookieName);
    return kept !== null && isSame(kept, this.token) ? 'pass' : 'refuse';
  }

  /** As `admits`, for a WebSocket: every browser says where it comes from, so it must. */
  admitsSocket(request: IncomingMessage): boolean {
    return request.headers.origin !== undefined && this.admits(request) !== 'refuse';
  }

  get setCookie(): string {
    return `${this.cookieName}=${this.token}; HttpOnly; SameSite=Strict; Path=/`;
  }

  private isOwnOrigin(origin: string): boolean {
    return this.hosts.some((host) => origin === `http://${host}`);
  }
}

/** The address that a request asks for, or null when it is not a path of this server. */
export function urlOf(request: IncomingMessage): URL | null {
  const path = request.url ?? '';
  const text = `http://127.0.0.1${path}`;
  return path.startsWith('/') && URL.canParse(text) ? new URL(text) : null;
}

function cookieValue(header: string, name: string): string | null {
  const pairs = header.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

/** In a time that does not tell how much was right. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
