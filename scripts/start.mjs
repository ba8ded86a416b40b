import { parseArgs } from 'node:util';
import { hasDesktop } from './lib/desktop.mjs';
import { fetchElectron, findElectron } from './lib/electron.mjs';
import { main, ROOT, say, SetupError } from './lib/project.mjs';
import { run } from './lib/run.mjs';
import { setUp } from './lib/setup.mjs';

const USAGE = `npm start                            Raft Lab in its own window, or in your browser where that cannot be
npm start -- --browser [--port N] [--no-open]
                                     in your browser; --no-open only prints the address`;

/** An Electron that ends this soon with a failure never showed a window (no sandbox, no display that works). */
const FAILED_START_MS = 10_000;

await main(async () => {
  const wish = readArguments();
  if (wish.help) return void process.stdout.write(`${USAGE}\n`);
  await setUp();
  const why = wish.browser ? null : await tryElectron();
  if (why === undefined) return;
  if (why !== null) say(`${why}: the lab opens in your browser instead.`);
  await serve(wish);
});

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        browser: { type: 'boolean', default: false },
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return { ...values, browser: values.browser || values.port !== undefined || values['no-open'] };
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new SetupError(`${sentence}: npm start takes --browser, --port N and --no-open, after \`--\`.`, 2);
  }
}

/** Runs the Electron window to its end; otherwise says why there is none. @returns {Promise<string | undefined>} */
async function tryElectron() {
  if (!hasDesktop()) return 'There is no display here for a window';
  const found = await findElectron(ROOT);
  const fetched = found === null ? await fetchElectron(ROOT) : { path: found };
  if (fetched.path === null) return `Electron's binary ${fetched.why}`;
  const startedAt = Date.now();
  const code = await run(fetched.path, [ROOT]);
  if (code !== 0 && Date.now() - startedAt < FAILED_START_MS)
    return `Electron ended at once (exit code ${code})`;
  process.exitCode = code;
  return undefined;
}

/** @param {ReturnType<typeof readArguments>} wish */
async function serve(wish) {
  process.argv.splice(
    2,
    Infinity,
    'serve',
    ...(wish.port === undefined ? [] : ['--port', wish.port]),
    ...(wish['no-open'] || !hasDesktop() ? [] : ['--open']),
  );
  await import(new URL('../out/main/cli.js', import.meta.url).href);
}
