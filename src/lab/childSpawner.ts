import { fork } from 'node:child_process';
import type { Spawner } from './spawner';

/**
 * Forks nodes with Node's own child_process, from the built node entry (`out/main/node.cjs`).
 *
 * Each node leads a session of its own, so that Ctrl+C and Ctrl+\ in a terminal reach the lab alone. What a node
 * prints to its standard error is shown on the lab's.
 */
export function childSpawner(nodeEntry: string): Spawner {
  return {
    fork(name) {
      const child = fork(nodeEntry, [], {
        serialization: 'advanced',
        detached: process.platform !== 'win32',
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        execArgv: [`--title=${name}`],
        env: nodeEnvironment(process.env),
      });
      // Writing to a channel that is just closing is an 'error' here; the exit that follows is what counts.
      child.on('error', ignore);
      return {
        pid: child.pid ?? 0,
        send(message) {
          if (child.connected) child.send(message, ignore);
        },
        onMessage(listener) {
          child.on('message', listener);
        },
        onExit(listener) {
          child.once('exit', listener);
          // A process that could not be forked at all has no exit.
          if (child.pid === undefined) setImmediate(listener, null, null);
        },
        kill(signal) {
          child.kill(signal);
        },
      };
    },
  };
}

/**
 * What a node inherits of its lab's environment. Not the extra root certificates that companies' networks ask for: a
 * node speaks no TLS, and reading them takes twice as long as all the rest of Node's own start (measured: 80 of 120 ms).
 */
export function nodeEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...own, NODE_EXTRA_CA_CERTS: undefined };
}

function ignore(): void {
  return;
}
