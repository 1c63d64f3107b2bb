/** How the page names a unit. */
import { network } from "../../state/network.svelte";
import type { Unit } from "../../state/selection.svelte";

/** c3 [5, 2, 1]; of a vector out [3]. */
export function unitText({ path, channel, y, x }: Unit): string {
  const node = network.node(path);
  const place = node && node.out_shape.length === 1 ? `${channel}` : `${channel}, ${y}, ${x}`;
  return `${path} [${place}]`;
}
