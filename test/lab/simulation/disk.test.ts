import { describe, expect, it } from 'vitest';
import { Disk } from '../../../src/lab/simulation/disk';

const entries = (...terms: number[]) => terms.map((term) => ({ term, command: null }));
const FRESH = { currentTerm: 3, votedFor: 2, entries: entries(1, 1, 3) };

describe('a virtual server’s disk', () => {
  it('gives back what it began with', () => {
    expect(new Disk(FRESH).restored()).toEqual(FRESH);
  });

  it('keeps what was durable when the process died, and loses what was being written', () => {
    const disk = new Disk(FRESH);
    disk.write({ sequence: 1, hardState: { currentTerm: 4, votedFor: null }, log: null });
    disk.write({ sequence: 2, hardState: null, log: { fromIndex: 3, entries: entries(4, 4) } });
    disk.write({ sequence: 3, hardState: { currentTerm: 5, votedFor: 5 }, log: null });
    disk.durable(2);
    const kept = { currentTerm: 4, votedFor: null, entries: entries(1, 1, 4, 4) };
    expect(disk.restored()).toEqual(kept);
    disk.durable(3);
    expect(disk.restored()).toEqual(kept);
  });

  it('does not write into the log that it was given', () => {
    const given = entries(1, 1, 3);
    const disk = new Disk({ ...FRESH, entries: given });
    disk.write({ sequence: 1, hardState: null, log: { fromIndex: 2, entries: [] } });
    disk.durable(1);
    expect(disk.restored().entries).toEqual(entries(1));
    expect(given).toHaveLength(3);
  });
});
