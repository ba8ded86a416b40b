#!/usr/bin/env node
import { main } from './lib/project.mjs';
import { setUp } from './lib/setup.mjs';

// The terminal runs in this very process: signals and exit codes need no relaying.
await main(async () => {
  await setUp();
  await import(new URL('../out/main/cli.js', import.meta.url).href);
});
