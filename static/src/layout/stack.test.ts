import { describe, expect, it } from "vitest";

import { sheets, travel } from "./stack";

const ROOM = { w: 600, h: 400 };

describe("the planes of a picture", () => {
  it("peep out from under one another while they are stacked", () => {
    const [red, green, blue] = sheets(3, { w: 200, h: 200 }, ROOM, 0);
    expect(red).toEqual({ x: 0, y: 72, w: 200, h: 200 });
    expect(green).toEqual({ x: 36, y: 36, w: 200, h: 200 });
    expect(blue).toEqual({ x: 72, y: 0, w: 200, h: 200 });
  });

  it("lie side by side without touching once they are apart", () => {
    const places = sheets(3, { w: 500, h: 500 }, ROOM, 1);
    for (const [index, { x, w, h }] of places.entries()) {
      expect(h).toBeLessThanOrEqual(ROOM.h);
      expect(x + w).toBeLessThanOrEqual(places[index + 1]?.x ?? ROOM.w);
    }
  });

  it("stay within the room on their way", () => {
    for (const apart of [0, 0.25, 0.5, 0.75, 1])
      for (const { x, y, w, h } of sheets(3, { w: 1e4, h: 1e4 }, ROOM, apart)) {
        expect(x + w).toBeLessThanOrEqual(ROOM.w + 1e-9);
        expect(y + h).toBeLessThanOrEqual(ROOM.h + 1e-9);
      }
  });

  it("have a way to go that can be dragged", () => {
    expect(travel(3, { w: 200, h: 200 }, ROOM)).toBeGreaterThan(100);
  });
});
