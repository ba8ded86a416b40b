import { monotonicMs } from '../../shared/time';
import type { Cluster } from '../cluster/cluster';

/**
 * Waits until a look at the cluster finds something, looking again each time that there is news of a node.
 *
 * @param untilMs monotonic ms
 * @returns null when nothing was found by then
 * @throws the signal's reason when it aborts
 */
export function untilNews<T>(
  cluster: Cluster,
  look: () => T | null,
  untilMs: number,
  signal: AbortSignal,
): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      unsubscribe();
      clearTimeout(timeout);
      signal.removeEventListener('abort', aborted);
      settle();
    };
    const attempt = (): void => {
      try {
        const found = look();
        if (found !== null) {
          end(() => {
            resolve(found);
          });
        }
      } catch (error) {
        end(() => {
          reject(toError(error));
        });
      }
    };
    const aborted = (): void => {
      end(() => {
        reject(toError(signal.reason));
      });
    };
    const unsubscribe = cluster.onNews(attempt);
    const timeout = setTimeout(
      () => {
        end(() => {
          resolve(null);
        });
      },
      Math.max(0, untilMs - monotonicMs()),
    );
    signal.addEventListener('abort', aborted);
    if (signal.aborted) aborted();
    else attempt();
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
