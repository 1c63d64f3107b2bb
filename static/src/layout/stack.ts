/** The planes of a colour picture as sheets: stacked, each a little behind the one before, or apart. */

export interface Sheet {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** How far each sheet of a stack peeps out from under the one before. */
const PEEP = 36;
/** Between sheets that lie apart. */
const GAP = 16;

const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

/** Places of `count` sheets that need `w` × `h`, in a room; `apart` goes from 0, stacked, to 1, side by side. */
export function sheets(
  count: number,
  need: { w: number; h: number },
  room: { w: number; h: number },
  apart: number,
): Sheet[] {
  const behind = (count - 1) * PEEP;
  const stacked = { w: Math.min(need.w, room.w - behind), h: Math.min(need.h, room.h - behind) };
  const side = { w: Math.min(need.w, (room.w - (count - 1) * GAP) / count), h: Math.min(need.h, room.h) };
  return Array.from({ length: count }, (_, index) => ({
    x: mix(index * PEEP, index * (side.w + GAP), apart),
    y: mix(behind - index * PEEP, 0, apart),
    w: mix(stacked.w, side.w, apart),
    h: mix(stacked.h, side.h, apart),
  }));
}

/** How far the last sheet goes on its way from stacked to apart. */
export function travel(
  count: number,
  need: { w: number; h: number },
  room: { w: number; h: number },
): number {
  const last = (apart: number): number => sheets(count, need, room, apart)[count - 1]?.x ?? 0;
  return Math.max(last(1) - last(0), 1);
}
