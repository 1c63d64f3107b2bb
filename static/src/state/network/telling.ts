/** Which pairs of a comparison are told by themselves. Pure. */
import { type Pair, partsOf } from "./compare";

/** A pair that is told; `by`: the new layer that stands where its layer stood. */
export interface Told {
  pair: Pair;
  by: Pair | null;
}

/** In the order of the network: what stands in a new or lost block is told with the block. */
export function toldOf(pairs: Pair[]): Told[] {
  const lost = new Set(pairs.filter((pair) => !pair.after).map((pair) => pair.before?.path));
  const fresh = new Set(pairs.filter((pair) => !pair.before).map((pair) => pair.after?.path));
  const told = pairs.filter(
    ({ before, after }) =>
      (before && after) || !(after ? fresh.has(after.owner?.path) : lost.has(before?.owner?.path)),
  );
  return told.flatMap((pair, index) =>
    replaces(told, index - 1) ? [] : [{ pair, by: replaces(told, index) }],
  );
}

/** How many layers stand in a new or lost block. */
export function insideOf(block: Pair, pairs: Pair[]): number {
  const side = block.after ? "after" : "before";
  const around = `${block[side]?.path}.`;
  return pairs.filter(
    (one) =>
      (side === "after" ? !one.before : !one.after) &&
      one[side]?.path.startsWith(around) &&
      partsOf(one[side]?.node).length === 0,
  ).length;
}

/** "Convolution" within a sentence; "ReLU" stays. */
export const lower = (text: string): string =>
  text.replace(/^\p{Lu}\p{Ll}*(?![\p{L}\p{N}])/u, (word) => word.toLowerCase());

/** The new layer that stands where the lost one at `index` stood. */
function replaces(pairs: Pair[], index: number): Pair | null {
  const [gone, come] = [pairs[index], pairs[index + 1]];
  if (!gone?.before || gone.after || !come?.after || come.before) return null;
  const blocks = [gone.before.node, come.after.node].some((node) => partsOf(node).length > 0);
  const beside = gone.depth === come.depth && gone.part === come.part;
  const alone = !isLost(pairs[index - 1], gone) && !isNew(pairs[index + 2], come);
  return !blocks && beside && alone ? come : null;
}

const beside = (one: Pair | undefined, other: Pair): boolean =>
  one?.depth === other.depth && one.part === other.part;
const isLost = (one: Pair | undefined, other: Pair): boolean => beside(one, other) && one?.after === null;
const isNew = (one: Pair | undefined, other: Pair): boolean => beside(one, other) && one?.before === null;
