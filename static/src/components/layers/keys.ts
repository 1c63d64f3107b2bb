/** The keyboard on the layer list, and where its headings stand. */
import { t } from "../../i18n/index.svelte";
import { network, type NetworkSummary } from "../../state/network.svelte";
import type { Place } from "../../state/network/document";
import { selection } from "../../state/selection.svelte";
import { adding } from "./adding.svelte";
import { nameOf } from "./words.svelte";

function moved(place: Place, by: number): string {
  if (network.move(place.path, place.index + by)) {
    const of = network.places.filter(
      ({ parent, part }) => parent === place.parent && part === place.part,
    ).length;
    adding.said = t("layers.moved", { name: nameOf(place), n: place.index + by + 1, of });
  }
  return network.places.find(({ node }) => node.$id === place.node.$id)?.path ?? place.path;
}

/** Delete a layer; the selection goes to the one that takes its place. */
export function removed(place: Place): string | null {
  const at = network.places.indexOf(place);
  const next =
    network.places.slice(at + 1).find(({ depth }) => depth <= place.depth) ?? network.places[at - 1];
  const wasSelected = selection.path === place.path;
  const id = next?.node.$id;
  network.remove(place.path);
  adding.said = t("layers.removed", { name: nameOf(place) });
  const path = network.places.find(({ node }) => node.$id === id)?.path ?? null;
  if (wasSelected) selection.path = null;
  return path;
}

/** What a key does on the row of the node `id`; the path of the row to focus afterwards, or null. */
export function handleKeys(event: KeyboardEvent, id: string | null): string | null {
  const at = network.places.findIndex(({ node }) => node.$id === id);
  const place = network.places[at];
  if (!place || event.defaultPrevented || !(event.target as Element).closest("[data-kind]")) return null;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const end = { Home: 0, End: network.places.length - 1 }[event.key];
  const to = step === undefined ? end : at + step;
  let path: string | null;
  if (event.altKey && step) path = moved(place, step);
  else if (event.key === "Delete" || event.key === "Backspace") path = removed(place);
  else if (to !== undefined && !event.altKey) path = network.places[to]?.path ?? null;
  else return null;
  event.preventDefault();
  if (selection.path !== null && step && !event.altKey && path) selection.path = path;
  return path;
}

/** Index of the top-level layer where each stage begins: local structure first, then global. */
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
