import { beforeEach, describe, expect, it } from 'vitest';
import { TraceClaims } from '../../../src/lab/cluster/traceClaims';

let told: number[];
let claims: TraceClaims;
beforeEach(() => {
  told = [];
  claims = new TraceClaims((every) => told.push(every));
});

describe('messages are traced', () => {
  it('as many as whoever wants the most, until nobody wants any', () => {
    const window = claims.claim(4);
    const measurement = claims.claim(1);
    window.change(8);
    measurement.end();
    window.change(0);
    expect(told).toEqual([4, 1, 8, 0]);
    expect(claims.every).toBe(0);
  });

  it('for a window that comes or goes meanwhile as before, once a measurement is over', () => {
    const measurement = claims.claim(1);
    const window = claims.claim(2);
    measurement.end();
    expect(claims.every).toBe(2);
    const next = claims.claim(1);
    window.end();
    expect(claims.every).toBe(1);
    next.end();
    next.end();
    expect(claims.every).toBe(0);
  });

  it('for whoever gives way only while nobody else wants any', () => {
    const window = claims.claim(4);
    const trace = claims.claimUnlessOthers(1);
    expect(claims.every).toBe(4);
    window.change(0);
    expect(claims.every).toBe(1);
    window.change(2);
    expect(claims.every).toBe(2);
    trace.end();
    window.end();
    expect(told).toEqual([4, 1, 2, 0]);
  });
});
