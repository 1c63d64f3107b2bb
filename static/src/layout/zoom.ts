/** Zooming a drawing in a frame that scrolls over it. Pure. */
export interface Seen {
  x: number;
  y: number;
  w: number;
  h: number;
}

export const LEAST = 0.05;
export const MOST = 2;
/** Of one press or key; a turn of the wheel is less. */
export const STEP = 1.25;

export const limited = (scale: number): number => Math.min(Math.max(scale, LEAST), MOST);

/** What of a drawing lies at `at` of the frame, which begins at `origin` of what is scrolled. */
export const drawnAt = (scroll: number, at: number, origin: number, scale: number): number =>
  (scroll + at - origin) / scale;

/** Where to scroll so that a place of the drawing lies at `at` of the frame. */
export const scrollFor = (place: number, at: number, origin: number, scale: number): number =>
  Math.max(0, place * scale + origin - at);

/** The scale at which all of a drawing is in view; never enlarged. */
export function whole(drawing: { w: number; h: number }, room: { w: number; h: number }): number {
  return limited(Math.min(1, room.w / Math.max(drawing.w, 1), room.h / Math.max(drawing.h, 1)));
}

/** A wheel's turn as a factor: a notch of 100 is about a step, a pinch on a touchpad comes in small pieces. */
export const factorOf = (delta: number): number => STEP ** Math.min(Math.max(-delta / 60, -1), 1);

/** Does any of a box show, or come within `margin` of it? */
export function meets(seen: Seen, box: Seen, margin = 0): boolean {
  return (
    box.x < seen.x + seen.w + margin &&
    seen.x - margin < box.x + box.w &&
    box.y < seen.y + seen.h + margin &&
    seen.y - margin < box.y + box.h
  );
}
