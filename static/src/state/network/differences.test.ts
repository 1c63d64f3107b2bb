import { expect, it } from "vitest";

import * as texts from "../../i18n/differences";
import { fill, type Locale } from "../../i18n/fill";
import english from "../../i18n/schema.en.json";
import russian from "../../i18n/schema.ru.json";
import type { Defaults } from "./brief";
import { compared } from "./compare";
import { type Counts, differences, type Words } from "./differences";
import type { LayerSpec, NetworkSpec } from "./types";

/** What the server's catalogue says in English. */
const TITLES: Record<string, string> = {
  conv2d: "Convolution",
  linear: "Fully connected",
  max_pool2d: "Max pooling",
  avg_pool2d: "Average pooling",
  flatten: "Flatten",
  relu: "ReLU",
  tanh: "Tanh",
  dropout: "Dropout",
  batch_norm2d: "Batch normalisation",
  residual: "Residual block",
  parallel: "Branches",
  auxiliary: "Auxiliary head",
};
const DEFAULTS: Record<string, Record<string, unknown>> = {
  conv2d: { kernel_size: 3, stride: 1, padding: 0, bias: true, padding_mode: "zeros", groups: 1 },
  max_pool2d: { kernel_size: 2, stride: null, padding: 0, ceil_mode: false },
  parallel: { merge: "concat" },
  dropout: { p: 0.5 },
  residual: { zero_init: false },
};
const defaults: Defaults = (kind) => DEFAULTS[kind] ?? {};
const schemas: Record<Locale, Record<string, string>> = { en: english, ru: russian };

