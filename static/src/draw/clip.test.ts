import { describe, expect, it } from "vitest";

import { tiles } from "./clip";

const AREA = { x: 10, y: 20, w: 260, h: 140 };

describe("the tiles of a layer in a clip", () => {
  it.each([1, 2, 6, 7, 16, 24])("lie within the area and apart: %i", (count) => {
    const places = tiles(count, AREA);
    expect(places).toHaveLength(count);
    for (const { x, y, w, h } of places) {
      expect(w).toBe(h);
      expect(w).toBeGreaterThan(20);
      expect(x).toBeGreaterThanOrEqual(AREA.x);
      expect(y).toBeGreaterThanOrEqual(AREA.y);
      expect(x + w).toBeLessThanOrEqual(AREA.x + AREA.w);
      expect(y + h).toBeLessThanOrEqual(AREA.y + AREA.h);
    }
    const corners = new Set(places.map(({ x, y }) => `${x},${y}`));
    expect(corners.size).toBe(count);
  });

  it("take the whole height where there is one", () => {
    expect(tiles(1, AREA)[0]?.w).toBe(AREA.h);
  });
});
