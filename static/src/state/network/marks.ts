/** A comparison as marks on the drawing of the newer network: what is new, changed, moved, and what is gone where. */
import { type Change, changeOf, type Comparison, type Pair } from "./compare";
import type { LayerSpec } from "./types";

/** Of one node of the newer network. */
export interface Mark {
  change: Exclude<Change, "removed">;
  /** Nodes of the older network that stood behind it. */
  gone: LayerSpec[];
}

export type Marks = ReadonlyMap<string, Mark>;

/** What is gone from the beginning of the network stands by its input. */
const START = "input";

/** The node that a removed one is told by: the last before it in its series, else the block around it. */
function standsBy(pairs: Pair[], index: number): string {
  const { depth, part } = pairs[index] as Pair;
  for (let at = index - 1; at >= 0; at -= 1) {
    const pair = pairs[at] as Pair;
    const near = (pair.depth === depth && pair.part === part) || pair.depth < depth;
    if (near && pair.after) return pair.after.path;
  }
  return START;
}

/** Marks by path; nodes that are the same in both have none. */
export function marksOf({ pairs }: Comparison): Marks {
  const marks = new Map<string, Mark>();
  const gone = new Map<string, LayerSpec[]>();
  pairs.forEach((pair, index) => {
    const change = changeOf(pair);
    if (pair.after && change !== "removed") marks.set(pair.after.path, { change, gone: [] });
    else if (pair.before) {
      const path = standsBy(pairs, index);
      gone.set(path, [...(gone.get(path) ?? []), pair.before.node]);
    }
  });
  for (const [path, nodes] of gone)
    marks.set(path, { change: marks.get(path)?.change ?? "same", gone: nodes });
  return new Map([...marks].filter(([, mark]) => mark.change !== "same" || mark.gone.length));
}
