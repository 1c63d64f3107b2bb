/**
 * Blocks of the literature, ready to insert. Widths are shares of the channels that come in, chosen so that the
 * inception modules have the lectures' numbers for 256 channels (GoogLeNet's module 3b, simplified).
 */
import type { LayerSpec } from "./types";

export const TEMPLATES = [
  "vgg",
  "residual_basic",
  "residual_bottleneck",
  "residual_preactivation",
  "residual_zero",
  "inception_naive",
  "inception_reduced",
] as const;

export type Template = (typeof TEMPLATES)[number];

const LEAST = 4;
const WIDEST = 512;

export const share = (channels: number, part: number): number => Math.max(LEAST, Math.round(channels * part));

export const conv = (out_channels: number, kernel_size: number, bias = true): LayerSpec => ({
  kind: "conv2d",
  out_channels,
  kernel_size,
  ...(kernel_size > 1 ? { padding: (kernel_size - 1) / 2 } : {}),
  ...(bias ? {} : { bias: false }),
});

export const RELU: LayerSpec = { kind: "relu" };
const NORM: LayerSpec = { kind: "batch_norm2d" };

/** Two 3×3 convolutions and a pooling; twice as many maps at half the size. Simonyan, Zisserman, 2014. */
function vgg(channels: number): LayerSpec[] {
  const width = Math.min(WIDEST, Math.max(8, 2 * channels));
  return [conv(width, 3), RELU, conv(width, 3), RELU, { kind: "max_pool2d", kernel_size: 2 }];
}

const residual = (body: LayerSpec[], more: Partial<LayerSpec> = {}): LayerSpec => ({
  kind: "residual",
  body,
  shortcut: [],
  ...more,
});

/** He, Zhang, Ren, Sun, Deep residual learning, 2015. */
const basic = (channels: number): LayerSpec[] => [
  residual([conv(channels, 3, false), NORM, RELU, conv(channels, 3, false), NORM]),
  RELU,
];

function bottleneck(channels: number): LayerSpec[] {
  const width = share(channels, 1 / 4);
  const middle = [conv(width, 1, false), NORM, RELU, conv(width, 3, false), NORM, RELU];
  return [residual([...middle, conv(channels, 1, false), NORM]), RELU];
}

/** He, Zhang, Ren, Sun, Identity mappings in deep residual networks, 2016. */
const preactivation = (channels: number): LayerSpec[] => [
  residual([NORM, RELU, conv(channels, 3, false), NORM, RELU, conv(channels, 3, false)]),
];

/** F = 0 at the start: the block passes its input on until it has learnt something. */
function zero(channels: number, volume: boolean): LayerSpec[] {
  const layer: LayerSpec = volume ? conv(channels, 3) : { kind: "linear", out_features: channels };
  return [residual([layer, RELU, layer], { zero_init: true })];
}

const parallel = (branches: LayerSpec[][]): LayerSpec[] => [{ kind: "parallel", branches, merge: "concat" }];
const POOL: LayerSpec = { kind: "max_pool2d", kernel_size: 3, stride: 1, padding: 1 };

/** Szegedy et al., Going deeper with convolutions, 2014, figure 2a. */
const naive = (channels: number): LayerSpec[] =>
  parallel([
    [conv(share(channels, 1 / 2), 1), RELU],
    [conv(share(channels, 3 / 4), 3), RELU],
    [conv(share(channels, 3 / 8), 5), RELU],
    [POOL],
  ]);

/** The same with 1×1 convolutions that narrow the input first, figure 2b. */
function reduced(channels: number): LayerSpec[] {
  const narrow = [conv(share(channels, 1 / 4), 1), RELU];
  return parallel([
    [conv(share(channels, 1 / 2), 1), RELU],
    [...narrow, conv(share(channels, 3 / 4), 3), RELU],
    [...narrow, conv(share(channels, 3 / 8), 5), RELU],
    [POOL, ...narrow],
  ]);
}

const MAKERS: Record<Template, (channels: number, volume: boolean) => LayerSpec[]> = {
  vgg,
  residual_basic: basic,
  residual_bottleneck: bottleneck,
  residual_preactivation: preactivation,
  residual_zero: zero,
  inception_naive: naive,
  inception_reduced: reduced,
};

/** Does the block take what comes in? Only the empty residual block knows vectors too. */
export const fits = (template: Template, shape: number[]): boolean =>
  shape.length === 3 || template === "residual_zero";

/** The layers of a block for an input of this shape, [C, H, W] or [N]. */
export function layersOf(template: Template, shape: number[]): LayerSpec[] {
  return MAKERS[template](shape[0] ?? LEAST, shape.length === 3);
}
