/** Numbers as people read them: those of every page, and those of the window alone. */
export * from '../shared/format';

/** How long to wait, in words for people: "12 s", "3 min", "1 h 05 min". */
export function timeLeft(valueMs: number | null): string {
  if (valueMs === null) return '';
  const seconds = Math.max(0, Math.round(valueMs / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60
    ? `${minutes} min`
    : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** The time of day with milliseconds, local: "12:04:31.204". */
export function timeOfDay(wallMs: number): string {
  const date = new Date(wallMs);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** "2nd", "3rd", "14th". */
export function ordinal(n: number): string {
  const teens = n % 100 >= 11 && n % 100 <= 13;
  const ending = teens ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}
