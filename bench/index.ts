import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { table, type Figure } from './figure';
import { idle } from './idle';
import { ROOT } from './lab';
import { machine } from './machine';
import { runs } from './runs';
import { simulation } from './simulation';
import { startup } from './startup';
import { sweep } from './sweep';
import { trials } from './trials';
import { window } from './window';

const BENCHES: Readonly<Record<string, () => Promise<Figure[]>>> = {
  simulation,
  runs,
  sweep,
  startup,
  machine,
  trials,
  idle,
  window,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`No bench called ${unknown.join(', ')}: there are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}

const figures: Figure[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`${name}…`);
  figures.push(...(await bench()));
}

const processors = cpus();
const hardware = `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.versions.node}`;
console.log(`${table(figures)}\n\n${hardware}`);

if (wanted.length === 0) {
  const folder = join(ROOT, 'bench/results');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'latest.md'),
    `# Figures\n\n\`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${hardware}.\n\n${table(figures)}\n`,
  );
}
