import { expect, it } from "vitest";

import { drawnAt, factorOf, limited, meets, scrollFor, whole } from "./zoom";

it("keeps what is under the pointer under it", () => {
  const place = drawnAt(300, 120, 16, 0.5);
  expect(place).toBeCloseTo(808);
  const scroll = scrollFor(place, 120, 4, 2);
  expect(drawnAt(scroll, 120, 4, 2)).toBeCloseTo(place);
});

it("shows all of a drawing, and enlarges none to do so", () => {
  expect(whole({ w: 2000, h: 400 }, { w: 800, h: 400 })).toBeCloseTo(0.4);
  expect(whole({ w: 100, h: 100 }, { w: 800, h: 400 })).toBe(1);
});

it("turns the wheel back to where it was", () => {
  expect(factorOf(40) * factorOf(-40)).toBeCloseTo(1);
  expect([limited(1e-9), limited(99)]).toEqual([0.05, 2]);
});

it("finds what is in view, and what is near it", () => {
  const seen = { x: 100, y: 0, w: 100, h: 100 };
  const box = { x: 210, y: 10, w: 20, h: 20 };
  expect([meets(seen, box), meets(seen, box, 20)]).toEqual([false, true]);
});
