import { register } from 'node:module';

// For `node --import`: from here on `electron` is the stand-in beside this file, not the package, whose index would
// start a download.
register('./resolve.mjs', import.meta.url);
