import { utilityProcess } from 'electron';
import type { NodeProcess, Spawner } from '../lab/spawner';

/**
 * Forks nodes with Electron's utilityProcess, from the built node entry (`out/main/node.cjs`): the app's binary refuses
 * to run as plain Node.
 */
export function utilitySpawner(nodeEntry: string): Spawner {
  return {
    fork(name): NodeProcess {
      const child = utilityProcess.fork(nodeEntry, [], {
        serviceName: name,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      let gone = false;
      let doomed = false;
      child.once('exit', () => {
        gone = true;
      });
      const signal = (name: NodeJS.Signals): void => {
        if (gone || child.pid === undefined) return;
        try {
          process.kill(child.pid, name);
        } catch {
          // It went before we knew; its exit is on its way.
        }
      };
      child.once('spawn', () => {
        if (doomed) signal('SIGKILL');
      });
      return {
        get pid() {
          return child.pid ?? 0;
        },
        send(message) {
          if (!gone) child.postMessage(message);
        },
        onMessage(listener) {
          child.on('message', listener);
        },
        onExit(listener) {
          child.once('exit', (code) => {
            listener(code, null);
          });
        },
        kill(name) {
          // One that has no pid yet can only be killed once it has.
          if (name === 'SIGKILL') doomed = true;
          signal(name);
        },
      };
    },
  };
}
