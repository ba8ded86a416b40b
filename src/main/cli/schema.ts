import { z } from 'zod';
import { distributionSchema, DISTRIBUTION_HELP } from '../../shared/distribution';
import { experimentSchema } from '../../shared/experiment';
import { clusterSettingsSchema } from '../../shared/settings';

/** The JSON Schema of an experiment file, for editors; it knows the short forms that files may use. */
export function experimentJsonSchema(): object {
  const schema = z.toJSONSchema(experimentSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === distributionSchema) allowShortForm(jsonSchema);
      // What is left out of a cluster is as usual.
      if (zodSchema === clusterSettingsSchema) delete jsonSchema.required;
    },
  });
  return { ...schema, title: 'Raft Lab experiment' };
}

function allowShortForm(jsonSchema: z.core.JSONSchema.BaseSchema): void {
  const { oneOf = [] } = jsonSchema;
  delete jsonSchema.oneOf;
  jsonSchema.description = DISTRIBUTION_HELP;
  jsonSchema.anyOf = [{ type: 'number', minimum: 0, maximum: 60_000 }, { type: 'string' }, ...oneOf];
}
