/** Layers that training leaves as they are, by the block around them or by themselves. */
import { network } from "../../state/network.svelte";
import type { Place } from "../../state/network/document";

/** The nearest block around a node that is frozen with all that is in it. */
export function frozenAround({ parent }: Place): Place | null {
  for (
    let at = parent === null ? null : network.place(parent);
    at;
    at = at.parent === null ? null : network.place(at.parent)
  )
    if (at.node.$frozen) return at;
  return null;
}

/** Does training leave this layer as it is? */
export const isFrozen = (place: Place): boolean =>
  place.node.$frozen === true || frozenAround(place) !== null;

/** Has it, or anything in it, parameters that could be frozen? */
export const canFreeze = ({ path }: Place): boolean => (network.outlined.get(path)?.params ?? 0) > 0;
