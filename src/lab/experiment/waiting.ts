import { monotonicMs } from '../../shared/time';
import type { Cluster } from '../cluster/cluster';
import type { SetAlarm } from './alarmClock';

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
    const unsubscribe = cluster.news.onChange(attempt);
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

/**
 * Does something at a time (monotonic ms).
 *
 * @returns what the action returns
 * @throws the signal's reason when it aborts before that
 */
export function atTime<T>(
  setAlarm: SetAlarm,
  atMs: number,
  action: () => T,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = setAlarm(atMs, () => {
      signal.removeEventListener('abort', aborted);
      try {
        resolve(action());
      } catch (error) {
        reject(toError(error));
      }
    });
    const aborted = (): void => {
      cancel();
      reject(toError(signal.reason));
    };
    signal.addEventListener('abort', aborted, { once: true });
    if (signal.aborted) aborted();
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
