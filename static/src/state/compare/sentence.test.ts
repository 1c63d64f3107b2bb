import { expect, it } from "vitest";

import type { Locale } from "../../i18n/fill";
import type { LayerSpec } from "../network/types";
import { adam, type Case, conv1, defaults, first, run, said, told, words } from "./samples";
import { sentence, type Told } from "./sentence";

const CASES: Case[] = [
  [
    "many changes: the first five",
    {},
    {
      ...first({ out_channels: 16 }),
      ...told({ optimizer: adam, batch_size: 32, epochs: 3, weight_decay: 0.1, seed: 1, frozen: ["out"] }),
    },
    "has 16 filters instead of 8 in conv1, trains with Adam at 0.001 instead of SGD at 0.1, " +
      "takes mini-batches of 32 instead of 64, trains for 3 epochs instead of 5, " +
      "decays the weights by 0.1 instead of 0, and 2 more changes",
    "в conv1 16 фильтров вместо 8, оптимизатор Adam со скоростью 0,001 вместо SGD со скоростью 0,1, " +
      "мини-пакеты по 32 изображения вместо 64, 3 эпохи вместо 5, " +
      "затухание весов 0,1 вместо 0 и ещё 2 отличия",
  ],
];

it.each(CASES)("tells of %s", (_, before, after, en, ru) => {
  expect(said(before, after, "en")).toBe(`The second run ${en}.`);
  expect(said(before, after, "ru")).toBe(`Во втором обучении ${ru}.`);
});

it("says when nothing was changed: names, pace and what is watched are no change", () => {
  const after = run({ head: { name: "M" }, training: { pace: 10, threads: 1 } });
  const said = (locale: Locale): string => sentence(run({}), after, words(locale), defaults).text;
  expect(said("en")).toBe("The two runs have the same network and the same settings.");
  expect(said("ru")).toBe("Сеть и настройки обоих обучений одинаковы.");
});

it("counts what is left out in the forms of the language", () => {
  const layers = Array.from({ length: 26 }, (_, i): LayerSpec => ({ ...conv1, name: `c${i}` }));
  const wider = (count: number): Told =>
    run({ layers: layers.map((one, i) => (i < count ? { ...one, out_channels: 9 } : one)) });
  const end = (count: number, locale: Locale): string =>
    sentence(run({ layers }), wider(count), words(locale), defaults).text.split("c4")[1] ?? "";
  expect([6, 7, 10, 26].map((n) => end(n, "en"))).toEqual([
    ", and 1 more change.",
    ", and 2 more changes.",
    ", and 5 more changes.",
    ", and 21 more changes.",
  ]);
  expect([6, 7, 10, 26].map((n) => end(n, "ru").replace(/^.* и /, ""))).toEqual([
    "ещё 1 отличие.",
    "ещё 2 отличия.",
    "ещё 5 отличий.",
    "ещё 21 отличие.",
  ]);
});

it("every clause is there by itself", () => {
  const { clauses } = sentence(run({}), run(told({ seed: 1, epochs: 2 })), words("en"), defaults);
  expect(clauses).toEqual(["trains for 2 epochs instead of 5", "begins from seed 1 instead of 0"]);
});
