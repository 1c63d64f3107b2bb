/** Where the list's headings stand: local structure first, then global. */
import type { Place } from "../../state/network/document";
import type { NetworkSummary } from "../../state/network/types";

/** Index of the top-level layer where each stage begins. */
export function stageStarts(
  places: Place[],
  summary: NetworkSummary | null,
): ReadonlyMap<number, "local" | "global"> {
  const stages = new Map(summary?.nodes.map(({ path, stage }) => [path, stage]));
  const starts = new Map<number, "local" | "global">();
  let last: string | null = null;
  for (const { path, depth, index } of places) {
    const stage = stages.get(path);
    if (depth > 0 || !stage || stage === last) continue;
    last = stage;
    starts.set(index, stage);
  }
  return starts;
}
