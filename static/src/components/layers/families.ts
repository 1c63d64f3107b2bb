/** Layer kinds in the groups of the add menu, told by their names: a new kind finds its place by itself. */
export const FAMILIES = [
  "convolution",
  "pooling",
  "dense",
  "activation",
  "normalisation",
  "regularisation",
  "shape",
] as const;

export type Family = (typeof FAMILIES)[number];

const COMBINATORS = ["residual", "parallel", "auxiliary"];

const PATTERNS: [RegExp, Family][] = [
  [/^conv/, "convolution"],
  [/pool/, "pooling"],
  [/^linear$|^embedding$/, "dense"],
  [/norm/, "normalisation"],
  [/dropout|noise/, "regularisation"],
  [/flatten|pad|upsample|identity/, "shape"],
];

/** What changes no size and has no weights is an activation. */
export function familyOf(kind: string): Family {
  return PATTERNS.find(([pattern]) => pattern.test(kind))?.[1] ?? "activation";
}

/** Kinds that can take a layer's place with a click: poolings among themselves, activations too. */
export function alternatives(kind: string, kinds: string[]): string[] {
  const family = familyOf(kind);
  if (COMBINATORS.includes(kind)) return [];
  if (family !== "activation" && !/^(max|avg|l2)_pool2d$|^global_/.test(kind)) return [];
  const group = kind.startsWith("global_")
    ? /^global_/
    : family === "pooling"
      ? /^(max|avg|l2)_pool2d$/
      : /./;
  return kinds.filter((one) => familyOf(one) === family && one !== "softmax" && group.test(one));
}
