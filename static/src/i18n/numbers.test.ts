import { expect, it } from "vitest";

import { brief } from "./numbers";

it("keeps three digits, and takes powers of ten for the very large and small", () => {
  expect([0, 0.09421, 2.3026, 12345, 6.27e29, 3e-7].map((value) => brief("en", value))).toEqual([
    "0",
    "0.0942",
    "2.3",
    "12,300",
    "6.3e+29",
    "3.0e-7",
  ]);
  expect(brief("ru", 0.0942)).toBe("0,0942");
});
