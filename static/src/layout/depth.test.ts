import { expect, it } from "vitest";

import { rowsOf } from "./depth";

it("gives the largest the whole bar, and a sixth less for each power of ten", () => {
  const numbers = [1, 0.001, 0, null].map((value, index) => ({ path: `p${index}`, name: "n", value }));
  const rows = rowsOf(numbers, String);
  expect(rows.map(({ path, share }) => [path, Number(share.toFixed(6))])).toEqual([
    ["p0", 1],
    ["p1", 0.5],
    ["p2", 0],
  ]);
});
