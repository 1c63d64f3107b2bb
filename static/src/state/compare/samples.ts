/** Runs for tests, and the languages that tell of them. */
import * as compare from "../../i18n/compare";
import * as differences from "../../i18n/differences";
import { fill, type Locale } from "../../i18n/fill";
import english from "../../i18n/schema.en.json";
import russian from "../../i18n/schema.ru.json";
import type { Defaults } from "../network/brief";
import type { LayerSpec, NetworkSpec } from "../network/types";
import { sentence, type Told } from "./sentence";
import type { Words } from "./words";

/** What the server's catalogue says in English. */
const TITLES: Record<string, string> = {
  ...{ conv2d: "Convolution", linear: "Fully connected", max_pool2d: "Max pooling", flatten: "Flatten" },
  ...{ relu: "ReLU", tanh: "Tanh", dropout: "Dropout", residual: "Residual block", parallel: "Branches" },
  ...{ sgd: "SGD", adam: "Adam", rmsprop: "RMSprop", one_cycle: "One cycle", cosine: "Cosine" },
  ...{ step_lr: "Steps", cross_entropy: "Cross-entropy", quadratic: "Quadratic cost", hinge: "Hinge" },
  ...{ default: "PyTorch's default", he: "He", normal: "Normal", shift: "Shift", rotate: "Rotate" },
};
const DEFAULTS: Record<string, Record<string, unknown>> = {
  conv2d: { kernel_size: 3, stride: 1, padding: 0, bias: true },
  max_pool2d: { kernel_size: 2, stride: null, padding: 0 },
  dropout: { p: 0.5 },
  shift: { fraction: 0.08 },
  rotate: { degrees: 10 },
  normal: { std: 1 },
  step_lr: { step_size: 5, gamma: 0.5 },
  one_cycle: { pct_start: 0.3 },
  cross_entropy: { label_smoothing: 0 },
};
export const defaults: Defaults = (kind) => DEFAULTS[kind] ?? {};
const schemas: Record<Locale, Record<string, string>> = { en: english, ru: russian };
const texts: Record<Locale, Record<string, string>> = {
  en: { ...compare.en, ...differences.en },
  ru: { ...compare.ru, ...differences.ru },
};

export function words(locale: Locale): Words {
  const first = (keys: string[], fallback: string): string =>
    keys.map((key) => schemas[locale][key]).find((text) => text !== undefined) ?? fallback;
  const readable = (name: string): string => {
    const text = name.replaceAll("_", " ");
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  return {
    text: (key, params = {}) => fill(locale, texts[locale][key] ?? key, params),
    kind: (kind) => first([`schema.${kind}`], TITLES[kind] ?? kind),
    field: (kind, field) => first([`schema.${kind}.${field}`, `schema.field.${field}`], readable(field)),
    word: (word) => first([`word.${word}`], word),
    number: (value) => value.toLocaleString(locale, { maximumFractionDigits: 12 }),
    dataset: (id) => id,
  };
}

export const conv1: LayerSpec = { kind: "conv2d", name: "conv1", out_channels: 8, kernel_size: 5 };
export const relu: LayerSpec = { kind: "relu" };
export const pool: LayerSpec = { kind: "max_pool2d", name: "pool1", kernel_size: 2 };
export const drop: LayerSpec = { kind: "dropout", name: "drop1", p: 0.25 };
export const out: LayerSpec = { kind: "linear", name: "out", out_features: 10 };
export const LAYERS = [conv1, relu, pool, drop, out];
export const sgd = { kind: "sgd", lr: 0.1, momentum: 0 };
export const adam = { kind: "adam", lr: 0.001 };
export const shift = { kind: "shift", fraction: 0.08 };
export const rotate = { kind: "rotate", degrees: 10 };
const TRAINING = {
  ...{ epochs: 5, batch_size: 64, optimizer: sgd, schedule: { kind: "one_cycle", pct_start: 0.3 } },
  ...{ loss: { kind: "cross_entropy", label_smoothing: 0 }, initializer: { kind: "default" } },
  ...{ initializers: {}, augmentation: [], weight_decay: 0, frozen: [], seed: 0, pace: null },
  ...{ device: "auto", precision: "auto", threads: "auto" },
};

const net = (layers: LayerSpec[], more: Partial<NetworkSpec> = {}): NetworkSpec => ({
  name: "N",
  input: { channels: 1, height: 28, width: 28 },
  layers,
  ...more,
});
export interface Parts extends Partial<Omit<Told, "network">> {
  layers?: LayerSpec[];
  head?: Partial<NetworkSpec>;
}
export const run = ({ layers = LAYERS, head = {}, training = {}, ...more }: Parts): Told => ({
  id: "first",
  network: net(layers, head),
  dataset: "mnist",
  ...more,
  training: { ...TRAINING, ...training },
});
/** The network with its first layer changed. */
export const first = (changes: object): Parts => ({ layers: [{ ...conv1, ...changes }, ...LAYERS.slice(1)] });
export const told = (training: object): Parts => ({ training: training as Told["training"] });

/** What it is called, the first run, the second, and what follows "The second run" and "Во втором обучении". */
export type Case = [string, Parts, Parts, string, string];

export const said = (before: Parts, after: Parts, locale: Locale): string =>
  sentence(run(before), run(after), words(locale), defaults).text;
