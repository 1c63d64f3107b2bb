/** What lies between the network on the page and another one, in the reader's language. */
import { get } from "../net/http";
import { type Refusal, refusalOf } from "../net/refusal";
import type { SavedNetwork } from "../gen/api";
import { analysed, type Analysed } from "./analysed";
import { defaults } from "./known";
import { network } from "./network.svelte";
import { compared } from "./network/compare";
import { type Counts, differences, type Sentence } from "./network/differences";
import { type Marks, marksOf } from "./network/marks";
import type { NetworkSpec, NetworkSummary } from "./network/types";
import { words } from "./pageWords";
import { zoo } from "./zoo.svelte";

type Summaries = Record<"before" | "after", NetworkSummary | null>;
const countsOf = (summary: NetworkSummary | null): Counts | null =>
  summary && {
    params: summary.total.params,
    macs: summary.total.macs,
    output: summary.output_shape,
  };

export function differencesFrom(before: NetworkSpec, after: NetworkSpec, summaries: Summaries): Sentence[] {
  const counts = { before: countsOf(summaries.before), after: countsOf(summaries.after) };
  return differences(compared(before, after, defaults), words, defaults, counts);
}

/** What the network can be compared with: a model or preset by its id, "saved:ID" for a saved network. */
const SAVED = "saved:";
export const savedRef = (id: string): string => SAVED + id;

async function specOf(choice: string): Promise<NetworkSpec> {
  if (!choice.startsWith(SAVED)) return zoo.specOf(choice);
  const at = `/networks/${encodeURIComponent(choice.slice(SAVED.length))}`;
  return (await get<SavedNetwork>(at)).network as NetworkSpec;
}

class Comparing {
  choice = $state("");
  other: Analysed | null = $state.raw(null);
  refusal: Refusal | null = $state.raw(null);
  /** Are the differences marked in the drawing? */
  shown = $state(false);

  readonly comparison = $derived(
    this.other && network.spec ? compared(this.other.spec, network.spec, defaults) : null,
  );
  /** On the drawing of the network on the page; null while none are shown. */
  readonly marks: Marks | null = $derived(this.shown && this.comparison ? marksOf(this.comparison) : null);
  readonly title: string = $derived(this.other?.spec.name ?? this.choice);
  readonly sentences: Sentence[] = $derived.by(() => {
    if (!this.comparison) return [];
    const after = network.valid ? network.summary : null;
    const counts = { before: countsOf(this.other?.summary ?? null), after: countsOf(after) };
    return differences(this.comparison, words, defaults, counts);
  });

  /** Begin with the model that the network on the page came from. */
  start(): void {
    const first = network.base ?? zoo.chosen;
    if (this.choice === "" && first !== null) this.choice = first;
    if (this.choice) void this.choose(this.choice);
  }

  async choose(choice: string): Promise<void> {
    Object.assign(this, { choice, other: null, refusal: null });
    try {
      const other = await analysed(await specOf(choice));
      if (this.choice === choice) this.other = other;
    } catch (error) {
      if (this.choice === choice) this.refusal = refusalOf(error);
    }
  }
}

export const comparing = new Comparing();
