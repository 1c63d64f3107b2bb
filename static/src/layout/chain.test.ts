import { expect, it } from "vitest";

import { gradientThrough } from "./chain";

it("keeps the gradient alive with skips, as the lectures' numbers say", () => {
  const ten = gradientThrough(0.1, 10);
  expect(Math.log10(ten.plain)).toBeCloseTo(-10, 9);
  expect(ten.residual).toBeCloseTo(2.5937424601000023, 9);
  const fifty = gradientThrough(0.1, 50);
  expect(Math.log10(fifty.plain)).toBeCloseTo(-50, 9);
  expect(fifty.residual).toBeCloseTo(117.39085287969579, 9);
});
