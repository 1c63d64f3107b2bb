/**
 * The network being edited: its description, its analysis, its history, and which node was which in the model
 * whose weights it carries.
 *
 * For the live model: follow `checked`, the last network that the analysis found sound, with what `open` needs.
 * For training: `snapshot()` when a run starts, `adopt("run:ID", snapshot)` when its weights take over.
 */
import type { HandEdits, Nudge, Painted } from "../gen/api";
import { post, ProblemError, type ProblemEntry } from "../net/http";
import { type Doc, documentOf, type Place, placeAt, places, specOf } from "./network/document";
import { assignment } from "./network/edits";
import { handEdits } from "./network/handEdits";
import { type Held, heldIn, withHeld } from "./network/held";
import { begin, type History, record, redo, undo } from "./network/history";
import { nudgesFor } from "./network/nudges";
import {
  type ByHand,
  paintedAll,
  paintedIn,
  withFilter,
  withoutPainted,
  withPainted,
} from "./network/painted";
import { applied, type Patch } from "./network/patch";
import { seriesAt, spanOf } from "./network/series";
import * as tree from "./network/tree";
import type { LayerSpec, NetworkSpec, NetworkSummary, NodeSummary } from "./network/types";
import { selection } from "./selection.svelte";
import { type Base, pathsBy, pathsOf, shapesOf, untrained, weightsMap } from "./network/weights";

export type { LayerSpec, NetworkSpec, NetworkSummary, NodeSummary, ReceptiveField } from "./network/types";

/** A network that the analysis found sound, and whose weights it carries. */
export interface Checked {
  spec: NetworkSpec;
  summary: NetworkSummary;
  /** Reference of the model whose weights the untouched nodes keep; null: none, all are random. */
  base: string | null;
  /** Path now → path in `base`, or in the network before it was edited, for nodes whose weights still stand. */
  weightsMap: Record<string, string>;
  /** Filters that are set by hand over those weights. */
  painted: Painted[];
  /** Steps on single images after that. */
  nudges: Nudge[];
  /** What it was edited from: the same object as long as nothing else was loaded. */
  origin: object;
}

/** Which node had which path and shapes when a run began. */
export type Snapshot = Omit<Base, "ref">;

interface Step {
  doc: Doc;
  base: Base;
  /** Steps on single images, taken after all else. */
  nudges: Nudge[];
}

export const FRAME_MS = 16;

const byPath = (summary: NetworkSummary | null): Map<string, NodeSummary> =>
  new Map(summary?.nodes.map((node) => [node.path, node]));

/** Has nothing changed but what the page alone knows of a layer, such as that it is frozen? */
function isSame(now: Checked, before: Checked | null): boolean {
  if (before?.origin !== now.origin) return false;
  return JSON.stringify({ ...now, origin: null }) === JSON.stringify({ ...before, origin: null });
}

class Network {
  #history: History<Step> | null = $state.raw(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | null = null;
  /** The last step of history whose analysis has come, or has failed. */
  #answered: Step | null = $state.raw(null);

  /** The last sound network; stays while the one being edited has problems. */
  checked: Checked | null = $state.raw(null);
  /** While there are problems: the analysis of the nodes before the first one. */
  partial: NetworkSummary | null = $state.raw(null);
  problems: ProblemEntry[] = $state.raw([]);
  /** What batch size and optimiser the memory for training is counted with. */
  counted = $state.raw({ batch_size: 64, optimizer: "adam" });
  /** The server did not answer the last analysis. */
  offline = $state(false);

