/**
 * What was changed from one run to another, in one sentence: "The second run has 16 filters instead of 8 in conv1,
 * and trains with Adam at 0.001 instead of SGD at 0.1." Made from both descriptions; pure, the words come from outside.
 */
import type { Run } from "../../net/runTypes";
import type { Defaults } from "../network/brief";
import { compared } from "../network/compare";
import { LayerTeller } from "./layers";
import { SettingsTeller } from "./settings";
import { joined, type Words } from "./words";

/** What of a run decides its outcome. */
export type Told = Pick<Run, "id" | "network" | "dataset" | "training"> &
  Partial<Pick<Run, "begins_with" | "parent">>;

export interface Changes {
  /** All of them, or the first and how many more there are. */
  text: string;
  /** Each by itself, as a part of the sentence. */
  clauses: string[];
}

/** More are counted. */
const MOST = 5;

/** `defaults` of the kinds of layers and of settings. */
export function sentence(before: Told, after: Told, words: Words, defaults: Defaults): Changes {
  const clauses = [
    ...data(before, after, words),
    ...new LayerTeller(words, defaults).clauses(compared(before.network, after.network, defaults)),
    ...new SettingsTeller(words, defaults).clauses(before.training, after.training),
    ...beginning(before, after, words),
  ];
  if (clauses.length === 0) return { text: words.text("cmp.none"), clauses };
  const more = clauses.length - MOST;
  const shown = more > 0 ? [...clauses.slice(0, MOST), words.text("cmp.more", { n: more })] : clauses;
  return { text: words.text("cmp.sentence", { clauses: joined(words, shown, "cmp.join.last") }), clauses };
}

function data({ dataset: before }: Told, { dataset: after }: Told, words: Words): string[] {
  if (before === after) return [];
  return [words.text("cmp.data", { before: words.dataset(before), after: words.dataset(after) })];
}

/** Whose weights they begin with. */
function beginning(before: Told, after: Told, words: Words): string[] {
  const weights = ({ parent, begins_with: given }: Told, first: string | null): string => {
    if (parent?.run === first && parent) return words.text("cmp.begin.first", { step: parent.step });
    if (parent) return words.text("cmp.begin.step", { step: parent.step, name: parent.run });
    const name = given?.weights_from;
    return name ? words.text("cmp.begin.from", { name }) : words.text("cmp.begin.fresh");
  };
  const sides = { before: weights(before, null), after: weights(after, before.id) };
  const [were, are] = [before, after].map((one) => one.begins_with?.by_hand ?? []) as [string[], string[]];
  const hand = (key: "cmp.begin.hand" | "cmp.begin.hand.not", layers: string[]): string[] =>
    layers.length ? [words.text(key, { layers: joined(words, layers, "cmp.join.both") })] : [];
  return [
    ...(weights(after, null) === sides.before ? [] : [words.text("cmp.begin", sides)]),
    ...hand(
      "cmp.begin.hand",
      are.filter((path) => !were.includes(path)),
    ),
    ...hand(
      "cmp.begin.hand.not",
      were.filter((path) => !are.includes(path)),
    ),
  ];
}
