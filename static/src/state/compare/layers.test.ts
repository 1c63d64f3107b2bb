import { expect, it } from "vitest";

import { adam, type Case, conv1, drop, first, LAYERS, out, pool, relu, said, told } from "./samples";

const CASES: Case[] = [
  [
    "one filter",
    {},
    first({ out_channels: 1 }),
    "has 1 filter instead of 8 in conv1",
    "в conv1 1 фильтр вместо 8",
  ],
  [
    "two filters",
    {},
    first({ out_channels: 2 }),
    "has 2 filters instead of 8 in conv1",
    "в conv1 2 фильтра вместо 8",
  ],
  [
    "twelve filters",
    {},
    first({ out_channels: 12 }),
    "has 12 filters instead of 8 in conv1",
    "в conv1 12 фильтров вместо 8",
  ],
  [
    "21 filters",
    {},
    first({ out_channels: 21 }),
    "has 21 filters instead of 8 in conv1",
    "в conv1 21 фильтр вместо 8",
  ],
  [
    "units",
    {},
    { layers: [...LAYERS.slice(0, 4), { ...out, out_features: 33 }] },
    "has 33 units instead of 10 in out",
    "в out 33 нейрона вместо 10",
  ],
  [
    "the example: a filter count and the optimiser",
    {},
    { ...first({ out_channels: 16 }), ...told({ optimizer: adam }) },
    "has 16 filters instead of 8 in conv1, and trains with Adam at 0.001 instead of SGD at 0.1",
    "в conv1 16 фильтров вместо 8 и оптимизатор Adam со скоростью 0,001 вместо SGD со скоростью 0,1",
  ],
  [
    "a kernel",
    {},
    first({ kernel_size: 3 }),
    "has kernels of 3×3 instead of 5×5 in conv1",
    "в conv1 ядро 3×3 вместо 5×5",
  ],
  [
    "a kernel that is no square",
    {},
    first({ kernel_size: [1, 5] }),
    "has kernels of 1×5 instead of 5×5 in conv1",
    "в conv1 ядро 1×5 вместо 5×5",
  ],
  [
    "the window of a pool",
    {},
    { layers: [conv1, relu, { ...pool, kernel_size: 3 }, drop, out] },
    "has windows of 3×3 instead of 2×2 in pool1",
    "в pool1 окно 3×3 вместо 2×2",
  ],
  [
    "a stride that was left out",
    {},
    first({ stride: 2 }),
    "has stride 2 instead of 1 in conv1",
    "в conv1 шаг 2 вместо 1",
  ],
  [
    "a pool's stride is its window where it is left out",
    {},
    { layers: [conv1, relu, { ...pool, stride: 1 }, drop, out] },
    "has stride 1 instead of 2 in pool1",
    "в pool1 шаг 1 вместо 2",
  ],
  [
    "padding by a word, and no bias",
    {},
    first({ padding: "same", bias: false }),
    "has padding same instead of 0 and no bias in conv1",
    "в conv1 дополнение same вместо 0 и нет смещения",
  ],
  [
    "a layer more",
    {},
    { layers: [...LAYERS.slice(0, 4), { kind: "linear", name: "fc", out_features: 84 }, out] },
    "adds fully connected fc (84 units) after drop1",
    "добавлено «полносвязный слой» fc (84 нейрона) после drop1",
  ],
  [
    "a layer more at the beginning, after one without a name",
    { layers: [relu, out] },
    { layers: [drop, relu, { kind: "flatten" }, out] },
    "adds dropout drop1 (a dropout rate of 25%) at the beginning, and adds flatten after ReLU (1)",
    "добавлено «dropout (прореживание)» drop1 (доля обнуляемых 25\u00a0%) в начале и добавлено «развёртка в вектор» после «ReLU» (1)",
  ],
  [
    "a layer less",
    {},
    { layers: [conv1, pool, drop, out] },
    "leaves out ReLU after conv1",
    "нет «ReLU» после conv1",
  ],
  [
    "a block",
    {},
    {
      layers: [conv1, { kind: "residual", name: "r", body: [relu, drop], shortcut: [] }, ...LAYERS.slice(1)],
    },
    "adds residual block r with 2 layers after conv1",
    "добавлено «остаточный блок» r из 2 слоёв после conv1",
  ],
  [
    "inside a block",
    { layers: [{ kind: "residual", name: "r", body: [conv1], shortcut: [] }] },
    { layers: [{ kind: "residual", name: "r", body: [{ ...conv1, stride: 2 }], shortcut: [] }] },
    "has stride 2 instead of 1 in r.body.conv1",
    "в r.body.conv1 шаг 2 вместо 1",
  ],
  [
    "a layer in another place",
    {},
    { layers: [drop, conv1, relu, pool, out] },
    "has drop1 at the beginning instead of after pool1",
    "drop1 в начале, а не после pool1",
  ],
  [
    "another activation",
    {},
    { layers: [conv1, { kind: "tanh" }, pool, drop, out] },
    "has tanh instead of ReLU after conv1",
    "«гиперболический тангенс» вместо «ReLU» после conv1",
  ],
  [
    "a dropout rate",
    {},
    { layers: [conv1, relu, pool, { ...drop, p: 0.5 }, out] },
    "has a dropout rate of 50% instead of 25% in drop1",
    "в drop1 доля обнуляемых 50\u00a0% вместо 25\u00a0%",
  ],
  ["another name", {}, first({ name: "c1" }), "calls conv1 c1", "conv1 называется c1"],
  [
    "input and normalisation",
    {},
    { head: { input: { channels: 3, height: 32, width: 32 }, normalize: "standard" } },
    "reads 32×32×3 instead of 28×28×1, and has normalisation of the input “standard” instead of “half”",
    "вход 32×32×3 вместо 28×28×1 и нормировка входа «стандартная» вместо «половина»",
  ],
];

it.each(CASES)("tells of %s", (_, before, after, en, ru) => {
  expect(said(before, after, "en")).toBe(`The second run ${en}.`);
  expect(said(before, after, "ru")).toBe(`Во втором обучении ${ru}.`);
});
