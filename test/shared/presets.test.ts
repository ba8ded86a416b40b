import { describe, expect, it } from 'vitest';
import { PRESETS, SYSTEM_PRESETS } from '../../src/shared/presets';
import { clusterSettingsSchema, DEFAULT_SETTINGS, retuneSchema } from '../../src/shared/settings';
import { remarksOn } from '../../src/shared/warnings';

describe.each([...PRESETS, ...SYSTEM_PRESETS])('preset $name', (preset) => {
  it('is a legal retune of a running cluster', () => {
    expect(retuneSchema.parse(preset.change)).toEqual(preset.change);
    expect(() => clusterSettingsSchema.parse({ ...DEFAULT_SETTINGS, ...preset.change })).not.toThrow();
  });

  it('is not unwise', () => {
    const remarks = remarksOn({ ...DEFAULT_SETTINGS, ...preset.change });
    expect(remarks.filter((a) => a.level === 'warning')).toEqual([]);
  });
});
