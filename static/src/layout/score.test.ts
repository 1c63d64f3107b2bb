import { expect, it } from "vitest";

import { relu, times } from "./score";

it("computes a two-layer network as on paper", () => {
  const hidden = relu(
    times(
      [
        [1, -1],
        [0.5, 2],
        [-1, 0],
      ],
      [2, 1],
    ),
  );
  expect(hidden).toEqual([1, 3, 0]);
  expect(
    times(
      [
        [1, 2, 3],
        [-1, 0, 1],
      ],
      hidden,
    ),
  ).toEqual([7, -1]);
});
