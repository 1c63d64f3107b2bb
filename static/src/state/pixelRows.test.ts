import { expect, test } from "vitest";

import { pixelRows } from "./pixelRows";

test("planes become pixels, grey ones numbers and coloured ones triples", () => {
  const data = Uint8Array.from({ length: 18 }, (_, index) => index);
  expect(pixelRows({ shape: [1, 2, 3], data: data.slice(0, 6) })).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
  expect(pixelRows({ shape: [3, 2, 3], data })[1]?.[2]).toEqual([5, 11, 17]);
});