  readonly doc: Doc | null = $derived(this.#history?.present.doc ?? null);
  readonly spec: NetworkSpec | null = $derived(this.doc && specOf(this.doc));
  /** What training is to be told of single layers. */
  readonly held: Held = $derived(this.doc ? heldIn(this.doc) : {});
  /** What was set by hand over which weights, as it travels; null for nothing. */
  readonly handEdits: HandEdits | null = $derived.by(() => {
    if (!this.#history) return null;
    const { doc, nudges } = this.#history.present;
    const paths = this.places.map(({ path }) => path);
    return handEdits(this.base, this.weightsMap, paintedAll(doc), nudges, paths);
  });
  readonly places: Place[] = $derived(this.doc ? places(this.doc) : []);
  readonly base: string | null = $derived(this.#history?.present.base.ref ?? null);
  readonly valid: boolean = $derived(this.problems.length === 0 && this.checked !== null);
  /** What the maps on screen belong to: the analysis of the last sound network. */
  readonly summary: NetworkSummary | null = $derived(this.checked?.summary ?? null);
  /** What the list shows: the analysis of the network as it is, as far as it goes. */
  readonly outline: NetworkSummary | null = $derived(this.problems.length ? this.partial : this.summary);
  /** The same by path. */
  readonly nodes: ReadonlyMap<string, NodeSummary> = $derived(byPath(this.summary));
  readonly outlined: ReadonlyMap<string, NodeSummary> = $derived(byPath(this.outline));
  /** Steps on single images that were taken. */
  readonly nudges: Nudge[] = $derived(this.checked?.nudges ?? []);
  readonly weightsMap: Record<string, string> = $derived(this.checked?.weightsMap ?? {});
  /** Paths of nodes with parameters that the base model does not give; empty without a base. */
  readonly untrained: ReadonlySet<string> = $derived(
    this.checked?.base ? untrained(this.checked.summary, this.checked.weightsMap) : new Set<string>(),
  );
  /** The analysis of the network as it is now is still to come. */
  readonly asking: boolean = $derived(this.#history?.present !== (this.#answered ?? undefined));
  readonly canUndo: boolean = $derived((this.#history?.past.length ?? 0) > 0);
  readonly canRedo: boolean = $derived((this.#history?.future.length ?? 0) > 0);

  /**
   * Take over a model or preset, with the reference of its weights, what is set apart, and what was set by hand over
   * which weights; one step of history.
   */
  load(spec: NetworkSpec, ref: string | null, held: Held = {}, edits: HandEdits | null = null): void {
    const { weights_from, weights_map, painted = [], nudges = [] } = edits ?? {};
    const doc = withPainted(withHeld(documentOf(spec), held), painted);
    const paths = pathsBy(doc, weights_map);
    const step = {
      doc,
      base: { ref: weights_from ?? ref, paths, shapes: new Map<string, string>() },
      nudges,
    };
    this.#history = this.#history ? record(this.#history, step, null, Date.now()) : begin(step);
    void this.analyze();
  }

  node(path: string): NodeSummary | null {
    return this.nodes.get(path) ?? null;
  }

  place(path: string): Place | null {
    return this.places.find((place) => place.path === path) ?? null;
  }

  /** Where a problem or warning belongs, and the field it speaks of. */
  placeOf(problem: ProblemEntry): { place: Place; field: string } | null {
    return placeAt(this.places, problem.pointer);
  }

  /** Change the document: one step of history, or, with the same `key` soon after, part of one. */
  change(edit: (doc: Doc) => Doc, key: string | null = null, within?: number): boolean {
    if (!this.#history) return false;
    const { present } = this.#history;
    const edited = edit(present.doc);
    if (edited === present.doc) return false;
    this.#show(record(this.#history, { ...present, doc: edited }, key, Date.now(), within));
    return true;
  }

  /** The same by a patch on the request. */
  apply(patch: Patch, key: string | null = null, within?: number): void {
    if (patch.length) this.change((doc) => applied(doc, patch), key, within);
  }

  /** Put a step of history on screen; the selection follows its node to its new path. */
  #show(history: History<Step>): void {
    const selected = this.places.find((place) => place.path === selection.path)?.node.$id;
    this.#history = history;
    if (selected) selection.path = this.places.find((place) => place.node.$id === selected)?.path ?? null;
    this.schedule();
  }

  set(path: string, field: string, value: unknown): void {
    const place = this.place(path);
    if (!place) return;
    this.apply(assignment(place.pointer, place.node, field, value), `${place.node.$id}.${field}`);
  }

  /**
   * Set a filter by hand, or, with null, give it back to its model. Changes of one `key` are one step of history; a
   * stroke is, however long it takes: `within` Infinity.
   */
  paint(
    path: string,
    channel: number,
    byHand: ByHand | null,
    key: string | null = null,
    within?: number,
  ): void {
    const place = this.place(path);
    if (!place) return;
    const painted = withFilter(place.node.$painted, channel, byHand);
    const value = Object.keys(painted).length ? painted : undefined;
    this.apply(assignment(place.pointer, place.node, "$painted", value), key, within);
  }

  /** One step of training on a single image, on a copy of the weights. */
  nudge(nudge: Nudge): void {
    if (!this.#history) return;
    const { present } = this.#history;
    const nudges = [...present.nudges, nudge];
    this.#show(record(this.#history, { ...present, nudges }, null, Date.now()));
  }

  /** Set a field of the network itself: "normalize", "size_rule", "name", "input/height". */
  setHead(field: string, value: unknown): void {
    this.apply([{ op: "add", path: `/${field}`, value }], field);
  }

  /** The paths of nodes are made of names: an empty one gives way to the node's index. */
  rename(path: string, name: string): void {
    this.set(path, "name", name.trim() || undefined);
  }

  /** Another kind of layer in the same place, under the same name. */
  replaceKind(path: string, node: LayerSpec): void {
    const place = this.place(path);
    if (!place) return;
    const kept = { $id: place.node.$id, ...(place.node.name ? { name: place.node.name } : {}) };
    const value = { ...node, ...kept };
    this.apply([{ op: "replace", path: place.pointer, value }]);
  }

  /** Insert a node and give the path it has then. */
  insert(series: string, index: number, node: LayerSpec): string | null {
    this.change((doc) => tree.insert(doc, { series, index }, [node]));
    return this.places.find((place) => place.pointer === `${series}/${index}`)?.path ?? null;
  }

  remove(path: string): void {
    const place = this.place(path);
    if (place) this.change((doc) => tree.remove(doc, spanOf(place.pointer)));
  }

  duplicate(path: string): void {
    const place = this.place(path);
    if (place) this.change((doc) => tree.duplicate(doc, spanOf(place.pointer)));
  }

  /** Move a node to `to` in its series, counted without it; false where that is where it stands. */
  move(path: string, to: number): boolean {
    const place = this.place(path);
    if (!place || !this.doc || to < 0) return false;
    const span = spanOf(place.pointer);
    if (to >= seriesAt(this.doc, span.series).length) return false;
    const index = to > place.index ? to + 1 : to;
    return this.change((doc) => tree.move(doc, span, { series: span.series, index }));
  }

  undo(): void {
    this.#travel(undo);
  }

  redo(): void {
    this.#travel(redo);
  }

  #travel(step: typeof undo): void {
    if (this.#history) this.#show(step(this.#history));
  }

  /** Which node has which path now: keep it when a run starts on this network. */
  snapshot(): Snapshot | null {
    const summary = this.checked?.summary;
    if (!this.doc || !summary || !this.valid) return null;
    return { paths: pathsOf(this.doc), shapes: shapesOf(this.doc, summary) };
  }

  /** The weights of `ref`, made from the network of the snapshot, are those to show from now on. */
  adopt(ref: string, snapshot: Snapshot): void {
    if (!this.#history) return;
    const doc = withoutPainted(this.#history.present.doc);
    const present = { doc, base: { ref, ...snapshot }, nudges: [] };
    this.#history = { ...this.#history, present };
    this.schedule();
  }

  /** Count the memory for training with these settings from now on. */
  countWith(batch_size: number, optimizer: string): void {
    if (this.counted.batch_size === batch_size && this.counted.optimizer === optimizer) return;
    this.counted = { batch_size, optimizer };
    this.schedule();
  }

  /** Analyse with the next frame: of several edits only the last is sent. */
  schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.analyze(), FRAME_MS);
  }

  /** Until the analysis has caught up with the edits: `checked` is then what the page shows, or it is refused. */
  async caughtUp(): Promise<void> {
    while (this.asking) {
      clearTimeout(this.#timer);
      await this.analyze();
    }
  }

  async analyze(): Promise<void> {
    const step = this.#history?.present;
    if (!step) return;
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    try {
      const { batch_size, optimizer } = this.counted;
      const query = `batch_size=${batch_size}&optimizer=${optimizer}`;
      const address = `/networks/analyze?${query}`;
      const summary = await post<NetworkSummary>(address, specOf(step.doc), asked.signal);
      if (!asked.signal.aborted) this.#answered = this.#accept(step, summary);
    } catch (error) {
      if (asked.signal.aborted) return;
      this.#answered = step;
      this.#refuse(error);
    }
  }

  /** Take the analysis over; gives the step with the shapes that its base was missing. */
  #accept(step: Step, summary: NetworkSummary): Step {
    const known = this.#completed(step, summary);
    const map = weightsMap(known.doc, summary, known.base);
    const checked = {
      spec: specOf(known.doc),
      summary,
      base: known.base.ref,
      weightsMap: map,
      painted: paintedIn(known.doc, summary),
      nudges: nudgesFor(known.nudges, specOf(known.doc), summary),
      origin: known.base.paths,
    };
    if (!isSame(checked, this.checked)) this.checked = checked;
    this.problems = [];
    this.partial = null;
    this.offline = false;
    return known;
  }

  /** A base learns its shapes from the first analysis of the network that it came with. */
  #completed(step: Step, summary: NetworkSummary): Step {
    const { doc, base } = step;
    if (base.shapes.size > 0) return step;
    const known = { ...step, base: { ...base, shapes: shapesOf(doc, summary) } };
    const now = this.#history?.present;
    if (this.#history && now?.base === base) {
      // Edited meanwhile: the edit stays.
      this.#history = { ...this.#history, present: now === step ? known : { ...now, base: known.base } };
    }
    return known;
  }

  #refuse(error: unknown): void {
    this.offline = !(error instanceof ProblemError);
    if (!(error instanceof ProblemError)) return;
    this.problems = error.errors.length
      ? error.errors
      : [{ pointer: "", code: error.code, detail: error.message }];
    this.partial = (error.body["partial"] as NetworkSummary | undefined) ?? null;
  }
}

export const network = new Network();
