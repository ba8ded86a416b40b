import { describe, expect, it } from 'vitest';
import { LabClock } from '../../../src/renderer/live/clock';

const STARTED_MS = 1_700_000_000_000;
const said = (nowMs: number) => ({ nowMs, wallMs: STARTED_MS + nowMs });

describe('the lab’s clock as the window sees it', () => {
  it('is not known before the first frame', () => {
    expect(new LabClock().at(100)).toBeNull();
    expect(new LabClock().wallTime(5)).toBeNull();
  });

  it('believes the frame that arrived least late', () => {
    const clock = new LabClock();
    clock.heard(said(1000), 40); // 40 late
    clock.heard(said(1033), 43); // 10 late
    clock.heard(said(1066), 106); // 40 late again
    expect(clock.at(200)).toBeCloseTo(1190, 0);
  });

  it('forgets a lucky frame little by little', () => {
    const clock = new LabClock();
    clock.heard(said(1000), 0);
    for (let i = 1; i <= 2000; i++) clock.heard(said(1000 + i * 33), i * 33 + 20);
    expect(clock.at(100_000)).toBeCloseTo(100_980, 0);
  });

  it('takes a jump of over a second for another lab’s clock', () => {
    const clock = new LabClock();
    clock.heard(said(1_000_000), 0);
    clock.heard(said(50), 100);
    expect(clock.at(100)).toBe(50);
  });

  it('stands still while frozen and is right again afterwards', () => {
    const clock = new LabClock();
    clock.heard(said(1000), 0);
    clock.freeze(10);
    clock.freeze(500);
    expect(clock.at(900)).toBe(1010);
    clock.thaw();
    expect(clock.at(900)).toBe(1900);
  });

  it('tells the time of day of a lab time, however late the frame arrived that it was learnt from', () => {
    const clock = new LabClock();
    clock.heard(said(1000), 5000);
    expect(clock.wallTime(900)).toBe(STARTED_MS + 900);
  });
});
