import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The inner size of an element in whole pixels, kept up to date; 0 × 0 until it is known. */
export function useSize(element: Readonly<ShallowRef<HTMLElement | null>>): Readonly<ShallowRef<Size>> {
  const size = shallowRef<Size>({ width: 0, height: 0 });
  const observer = new ResizeObserver(([entry]) => {
    if (entry === undefined) return;
    const { width, height } = entry.contentRect;
    size.value = { width: Math.floor(width), height: Math.floor(height) };
  });
  onMounted(() => {
    if (element.value !== null) observer.observe(element.value);
  });
  onBeforeUnmount(() => {
    observer.disconnect();
  });
  return size;
}
