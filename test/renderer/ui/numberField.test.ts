import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import NumberField from '../../../src/renderer/ui/NumberField.vue';

function field(modelValue: number) {
  const wrapper = mount(NumberField, {
    props: { modelValue, label: 'Heartbeat', unit: 'ms', min: 0.5, max: 1000, step: 5, tip: 'How often.' },
    global: { stubs: { UiTip: { inheritAttrs: false, template: '<slot />' } } },
  });
  const told = (): unknown => wrapper.emitted('update:modelValue')?.at(-1)?.[0];
  return { input: wrapper.get<HTMLInputElement>('input'), told };
}

describe('a number', () => {
  it('is shown to three decimals, and keeps the others when the field is left as it was', async () => {
    const { input, told } = field(100 / 3);
    expect(input.element.value).toBe('33.333');
    await input.trigger('blur');
    expect(told()).toBeUndefined();
  });

  it('is taken on leaving, with a decimal comma too', async () => {
    const { input, told } = field(75);
    await input.setValue('12,5');
    await input.trigger('blur');
    expect(told()).toBe(12.5);
  });

  it('out of its range is marked, and given up on leaving', async () => {
    const { input, told } = field(75);
    await input.setValue('0.1');
    expect(input.attributes('aria-invalid')).toBe('true');
    await input.trigger('blur');
    expect([input.element.value, told()]).toEqual(['75', undefined]);
  });
});
