import { describe, expect, it } from 'vitest';
import { nodeEnvironment } from '../../src/lab/childSpawner';

describe('what a node inherits', () => {
  it('is all but the extra root certificates, which it would read at every start for nothing', () => {
    const own = { HOME: '/home/ada', NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt' };
    const inherited = nodeEnvironment(own);
    expect(inherited['HOME']).toBe('/home/ada');
    expect(inherited['NODE_EXTRA_CA_CERTS']).toBeUndefined();
    expect(own['NODE_EXTRA_CA_CERTS']).toBeDefined();
  });
});
