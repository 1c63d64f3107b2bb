/** The gradient of a score by every line of a unit's arithmetic: each line's part of the chain rule. */
import type { UnitAnswer } from "../net/liveTypes";

/** ∂score/∂line by the lines' symbols. */
export type Slopes = Record<string, number | null>;

/** What a line's number changes of the unit's own number, by operation: ∂number/∂line, from the lines' values. */
const LOCAL: Record<string, (value: (symbol: string) => number) => Record<string, number>> = {
  weighted_sum: () => ({ Σ: 1, z: 1 }),
  max: () => ({ max: 1 }),
  mean: (value) => ({ Σ: 1 / value("n"), mean: 1 }),
  l2: (value) => ({ Σ: value("√") ? 1 / (2 * value("√")) : 0, "√": 1 }),
  affine: (value) => ({ ẑ: value("γ"), y: 1 }),
  normalise: (value): Record<string, number> =>
    value("d") ? { d: -value("y") / value("d"), y: 1 } : { ẑ: value("γ"), y: 1 },
  softmax: (value) => ({ e: 1 / value("Σ"), Σ: -value("p") / value("Σ"), p: 1 }),
};

/** ∂score/∂line by the lines' symbols; of parameters the unit's own part, or with `total` that of all who share them. */
export function stepSlopes(answer: UnitAnswer, total: boolean): Slopes {
  const { gradient, steps, operation } = answer;
  const upstream = gradient?.value ?? null;
  if (!gradient || upstream === null) return {};
  const value = (symbol: string): number => steps.find((step) => step.symbol === symbol)?.value ?? 0;
  const local = LOCAL[operation]?.(value) ?? {};
  const lines: Slopes = {};
  for (const { symbol } of steps) if (symbol in local) lines[symbol] = upstream * (local[symbol] ?? 0);
  if (operation === "sum" || operation === "copy")
    for (const { symbol } of steps) if (symbol !== "0") lines[symbol] = upstream;
  if (operation === "function") Object.assign(lines, curved(answer, upstream));
  for (const one of gradient.parameters) lines[one.symbol] = total ? one.total : one.through;
  return lines;
}

/** f has all of it, z what the slope lets through. */
function curved({ gradient, steps }: UnitAnswer, upstream: number): Slopes {
  const z = gradient?.inputs[0]?.through?.[0]?.[0]?.[0] ?? null;
  const [first, last] = [steps[0]?.symbol, steps.at(-1)?.symbol];
  return first === "z" && last ? { z, [last]: upstream } : {};
}