function words(locale: Locale): Words {
  const first = (keys: string[], fallback: string): string =>
    keys.map((key) => schemas[locale][key]).find((text) => text !== undefined) ?? fallback;
  const readable = (name: string): string => {
    const text = name.replaceAll("_", " ");
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  return {
    text: (key, params = {}) => fill(locale, texts[locale][key], params),
    kind: (kind) => first([`schema.${kind}`], TITLES[kind] ?? kind),
    field: (kind, field) => first([`schema.${kind}.${field}`, `schema.field.${field}`], readable(field)),
    word: (word) => first([`word.${word}`], word),
    number: (value) => value.toLocaleString(locale),
  };
}

const net = (layers: LayerSpec[], more: Partial<NetworkSpec> = {}): NetworkSpec => ({
  name: "N",
  input: { channels: 1, height: 28, width: 28 },
  layers,
  ...more,
});
const c1: LayerSpec = { kind: "conv2d", name: "c1", out_channels: 6, kernel_size: 5 };
const relu: LayerSpec = { kind: "relu" };
const pool: LayerSpec = { kind: "max_pool2d", name: "s2", kernel_size: 2 };
const drop: LayerSpec = { kind: "dropout", p: 0.25 };
const out: LayerSpec = { kind: "linear", name: "out", out_features: 10 };
const fork = (...branches: LayerSpec[][]): LayerSpec => ({ kind: "parallel", name: "p", branches });
const skip = (body: LayerSpec[], more: object = {}): LayerSpec => ({
  kind: "residual",
  name: "r",
  body,
  shortcut: [],
  ...more,
});

type Case = [string, NetworkSpec, NetworkSpec, string[], string[]];
const CASES: Case[] = [
  [
    "equal networks",
    net([c1, relu]),
    net([c1, relu]),
    ["The two networks are the same."],
    ["Сети одинаковы."],
  ],
  [
    "a setting at its default is no difference",
    net([c1]),
    net([{ ...c1, stride: [1, 1], padding: 0 }]),
    ["The two networks are the same."],
    ["Сети одинаковы."],
  ],
  [
    "a layer at the end",
    net([c1]),
    net([c1, relu]),
    ["Added: ReLU, after “c1”."],
    ["Добавлено: ReLU, после «c1»."],
  ],
  [
    "a layer with its settings",
    net([]),
    net([c1]),
    ["Added: convolution “c1” (out channels 6, kernel size 5), at the beginning."],
    ["Добавлено: свёртка «c1» (фильтры 6, размер ядра 5), в начале."],
  ],
  [
    "after a layer without a name",
    net([relu, out]),
    net([relu, drop, out]),
    ["Added: dropout (p 0.25), after “ReLU (0)”."],
    ["Добавлено: dropout (прореживание) (доля обнуляемых 0,25), после «ReLU (0)»."],
  ],
  [
    "a layer less",
    net([c1, relu, out]),
    net([c1, out]),
    ["Removed: ReLU, after “c1”."],
    ["Убрано: ReLU, после «c1»."],
  ],
  [
    "the first layer less",
    net([c1, relu]),
    net([relu]),
    ["Removed: convolution “c1” (out channels 6, kernel size 5), at the beginning."],
    ["Убрано: свёртка «c1» (фильтры 6, размер ядра 5), в начале."],
  ],
  [
    "one setting",
    net([c1]),
    net([{ ...c1, kernel_size: 7 }]),
    ["“c1”: kernel size 5 → 7."],
    ["«c1»: размер ядра 5 → 7."],
  ],
  [
    "two settings, one of which was left out",
    net([c1]),
    net([{ ...c1, kernel_size: 7, padding: 2 }]),
    ["“c1”: kernel size 5 → 7, padding 0 → 2."],
    ["«c1»: размер ядра 5 → 7, дополнение 0 → 2."],
  ],
  [
    "a setting that goes back to its default",
    net([{ ...c1, stride: 2 }]),
    net([c1]),
    ["“c1”: stride 2 → 1."],
    ["«c1»: шаг 2 → 1."],
  ],
  [
    "height and width apart",
    net([c1]),
    net([{ ...c1, kernel_size: [5, 1] }]),
    ["“c1”: kernel size 5 → 5×1."],
    ["«c1»: размер ядра 5 → 5×1."],
  ],
  [
    "a table",
    net([{ ...c1, connections: [[0], [0], [0], [0], [0], [0]] }]),
    net([c1]),
    ["“c1”: connections of 6 rows → default."],
    ["«c1»: таблица связей из 6 строк → по умолчанию."],
  ],
  [
    "a word",
    net([c1]),
    net([{ ...c1, padding: "same" }]),
    ["“c1”: padding 0 → same."],
    ["«c1»: дополнение 0 → same."],
  ],
  [
    "a switch",
    net([c1]),
    net([{ ...c1, bias: false }]),
    ["“c1”: bias yes → no."],
    ["«c1»: смещение да → нет."],
  ],
  [
    "a default that is not a number",
    net([pool]),
    net([{ ...pool, stride: 1 }]),
    ["“s2”: stride default → 1."],
    ["«s2»: шаг по умолчанию → 1."],
  ],
  [
    "a setting of a layer without a name",
    net([c1, drop]),
    net([c1, { ...drop, p: 0.1 }]),
    ["“Dropout (1)”: p 0.25 → 0.1."],
    ["«Dropout (прореживание) (1)»: доля обнуляемых 0,25 → 0,1."],
  ],
  [
    "a large number",
    net([out]),
    net([{ ...out, out_features: 12000 }]),
    ["“out”: out features 10 → 12,000."],
    ["«out»: выходы 10 → 12\u00a0000."],
  ],
  [
    "another name",
    net([c1]),
    net([{ ...c1, name: "conv" }]),
    ["“c1” is now called “conv”."],
    ["«c1» теперь называется «conv»."],
  ],
  [
    "a name where there was none",
    net([relu]),
    net([{ ...relu, name: "r1" }]),
    ["“ReLU (0)” is now called “r1”."],
    ["«ReLU (0)» теперь называется «r1»."],
  ],
  [
    "a name that is gone",
    net([{ ...relu, name: "r1" }]),
    net([relu]),
    ["“r1” has no name any more: it is “ReLU (0)”."],
    ["У «r1» больше нет имени: это «ReLU (0)»."],
  ],
  [
    "another kind in the same place",
    net([c1, relu, out]),
    net([c1, { kind: "tanh" }, out]),
    ["Replaced: “ReLU (1)” by tanh, after “c1”."],
    ["Заменено: «ReLU (1)» на гиперболический тангенс, после «c1»."],
  ],
  [
    "two lost and one new are not a replacement",
    net([c1, relu, drop, out]),
    net([c1, { kind: "tanh" }, out]),
    [
      "Removed: ReLU, after “c1”.",
      "Removed: dropout (p 0.25), after “ReLU (1)”.",
      "Added: tanh, after “c1”.",
    ],
    [
      "Убрано: ReLU, после «c1».",
      "Убрано: dropout (прореживание) (доля обнуляемых 0,25), после «ReLU (1)».",
      "Добавлено: гиперболический тангенс, после «c1».",
    ],
  ],
  [
    "a layer in another place",
    net([c1, relu, pool, out]),
    net([relu, pool, c1, out]),
    ["Moved: “c1”, at the beginning → after “s2”."],
    ["Перемещено: «c1», в начале → после «s2»."],
  ],
  [
    "a layer in another place with another setting",
    net([c1, relu, pool]),
    net([relu, pool, { ...c1, padding: 2 }]),
    ["Moved: “c1”, at the beginning → after “s2”.", "“c1”: padding 0 → 2."],
    ["Перемещено: «c1», в начале → после «s2».", "«c1»: дополнение 0 → 2."],
  ],
  [
    "a new block",
    net([c1]),
    net([c1, skip([relu, drop])]),
    ["Added: residual block “r” with 2 layers inside, after “c1”."],
    ["Добавлено: остаточный блок «r», внутри 2 слоя, после «c1»."],
  ],
  [
    "an empty block",
    net([c1]),
    net([c1, skip([])]),
    ["Added: residual block “r”, after “c1”."],
    ["Добавлено: остаточный блок «r», после «c1»."],
  ],
  [
    "a lost block",
    net([c1, skip([relu, skip([drop])]), out]),
    net([c1, out]),
    ["Removed: residual block “r” with 2 layers inside, after “c1”."],
    ["Убрано: остаточный блок «r», внутри 2 слоя, после «c1»."],
  ],
  [
    "a layer that is put into a block",
    net([c1, relu]),
    net([skip([c1]), relu]),
    [
      "Added: residual block “r”, at the beginning.",
      "Moved: “c1”, at the beginning → in the body of “r”, at the beginning.",
    ],
    ["Добавлено: остаточный блок «r», в начале.", "Перемещено: «c1», в начале → в теле блока «r», в начале."],
  ],
  [
    "a block that is taken apart",
    net([pool, skip([c1, relu])]),
    net([pool, c1, relu]),
    [
      "Removed: residual block “r”, after “s2”.",
      "Moved: “c1”, in the body of “r”, at the beginning → after “s2”.",
      "Moved: “ReLU (r.body.1)”, in the body of “r”, after “c1” → after “c1”.",
    ],
    [
      "Убрано: остаточный блок «r», после «s2».",
      "Перемещено: «c1», в теле блока «r», в начале → после «s2».",
      "Перемещено: «ReLU (r.body.1)», в теле блока «r», после «c1» → после «c1».",
    ],
  ],
  [
    "a layer in the body of a block",
    net([skip([c1])]),
    net([skip([c1, relu])]),
    ["Added: ReLU, in the body of “r”, after “c1”."],
    ["Добавлено: ReLU, в теле блока «r», после «c1»."],
  ],
  [
    "a projection on the way around",
    net([skip([relu])]),
    net([skip([relu], { shortcut: [c1] })]),
    ["Added: convolution “c1” (out channels 6, kernel size 5), in the shortcut of “r”, at the beginning."],
    ["Добавлено: свёртка «c1» (фильтры 6, размер ядра 5), в обходе блока «r», в начале."],
  ],
  [
    "a setting of a block",
    net([skip([c1])]),
    net([skip([c1], { zero_init: true })]),
    ["“r”: zero init no → yes."],
    ["«r»: начать с нуля нет → да."],
  ],
  [
    "one more branch",
    net([fork([c1], [pool])]),
    net([fork([c1], [pool], [relu])]),
    ["“p”: branches 2 → 3.", "Added: ReLU, in branch 3 of “p”, at the beginning."],
    ["«p»: ветви 2 → 3.", "Добавлено: ReLU, в ветви 3 блока «p», в начале."],
  ],
  [
    "another merge",
    net([fork([c1], [pool])]),
    net([{ ...fork([c1], [pool]), merge: "add" }]),
    ["“p”: merge concat → add."],
    ["«p»: слияние стопкой → сумма."],
  ],
  [
    "an auxiliary head",
    net([c1, out]),
    net([c1, { kind: "auxiliary", weight: 0.3, head: [{ kind: "flatten" }, { ...out, name: "aux" }] }, out]),
    ["Added: auxiliary head (weight 0.3) with 2 layers inside, after “c1”."],
    ["Добавлено: вспомогательная голова (вес потерь 0,3), внутри 2 слоя, после «c1»."],
  ],
  [
    "another input",
    net([c1]),
    net([c1], { input: { channels: 3, height: 32, width: 32 } }),
    ["Input: 28×28×1 → 32×32×3."],
    ["Вход: 28×28×1 → 32×32×3."],
  ],
  [
    "the settings of the network",
    net([c1]),
    net([c1], { name: "M", normalize: "standard", size_rule: "strict" }),
    [
      "The network is now called “M”; before: “N”.",
      "Normalisation of the input: half → standard.",
      "Sizes that do not fit: rounded down → an error.",
    ],
    [
      "Сеть теперь называется «M»; раньше: «N».",
      "Нормировка входа: половина → стандартная.",
      "Размеры с остатком: округляются вниз → ошибка.",
    ],
  ],
];

const told = (locale: Locale, before: NetworkSpec, after: NetworkSpec): string[] =>
  differences(compared(before, after, defaults), words(locale), defaults)
    .filter(({ change }) => change !== "count")
    .map(({ text }) => text);

it.each(CASES)("%s", (_, before, after, inEnglish, inRussian) => {
  expect(told("en", before, after)).toEqual(inEnglish);
  expect(told("ru", before, after)).toEqual(inRussian);
});

it("tells the counts before and after, in both languages", () => {
  const [before, after] = [net([c1, relu]), net([c1, relu, drop, out])];
  const counts = (params: number, macs: number, output: number[]): Counts => ({ params, macs, output });
  const tell = (locale: Locale, one: Counts, other: Counts): string[] =>
    differences(compared(before, after, defaults), words(locale), defaults, { before: one, after: other })
      .filter(({ change }) => change === "count")
      .map(({ text }) => text);
  const [one, other] = [counts(156, 5000, [6, 24, 24]), counts(34726, 5000, [10])];
  expect(tell("en", one, other)).toEqual([
    "Layers: 2 → 4 (+2).",
    "Output: 24×24×6 → 10.",
    "Parameters: 156 → 34,726 (+34,570).",
    "Multiply-accumulates: 5,000, as before.",
  ]);
  expect(tell("ru", other, one).slice(1)).toEqual([
    "Выход: 10 → 24×24×6.",
    "Параметров: 34\u00a0726 → 156 (−34\u00a0570).",
    "Умножений-сложений: 5\u00a0000, как и было.",
  ]);
});

it("leaves counts out where one of the networks does not fit", () => {
  const told = differences(compared(net([c1]), net([c1, relu]), defaults), words("en"), defaults);
  expect(told.map(({ text }) => text)).toEqual(["Added: ReLU, after “c1”.", "Layers: 1 → 2 (+1)."]);
  expect(told[0]).toMatchObject({ change: "added", path: "1" });
});
