/** Whether two values of plain data are the same: settings and what they consist of, whose keys are in one order. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
