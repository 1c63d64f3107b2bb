/** Small drawings of layer kinds on a 20×20 grid: `line` is stroked, `fill` is filled. Pure data. */
export interface Glyph {
  line: string;
  fill?: string;
}

const GRID = "M3.5 3.5h13v13h-13zM10 3.5v13M3.5 10h13";
const dot = (x: number, y: number, r = 1.6): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

const GLYPHS: Record<string, Glyph> = {
  input: { line: "M3.5 3.5h13v13h-13z", fill: `${dot(7.5, 7.5, 1.3)}M5 15l4-4.5 2.5 2.5L14 10l1 5z` },
  conv2d: {
    line: "M3.5 3.5h13v13h-13zM3.5 7.8h13M3.5 12.2h13M7.8 3.5v13M12.2 3.5v13",
    fill: "M3.5 3.5h8.7v8.7H3.5z",
  },
  conv_transpose2d: {
    line: "M6.5 6.5h7v7h-7zM10 6.5v7M6.5 10h7M2.5 2.5l3 3M17.5 2.5l-3 3M2.5 17.5l3-3M17.5 17.5l-3-3",
    fill: "M6.5 6.5H10V10H6.5z",
  },
  upsample: { line: "M3.5 3.5h13v13h-13zM3.5 11.5h5v5M12 8l2.5-2.5M11 5.5h3.5V9", fill: "M3.5 11.5h5v5h-5z" },
  zero_pad2d: { line: "M3.5 3.5h13v13h-13z", fill: "M6.5 6.5h7v7h-7z" },
  adaptive_avg_pool2d: {
    line: "M3.5 3.5h13v13h-13zM8 3.5v13M12 3.5v13M3.5 8h13M3.5 12h13",
    fill: "M8 8h4v4H8z",
  },
  max_pool2d: { line: GRID, fill: "M10 3.5h6.5V10H10z" },
  avg_pool2d: { line: GRID, fill: "M6.75 6.75h6.5v6.5h-6.5z" },
  l2_pool2d: { line: GRID, fill: dot(10, 10, 3.4) },
  global_avg_pool: { line: "M3.5 3.5h13v13h-13z", fill: "M7.5 7.5h5v5h-5z" },
  global_max_pool: { line: "M3.5 3.5h13v13h-13z", fill: dot(12.5, 7.5, 2.2) },
  unflatten: { line: "M3.5 4.5v11M7 10h2.5M8 8l2 2-2 2M12 6.5h5v7h-5zM14.5 6.5v7M12 10h5" },
  embedding: {
    line: "M3 5h3M3 10h3M3 15h3M9 3.5h8v13H9zM9 7.8h8M9 12.2h8M13 3.5v13",
    fill: "M9 7.8h8v4.4H9z",
  },
  flatten: { line: "M7.5 2.5h5v15h-5zM7.5 6.2h5M7.5 10h5M7.5 13.8h5" },
  linear: {
    line: "M5 5h10M5 5l10 10M5 15h10M5 15 15 5",
    fill: [dot(5, 5, 2), dot(5, 15, 2), dot(15, 5, 2), dot(15, 15, 2)].join(""),
  },
  relu: { line: "M3 14h7l6.5-9" },
  leaky_relu: { line: "M3 15.5l7-2.5 6.5-9" },
  sigmoid: { line: "M3 15.5c8 0 6-11 14-11" },
  tanh: { line: "M3 16c9 0 5-12 14-12M2.5 10h2M15.5 10h2" },
  hard_tanh: { line: "M3 15.5h4.5l5-11H17" },
  heaviside: { line: "M3 15.5h7v-11h7" },
  elu: { line: "M3 15.5c4 0 5-1 7-3.5L16.5 4" },
  gelu: { line: "M3 13c3 0 4 2.5 6 2.5S12 11 16.5 4" },
  silu: { line: "M3 13.5c3 .5 4 2 6 2s4-4 7.5-11" },
  softplus: { line: "M3 15.5c5 0 7-3.5 13.5-11" },
  softmax: { line: "M4 16.5v-3M8 16.5v-11M12 16.5v-6M16 16.5v-2" },
  batch_norm2d: { line: "M3 15.5c5 0 4-11 7-11s2 11 7 11M10 15.5v-11" },
  gaussian_noise: { line: "M2.5 11l2-4 2 7 2-9 2 8 2-6 2 5 2.5-5" },
  dropout: {
    line: `${dot(5, 15, 1.7)}${dot(10, 5, 1.7)}${dot(15, 10, 1.7)}`,
    fill: [dot(5, 5), dot(15, 5), dot(5, 10), dot(10, 10), dot(10, 15), dot(15, 15)].join(""),
  },
  residual: { line: "M7 2.5v15M7 5c10 0 10 10 0 10", fill: dot(7, 15) },
  parallel: { line: "M10 2v3M10 5 5 8v4l5 3M10 5l5 3v4l-5 3M10 15v3M10 5v10" },
  auxiliary: { line: "M7 2.5v15M7 7.5h4.5a2.5 2.5 0 0 1 2.5 2.5v2", fill: dot(14, 14) },
  identity: { line: "M3 10h13M12 6l4 4-4 4" },
};

const FAMILY: [RegExp, string][] = [
  [/conv/, "conv2d"],
  [/pool/, "max_pool2d"],
  [/norm/, "batch_norm2d"],
  [/drop|noise/, "dropout"],
  [/flatten/, "flatten"],
  [/linear|embedding/, "linear"],
  [/lu$|swish|softplus/, "relu"],
];

const PLAIN: Glyph = { line: "M4.5 4.5h11v11h-11z" };

/** The drawing of a kind; a kind without its own takes that of its family. */
export function glyphOf(kind: string): Glyph {
  const family = FAMILY.find(([pattern]) => pattern.test(kind))?.[1] ?? "";
  return GLYPHS[kind] ?? GLYPHS[family] ?? PLAIN;
}
