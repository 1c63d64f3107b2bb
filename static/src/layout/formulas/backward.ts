/** The chain rule at a unit as formulas: upstream × local = downstream, with the numbers of the cell pointed at. */
import { type Slopes, stepSlopes } from "../downstream";
import type { UnitAnswer } from "../../net/liveTypes";
import { type Cell, numberAt } from "./cell";
import type { Line } from "./forward";
import { named, number, slopeBy, symbol, term } from "./tex";

/** ∂number/∂input in symbols, by operation. */
const LOCAL: Record<string, string> = {
  weighted_sum: term("w"),
  max: `[\\,${term("x")} = ${term("max")}\\,]`,
  mean: `\\frac{1}{${term("n")}}`,
  l2: `\\frac{${term("x")}}{${term("√")}}`,
  function: term("f′"),
  affine: `\\frac{${term("γ")}}{\\sqrt{${term("σ²")} + \\varepsilon}}`,
  normalise: `\\frac{\\partial ${symbol("y")}}{\\partial ${term("x")}}`,
  softmax: `\\frac{\\partial ${symbol("p")}}{\\partial ${term("x", "z_j")}}`,
};

/** The lines of the way back: through the activation, to the inputs, to the weights, to the parameters. */
export function backward(answer: UnitAnswer, at: Cell | null, total: boolean, locale: string): Line[] {
  const { gradient } = answer;
  if (!gradient) return [];
  const own = answer.steps.at(-1)?.symbol ?? "y";
  const upstream = { tex: slopeBy(own), value: gradient.value };
  const value = (name: string, of: number | null, bracketed = false): string =>
    named(name, number(of, locale, bracketed));

  /** ∂s/∂name = ∂s/∂own · local, in symbols and in numbers; along all ways only what they come to. */
  function chain(name: string, local: string | null, factor: number | null, result: number | null): Line {
    const product = [upstream.tex, ...(local ? [local] : [])].join("\\cdot ");
    const numbers = local
      ? [`${value(`∂${own}`, upstream.value, true)}\\cdot ${number(factor, locale, true)}`]
      : [];
    const parts = total ? [`\\sum ${product}`] : [product, ...numbers];
    return { symbol: `∂${name}`, tex: [slopeBy(name), ...parts, value(`∂${name}`, result)].join(" = ") };
  }

  return [...bent(), ...inputs(), ...weights(), ...parameters()];

  function bent(): Line[] {
    const slope = answer.activation && answer.curve ? answer.curve.own.slope : null;
    if (slope === null) return [];
    const numbers = `${value("∂a", gradient?.activation ?? null, true)}\\cdot ${value("f′", slope, true)}`;
    const parts = [
      upstream.tex,
      `${slopeBy("a")}\\cdot ${term("f′")}`,
      numbers,
      value(`∂${own}`, upstream.value),
    ];
    return [{ symbol: `∂${own}`, tex: parts.join(" = ") }];
  }

  function inputs(): Line[] {
    const read = gradient?.inputs[0];
    const place = at?.place;
    if (!read || place === undefined) return [];
    const factor = numberAt(answer.inputs[0]?.slopes, place);
    const result = numberAt(total ? read.total : read.through, place);
    return [chain("x", LOCAL[answer.operation] ?? null, factor, result)];
  }

  function weights(): Line[] {
    if (!gradient?.kernel || !at) return [];
    const result = numberAt(total ? gradient.kernel_total : gradient.kernel, at.place);
    return [chain("w", term("x"), at.x, result)];
  }

  function parameters(): Line[] {
    const slopes: Slopes = stepSlopes(answer, total);
    const normal = answer.steps.find((step) => step.symbol === "ẑ")?.value ?? null;
    return (gradient?.parameters ?? []).map(({ symbol: name }) =>
      chain(name, name === "γ" ? term("ẑ") : null, normal, slopes[name] ?? null),
    );
  }
}
