/** Steps on single images that the user has taken: part of the network's history, in their order. */
import type { Nudge } from "../../gen/api";
import type { NetworkSpec, NetworkSummary } from "./types";

/** The server takes no more. */
export const MOST_NUDGES = 16;

/** Those that the network can still take: its input and its classes may have changed since. */
export function nudgesFor(
  nudges: readonly Nudge[],
  spec: NetworkSpec,
  { output_shape }: NetworkSummary,
): Nudge[] {
  const { channels, height, width } = spec.input;
  const fits = ({ image, target }: Nudge): boolean =>
    image.length === channels &&
    image[0]?.length === height &&
    image[0][0]?.length === width &&
    target < (output_shape[0] ?? 0);
  return output_shape.length === 1 ? nudges.filter(fits) : [];
}
