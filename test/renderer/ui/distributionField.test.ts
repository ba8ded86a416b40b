import { flushPromises, mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import DistributionField from '../../../src/renderer/ui/DistributionField.vue';
import type { Distribution } from '../../../src/shared/distribution';

function field(modelValue: Distribution) {
  const wrapper = mount(DistributionField, {
    props: { modelValue, label: 'Link delay', tip: 'Added to every datagram.' },
    global: { stubs: { UiTip: { inheritAttrs: false, template: '<slot />' } } },
  });
  const input = wrapper.get<HTMLInputElement>('input[type=text]');
  const told = (): unknown => wrapper.emitted('update:modelValue')?.at(-1)?.[0];
  const choose = async (name: string, text: string): Promise<void> => {
    const chooser = wrapper.get<HTMLInputElement>('input[type=file]');
    Object.defineProperty(chooser.element, 'files', { value: [new File([text], name)], configurable: true });
    await chooser.trigger('change');
    await flushPromises();
  };
  return { wrapper, input, told, choose };
}

describe('a delay', () => {
  it('is typed in its short form and taken on Enter', async () => {
    const { input, told } = field({ kind: 'fixed', ms: 15 });
    expect(input.element.value).toBe('15');
    await input.setValue('uniform:30:40');
    await input.trigger('keydown', { key: 'Enter' });
    expect(told()).toEqual({ kind: 'uniform', minMs: 30, maxMs: 40 });
  });

  it('that is none is marked, says what is allowed, and is given up on leaving', async () => {
    const { input, told } = field({ kind: 'fixed', ms: 15 });
    await input.setValue('fast');
    expect(input.attributes('aria-invalid')).toBe('true');
    expect(input.attributes('aria-description')).toContain('"fast" is not a delay');
    await input.trigger('blur');
    expect(input.element.value).toBe('15');
    expect(told()).toBeUndefined();
  });

  it('comes from a CSV file', async () => {
    const { told, choose } = field({ kind: 'fixed', ms: 15 });
    await choose('mine.csv', 'ms\n0.4\n0.2\n');
    expect(told()).toEqual({ kind: 'empirical', samplesMs: [0.2, 0.4] });
  });

  it('a file that has none is named with its line, and changes nothing', async () => {
    const { input, told, choose } = field({ kind: 'fixed', ms: 15 });
    await choose('mine.csv', '0.4\nquick\n');
    expect(input.attributes('aria-description')).toContain('mine.csv: Line 2 has "quick"');
    expect(told()).toBeUndefined();
  });

  it('that is typed after such a file is taken on leaving', async () => {
    const { input, told, choose } = field({ kind: 'fixed', ms: 15 });
    await choose('mine.csv', 'quick\nquicker\n');
    await input.setValue('20');
    expect(input.attributes('aria-invalid')).toBe('false');
    await input.trigger('blur');
    expect(told()).toEqual({ kind: 'fixed', ms: 20 });
  });

  it('of many samples is shown by their number, and kept when the field is left', async () => {
    const samplesMs = Array.from({ length: 100 }, (_, i) => i);
    const { input, told } = field({ kind: 'empirical', samplesMs });
    expect(input.element.value).toBe('empirical(n=100 median=49)');
    await input.trigger('blur');
    expect(input.attributes('aria-invalid')).toBe('false');
    expect(told()).toBeUndefined();
  });
});
