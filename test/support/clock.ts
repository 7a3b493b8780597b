import type { Clock } from '../../shared/clock.ts';

/** A clock that stands until it is moved. */
export function fixedClock(
  start: string,
): Clock & { advance: (seconds: number) => void; set: (at: string) => void } {
  let at = Date.parse(start);
  return {
    now: () => new Date(at),
    advance: (seconds) => {
      at += seconds * 1000;
    },
    set: (instant) => {
      at = Date.parse(instant);
    },
  };
}

export type FixedClock = ReturnType<typeof fixedClock>;
