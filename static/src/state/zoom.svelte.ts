/** How large the network is drawn, and which part of the drawing is in view. */
import { flushSync } from "svelte";

import { drawnAt, limited, scrollFor, type Seen, STEP, whole } from "../layout/zoom";
import { view } from "./view.svelte";

class Zoom {
  /** By figure; null: as it fits at first. */
  readonly #scales: Record<"maps" | "graph", number | null> = $state({ maps: 1, graph: null });
  /** The frame that scrolls, and the drawing's size at scale 1. */
  #frame: HTMLElement | null = null;
  #due = false;
  #drawing = $state.raw({ w: 0, h: 0 });
  /** The frame's own size; nothing while there is no frame. */
  room = $state.raw({ w: 0, h: 0 });
  /** What a graph has at first. */
  natural = $state(1);
  /** What is in view, in pixels of the drawing. */
  seen: Seen = $state.raw({ x: 0, y: 0, w: 0, h: 0 });

  readonly scale: number = $derived(this.#scales[view.figure] ?? this.natural);
  readonly percent: number = $derived(Math.round(this.scale * 100));
  /** How many times larger the drawing is than what is seen of it. */
  readonly beyond: number = $derived(
    Math.max(
      (this.#drawing.w * this.scale) / Math.max(this.room.w, 1),
      (this.#drawing.h * this.scale) / Math.max(this.room.h, 1),
    ),
  );

  /** Take over a frame; the answer lets go of it. */
  hold(frame: HTMLElement): () => void {
    this.#frame = frame;
    const observer = new ResizeObserver(() => this.#measure());
    observer.observe(frame);
    this.#measure();
    return () => {
      observer.disconnect();
      if (this.#frame !== frame) return;
      this.#frame = null;
      this.room = { w: 0, h: 0 };
    };
  }

  #measure(): void {
    if (!this.#frame) return;
    const { clientWidth: w, clientHeight: h } = this.#frame;
    if (this.room.w !== w || this.room.h !== h) this.room = { w, h };
    this.look();
  }

  draws(w: number, h: number): void {
    if (this.#drawing.w !== w || this.#drawing.h !== h) this.#drawing = { w, h };
    this.soon();
  }

  /** Look with the next frame: asked at once, the browser would have to lay the page out twice. */
  soon(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.look();
    });
  }

  /** Where the drawing begins in what is scrolled: after the frame's padding, or centred in it. */
  #origin(frame: HTMLElement): { x: number; y: number } {
    const sized = frame.firstElementChild as HTMLElement;
    return { x: sized.offsetLeft, y: sized.offsetTop };
  }

  /** Note what is in view now. */
  look(): void {
    const frame = this.#frame;
    if (!frame) return;
    const { scale } = this;
    const origin = this.#origin(frame);
    const x = drawnAt(frame.scrollLeft, 0, origin.x, scale);
    const y = drawnAt(frame.scrollTop, 0, origin.y, scale);
    const now = { x, y, w: frame.clientWidth / scale, h: frame.clientHeight / scale };
    if (JSON.stringify(now) !== JSON.stringify(this.seen)) this.seen = now;
  }

  /** To a scale; what is at a place of the frame (its middle by default) stays there. */
  to(scale: number, at?: { x: number; y: number }): void {
    const frame = this.#frame;
    const [from, next] = [this.scale, limited(scale)];
    if (!frame || next === from) return;
    const { x, y } = at ?? { x: frame.clientWidth / 2, y: frame.clientHeight / 2 };
    const before = this.#origin(frame);
    const place = {
      x: drawnAt(frame.scrollLeft, x, before.x, from),
      y: drawnAt(frame.scrollTop, y, before.y, from),
    };
    flushSync(() => (this.#scales[view.figure] = next));
    const after = this.#origin(frame);
    frame.scrollTo(scrollFor(place.x, x, after.x, next), scrollFor(place.y, y, after.y, next));
    this.look();
  }

  by(factor: number, at?: { x: number; y: number }): void {
    this.to(this.scale * factor, at);
  }

  in(): void {
    this.by(STEP);
  }

  out(): void {
    this.by(1 / STEP);
  }

  /** All of it in view. */
  all(): void {
    this.to(whole(this.#drawing, this.room));
  }

  /** The middle of what is in view goes to a place of the drawing. */
  go(x: number, y: number): void {
    const { scale, seen } = this;
    this.#frame?.scrollTo((x - seen.w / 2) * scale, (y - seen.h / 2) * scale);
  }

  /** So much of a box comes into view as there is room for, with little movement. */
  reveal({ x, y, w, h }: Seen): void {
    const { seen } = this;
    const along = (from: number, length: number, at: number, size: number): number =>
      at < from || size > length ? at - 16 : at + size > from + length ? at + size - length + 16 : from;
    const [left, top] = [along(seen.x, seen.w, x, w), along(seen.y, seen.h, y, h)];
    if (left !== seen.x || top !== seen.y) this.#frame?.scrollTo(left * this.scale, top * this.scale);
  }
}

export const zoom = new Zoom();
