import { z } from 'zod';

// zod compiles schemas with `new Function` where it may, and tries so when the first schema is made. The page's
// security policy forbids that: this module is imported before any that makes schemas.
z.config({ jitless: true });
