/** The layer list as it stands: which blocks are open, which nodes are chosen, and the rows that follow. */
import { SvelteSet } from "svelte/reactivity";

import { type Row, outline as rowsOf } from "../layout/outline";
import { network } from "./network.svelte";
import type { Place } from "./network/document";
import { extended, spanOfIds, toggled } from "./network/picking";
import { nodesOf, type Span } from "./network/series";
import { selection } from "./selection.svelte";

/** In networks with more nodes blocks are closed until they are opened. */
const MANY = 60;

class Outline {
  /** Blocks that are not as they are at first. */
  readonly #turned = new SvelteSet<string>();
  /** The nodes that were chosen, and which node was selected then. */
  #chosen: { ids: readonly string[]; selected: string | null } = $state.raw({ ids: [], selected: null });
  #anchor: string | null = null;
  /** What the last edit did, for those who cannot see it. */
  said = $state("");
  /** Why the last thing that was pasted or dropped was not taken. */
  refusal: string | null = $state(null);
  /** What the selected layer can be swapped for is on show. */
  swapping = $state(false);
  /** Key of the row that is to have the keyboard; the list gives it and forgets. */
  wanted: string | null = $state(null);

  readonly places: ReadonlyMap<string, Place> = $derived(
    new Map(network.places.map((place) => [place.node.$id, place])),
  );
  readonly #byPath: ReadonlyMap<string, Place> = $derived(
    new Map(network.places.map((place) => [place.path, place])),
  );
  readonly selected: string | null = $derived(this.#byPath.get(selection.path ?? "")?.node.$id ?? null);
  readonly #many: boolean = $derived(network.places.length > MANY);

  /** Blocks around a problem or the selected node: they are open whatever was chosen. */
  readonly #needed: ReadonlySet<string> = $derived.by(() => {
    const wrong = network.problems.flatMap((problem) => network.placeOf(problem)?.place ?? []);
    const selected = this.#byPath.get(selection.path ?? "");
    const found = new Set<string>();
    for (const place of selected ? [...wrong, selected] : wrong)
      for (let at = this.around(place); at; at = this.around(at)) found.add(at.node.$id);
    return found;
  });

  readonly rows: Row[] = $derived(
    network.doc ? rowsOf(network.doc.layers, this.places, (id) => this.#closed(id)) : [],
  );

  /** The chosen nodes, until another one is selected: then that one. */
  readonly ids: readonly string[] = $derived.by(() => {
    const { ids, selected } = this.#chosen;
    if (this.selected && this.selected !== selected) return [this.selected];
    return ids.filter((id) => this.places.has(id));
  });
  readonly span: Span | null = $derived(spanOfIds(network.places, this.ids));

  #closed(id: string): boolean {
    return !this.#needed.has(id) && this.#many !== this.#turned.has(id);
  }

  /** The combinator that holds a node. */
  around(place: Place): Place | undefined {
    return place.parent === null ? undefined : this.#byPath.get(place.parent);
  }

  /** Open or close a block; the selection leaves a block that closes. */
  turn(place: Place, open: boolean): void {
    const id = place.node.$id;
    if (!open && this.#needed.has(id) && selection.path?.startsWith(`${place.path}.`))
      selection.path = place.path;
    if (this.#closed(id) !== open) return;
    if (this.#turned.has(id)) this.#turned.delete(id);
    else this.#turned.add(id);
  }

  /** Open the blocks around a node. */
  reveal(place: Place): void {
    for (let at = this.around(place); at; at = this.around(at)) this.turn(at, true);
  }

  choose(ids: readonly string[]): void {
    this.#pick(ids);
    this.#anchor = ids[0] ?? null;
  }

  /** Choose all from the node that was chosen first up to this one. */
  extend(to: string): void {
    this.#anchor ??= this.ids[0] ?? to;
    this.#pick(extended(network.places, this.#anchor, to));
  }

  toggle(id: string): void {
    this.choose(toggled(network.places, this.ids, id));
  }

  #pick(ids: readonly string[]): void {
    this.#chosen = { ids, selected: this.selected };
  }

  /** Give the keyboard to a row: a node's id, or the key of a heading. */
  focus(key: string | null): void {
    this.wanted = key;
  }

  /** The same to the first of the chosen. */
  focusChosen(): void {
    this.wanted = this.ids[0] ?? null;
  }

  /** The nodes that an edit of this one is about: the chosen, where it is one of them. */
  spanFor(id: string): Span | null {
    return this.ids.includes(id) ? this.span : spanOfIds(network.places, [id]);
  }

  /** Choose the nodes of a span, as they are after an edit. */
  chooseSpan(span: Span): void {
    if (network.doc) this.choose(nodesOf(network.doc, span).map(({ $id }) => $id));
  }
}

export const outline = new Outline();
