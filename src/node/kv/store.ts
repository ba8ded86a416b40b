import { unreachable } from '../../shared/errors';
import { decodeCommand, type Command } from './command';
import { encodeResult } from './result';

/** Clients whose last answer is kept. Beyond it the one that has been silent longest (in the log) is forgotten. */
const MAX_SESSIONS = 10_000;

interface Session {
  readonly sequence: number;
  readonly result: Uint8Array<ArrayBuffer>;
}

const DONE = encodeResult({ status: 'done' });
const MISSING = encodeResult({ status: 'missing' });
const STALE = encodeResult({ status: 'stale' });
const INVALID = encodeResult({ status: 'invalid' });

/**
 * The replicated state machine: a key–value store that applies each client's command once, however often it stands in
 * the log (§8). The same commands in the same order give the same store and the same results on every server.
 */
export class KeyValueStore {
  private readonly values = new Map<string, string>();
  /** By client, in the order in which they were last heard. */
  private readonly sessions = new Map<number, Session>();

  get size(): number {
    return this.values.size;
  }

  /** Applies a committed entry's command; the bytes are a `Result`. */
  apply(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const command = decodeCommand(bytes);
    if (command === null) return INVALID;
    const { clientId, sequence } = command;
    const session = this.sessions.get(clientId);
    if (session !== undefined && sequence <= session.sequence) {
      return sequence === session.sequence ? session.result : STALE;
    }
    const result = this.execute(command);
    this.remember(clientId, { sequence, result });
    return result;
  }

  private execute(command: Command): Uint8Array<ArrayBuffer> {
    switch (command.type) {
      case 'put':
        this.values.set(command.key, command.value);
        return DONE;
      case 'get': {
        const value = this.values.get(command.key);
        return value === undefined ? MISSING : encodeResult({ status: 'value', value });
      }
      case 'delete':
        return this.values.delete(command.key) ? DONE : MISSING;
      case 'noop':
        return DONE;
      default:
        return unreachable(command);
    }
  }

  private remember(clientId: number, session: Session): void {
    this.sessions.delete(clientId);
    this.sessions.set(clientId, session);
    if (this.sessions.size <= MAX_SESSIONS) return;
    for (const oldest of this.sessions.keys()) {
      this.sessions.delete(oldest);
      return;
    }
  }
}
