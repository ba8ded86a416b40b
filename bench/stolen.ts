import { readFile } from 'node:fs/promises';
import { told, type Figure } from './figure';

/** Processor time since the machine started, in ticks. */
interface Ticks {
  readonly busy: number;
  readonly stolen: number;
}

/**
 * Does something, and tells how much of the processor time that was wanted meanwhile the machine's host gave to others
 * (Linux in a virtual machine; elsewhere nobody knows).
 */
export async function whileWatchingTheHost<T>(
  what: string,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly figures: readonly Figure[] }> {
  const before = await ticks();
  const result = await work();
  const after = await ticks();
  if (before === null || after === null) return { result, figures: [] };
  const stolen = after.stolen - before.stolen;
  const share = stolen / Math.max(1, stolen + after.busy - before.busy);
  return { result, figures: [told(`taken by the machine's host, ${what}`, `${(100 * share).toFixed(1)} %`)] };
}

/** The first line of /proc/stat: "cpu", then user, nice, system, idle, iowait, irq, softirq, steal. */
async function ticks(): Promise<Ticks | null> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => null);
  const numbers = text?.split('\n', 1)[0]?.trim().split(/\s+/).slice(1).map(Number);
  if (numbers === undefined) return null;
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = numbers;
  return { busy: user + nice + system + irq + softirq, stolen };
}
