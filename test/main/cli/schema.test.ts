import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src/shared/experimentFile';
import { experimentJsonSchema } from '../../../src/main/cli/schema';
import { EXPERIMENT_KINDS } from '../../../src/shared/experimentKinds';

const FOLDER = new URL('../../../experiments/', import.meta.url);
const files = readdirSync(FOLDER);

describe('the example experiments', () => {
  it('are one of each kind, at least', () => {
    for (const kind of EXPERIMENT_KINDS) expect(files).toContain(`${kind}.yaml`);
  });

  it.each(files)('%s can be read, and is called what it is', (file) => {
    const experiment = parseExperiment(readFileSync(new URL(file, FOLDER), 'utf8'), file);
    expect(`${experiment.name}.yaml`).toBe(file);
  });
});

describe('the JSON Schema of experiment files', () => {
  const schema = experimentJsonSchema() as {
    properties: Record<string, { enum?: string[]; required?: string[]; properties?: Record<string, object> }>;
    required?: string[];
  };

  it('knows every kind and requires nothing', () => {
    expect(schema.properties['kind']?.enum).toEqual([...EXPERIMENT_KINDS]);
    expect(schema).not.toHaveProperty('required');
    expect(schema.properties['cluster']).not.toHaveProperty('required');
  });

  it('takes delays in their short forms', () => {
    const latency = schema.properties['cluster']?.properties?.['latency'] as { anyOf: object[] };
    expect(latency.anyOf.slice(0, 2)).toMatchObject([{ type: 'number' }, { type: 'string' }]);
    expect(latency.anyOf).toHaveLength(9);
  });
});
