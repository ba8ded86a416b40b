import { chromium, type Browser } from 'playwright-core';
import { childSpawner } from '../src/lab/childSpawner';
import { labParts } from '../src/main/labParts';
import { LabService } from '../src/main/labService';
import { startBrowserHost } from '../src/main/server';
import { atMost, quantile, told, type Figure } from './figure';
import { delay, ROOT } from './lab';

const WARM_UP_MS = 5000;
const TRACE_MS = 10_000;

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds, both. */
  readonly ts: number;
  readonly dur?: number;
  /** The thread's own time within `dur`: what others take of a busy machine is left out. */
  readonly tdur?: number;
}

/** The window with five nodes and its charts running: what its main thread does for each frame it draws. */
export async function window(): Promise<Figure[]> {
  const executablePath = process.env['CHROMIUM_PATH'];
  if (executablePath === undefined) throw new Error('npm run bench names a Chromium in CHROMIUM_PATH');
  const lab = new LabService(
    labParts({
      host: 'browser',
      spawner: childSpawner(`${ROOT}out/main/node.cjs`),
      runsFolder: `${ROOT}runs`,
    }),
  );
  const host = await startBrowserHost({ lab, rendererFolder: `${ROOT}out/renderer`, port: 0 });
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    return await measure(browser, host.url);
  } finally {
    await browser.close();
    await host.close();
    await lab.close();
  }
}

async function measure(browser: Browser, url: string): Promise<Figure[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.getByText(/leads term \d+/).waitFor();
  await delay(WARM_UP_MS);
  await browser.startTracing(page, {
    categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  await delay(TRACE_MS);
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const frames = mainThreadMsPerFrame(trace.traceEvents);
  return [
    atMost('window: main thread per frame, p95', quantile(frames, 0.95), 8, 'ms'),
    told('window: main thread per frame, p50', `${quantile(frames, 0.5).toFixed(2)} ms`),
    told('window: frames drawn', `${(frames.length / (TRACE_MS / 1000)).toFixed(1)} /s`),
  ];
}

/** For each frame that the page drew, how long its main thread was busy from that frame to the next one. */
function mainThreadMsPerFrame(events: readonly TraceEvent[]): number[] {
  const thread = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`;
  // Frames are committed on both ends, this callback runs on the main thread alone.
  const page = mostFrequent(events.filter(({ name }) => name === 'FireAnimationFrame').map(thread));
  const frames = events
    .filter((event) => thread(event) === page && event.name === 'Commit')
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const tasks = events
    .filter((event) => thread(event) === page && event.name === 'RunTask')
    .sort((a, b) => a.ts - b.ts);
  const busyUs = new Array<number>(Math.max(0, frames.length - 1)).fill(0);
  let frame = -1;
  for (const { ts, dur = 0, tdur = dur } of tasks) {
    // A frame is committed within its task: a task belongs to the last frame that was committed before it ended.
    while ((frames[frame + 1] ?? Infinity) <= ts + dur) frame += 1;
    const sum = busyUs[frame];
    if (sum !== undefined) busyUs[frame] = sum + tdur;
  }
  return busyUs.map((us) => us / 1000);
}

function mostFrequent(keys: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
