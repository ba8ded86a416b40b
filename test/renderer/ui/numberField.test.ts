import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { defineComponent } from 'vue';
import NumberField from '../../../src/renderer/ui/NumberField.vue';

const UiTip = defineComponent({
  inheritAttrs: false,
  props: { text: { type: String, default: '' }, held: { type: Boolean } },
  template: '<slot />',
});

function field(modelValue: number, more: { whole?: boolean } = {}) {
  const wrapper = mount(NumberField, {
    props: {
      ...more,
      modelValue,
      label: 'Heartbeat',
      unit: 'ms',
      min: 0.5,
      max: 1000,
      step: 5,
      tip: 'How often.',
    },
    global: { stubs: { UiTip } },
  });
  const told = (): unknown => wrapper.emitted('update:modelValue')?.at(-1)?.[0];
  const tip = (): unknown => wrapper.getComponent(UiTip).props();
  return { input: wrapper.get<HTMLInputElement>('input'), told, tip };
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
    expect(input.attributes('aria-description')).toBe('A number from 0.5 to 1000 ms, please.');
    await input.trigger('blur');
    expect([input.element.value, told()]).toEqual(['75', undefined]);
  });

  it('with a fraction is refused where only whole ones count', async () => {
    const { input, told } = field(100, { whole: true });
    await input.setValue('100.5');
    expect(input.attributes('aria-description')).toBe('A whole number from 0.5 to 1000 ms, please.');
    await input.trigger('blur');
    expect([input.element.value, told()]).toEqual(['100', undefined]);
    await input.setValue('101');
    await input.trigger('blur');
    expect(told()).toBe(101);
  });

  it('out of its range says so beside the field while it is typed, pointed at or not', async () => {
    const { input, tip } = field(75);
    await input.trigger('focus');
    expect(tip()).toEqual({ text: 'How often.', held: false });
    await input.setValue('0.1');
    expect(tip()).toEqual({ text: 'A number from 0.5 to 1000 ms, please.', held: true });
    await input.trigger('blur');
    expect(tip()).toEqual({ text: 'How often.', held: false });
  });
});
