/**
 * The handles of a block: an element for every map and filter, where it lies over the painted tiles. Made without
 * a component each, since a layer has hundreds of them; kept while the same maps only move.
 */
import { filterEnds } from "../../draw/filters";
import { ends } from "../../draw/maps";
import { type Side, THUMB_GAP, tileAt, type TileGrid } from "../../layout/tiles";
import type { FrameTensor } from "../../net/frame";

export interface HandleSpec {
  /** Nodes that share the tiles, outermost first: their handles lie in one another. */
  paths: string[];
  grid: TileGrid;
  /** The node whose filters lie beside the maps, or in their place. */
  filters: string | null;
  filtersOnly: boolean;
  label: (channel: number) => string;
}

type Tensors = ReadonlyMap<string, FrameTensor>;

interface Handle {
  element: HTMLElement;
  path: string;
  channel: number;
  filter: boolean;
  /** Lies in the handle of a node before: it has no place of its own. */
  inner: boolean;
}

const showsFilters = ({ filters, filtersOnly, grid }: HandleSpec): boolean =>
  filters !== null && (filtersOnly || grid.thumb.w > 0);

export class Handles {
  private all: Handle[] = [];
  private kind = "";

  /** Make or move the elements, the children of `host`. */
  build(host: HTMLElement, spec: HandleSpec): void {
    const { paths, grid, filters, filtersOnly } = spec;
    const kind = [paths, grid.shown, filters, filtersOnly, showsFilters(spec)].join();
    if (kind !== this.kind) host.replaceChildren(...this.make(spec));
    this.kind = kind;
    for (const handle of this.all) if (!handle.inner) put(handle, spec);
  }

  private make(spec: HandleSpec): HTMLElement[] {
    this.all = [];
    const made: HTMLElement[] = [];
    for (let channel = 0; channel < spec.grid.shown; channel += 1) {
      if (showsFilters(spec)) made.push(this.filter(spec, channel));
      if (!spec.filtersOnly) made.push(this.map(spec, channel));
    }
    return made;
  }

  private map({ paths }: HandleSpec, channel: number): HTMLElement {
    const made = paths.map((path, index) => this.add(path, channel, false, index > 0));
    made.forEach((element, index) => made[index - 1]?.append(element));
    const [outer] = made as [HTMLElement];
    outer.dataset["channel"] = String(channel);
    if (channel === 0) outer.tabIndex = 0;
    return outer;
  }

  private filter({ filters, filtersOnly }: HandleSpec, channel: number): HTMLElement {
    const made = this.add(filters ?? "", channel, true, false);
    made.dataset["filter"] = String(channel);
    if (filtersOnly && channel === 0) made.tabIndex = 0;
    return made;
  }

  private add(path: string, channel: number, filter: boolean, inner: boolean): HTMLElement {
    const element = document.createElement("div");
    element.dataset["testid"] = `${filter ? "filter" : "feature-map"}-${path}-${channel}`;
    element.tabIndex = -1;
    this.all.push({ element, path, channel, filter, inner });
    return element;
  }

  /** Write the range of every map and filter on its handle; what has none says none. */
  mark(maps: Tensors, filters: Tensors): void {
    for (const { element, path, channel, filter } of this.all) {
      const tensor = (filter ? filters : maps).get(path);
      const known = tensor && channel < (tensor.shape[0] ?? 0);
      const [low, high] = !known ? [] : filter ? filterEnds(tensor, channel) : ends(tensor, channel);
      set(element, "data-low", low);
      set(element, "data-high", high);
    }
  }
}

function put({ element, channel, filter }: Handle, { grid, filtersOnly, label }: HandleSpec): void {
  const { x, y } = tileAt(grid, channel);
  const beside = filter && !filtersOnly;
  const left = beside ? x - THUMB_GAP - grid.thumb.w : x;
  const { w, h }: Side = beside ? grid.thumb : grid.tile;
  element.className = "tile";
  element.style.cssText = `transform:translate(${left}px,${y}px);width:${w}px;height:${h}px`;
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", label(channel));
}

function set(element: HTMLElement, name: string, value: number | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}
