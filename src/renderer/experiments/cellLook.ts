import type { CellReading } from '../../shared/sweep/readings';
import { placeOf, type Scale } from '../../shared/sweep/mapScale';
import { colourAt, inkAt } from './scale';

/** How one cell of a map is drawn. */
export interface CellLook {
  /** Null: hatched, as nothing is known. */
  readonly colour: string | null;
  /** Crossed out: nothing will be known. */
  readonly failed: boolean;
  readonly ink: string;
  readonly short: string;
  readonly words: string;
  /** Null where there is none; else whether it is beyond chance. */
  readonly knee: boolean | null;
}

export function cellLook(reading: CellReading | null, scale: Scale, knee: boolean | null): CellLook {
  const value = reading?.value ?? null;
  const place = value === null ? null : placeOf(scale, value);
  return {
    colour: place === null ? null : colourAt(place),
    failed: reading?.failed ?? false,
    ink: place !== null ? inkAt(place) : reading?.failed ? 'var(--bad)' : 'var(--text-faint)',
    short: reading?.short ?? '',
    words: reading?.words ?? '',
    knee,
  };
}
