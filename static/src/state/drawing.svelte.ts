/** What is drawn on the pad, stroke by stroke, with the way back; every change becomes the picture. */
import type { Point } from "../layout/arrange";
import {
  cropped,
  drawStroke,
  drawStrokes,
  inkBox,
  type Inks,
  PENS,
  RASTER,
  type Stroke,
  whole,
  halfInColour,
} from "../draw/pen";
import type { InkBox } from "../layout/padFrame";
import { network } from "./network.svelte";
import { type Picture, picture } from "./picture.svelte";
import { view } from "./view.svelte";

const INK = "#fff";
const GROUND = "#000";

/** One state of the pad that undo comes back to. */
interface Before {
  strokes: Stroke[];
  picture: Picture;
}

class Drawing {
  strokes: Stroke[] = $state.raw([]);
  erasing = $state(false);
  /** Of the pen, where the network reads colours. */
  colour: string = $state(PENS.white);
  readonly coloured: boolean = $derived(network.spec?.input.channels === 3);
  /** The strokes are the page's own example: the first press begins a clean sheet. */
  example = $state(false);
  #past: Before[] = $state.raw([]);
  /** The stroke under the pen. */
  live: Stroke | null = null;
  #raster: OffscreenCanvasRenderingContext2D | null = null;

  readonly canUndo: boolean = $derived(this.#past.length > 0);
  readonly blank: boolean = $derived(this.strokes.length === 0);

  begin(point: Point, erase = false): void {
    this.#remember();
    if (this.example || picture.current.source !== "drawing") this.#replace([]);
    this.example = false;
    const colour = this.coloured ? { colour: this.colour } : {};
    this.live = { points: [point], erase: erase || this.erasing, ...colour };
    view.stroking = true;
    this.#trace(0);
  }

  /** Lead the stroke on; answers with the index of the first new point. */
  extend(points: Point[]): number {
    if (!this.live) return 0;
    const from = this.live.points.length;
    this.live.points.push(...points);
    this.#trace(from);
    return from;
  }

  end(): void {
    // Drawn anew in one go: piece by piece its edges came out a little harder, and undo would not lead back there.
    if (this.live) this.#replace([...this.strokes, this.live]);
    this.live = null;
    view.stroking = false;
    this.#publish();
  }

  /** Take another colour. */
  dip(colour: string): void {
    this.colour = colour;
    this.erasing = false;
  }

  /** All of the sheet in the colour of the pen. */
  fill(): void {
    this.#remember();
    this.example = false;
    this.#replace([{ points: [], erase: false, colour: this.colour, fill: true }]);
    this.#publish();
  }

  undo(): void {
    const before = this.#past.at(-1);
    if (!before) return;
    this.#past = this.#past.slice(0, -1);
    this.example = false;
    this.#replace(before.strokes);
    if (before.picture.source === "drawing") this.#publish();
    else picture.show(before.picture);
  }

  clear(): void {
    if (!this.blank || picture.current.source !== "drawing") this.#remember();
    this.example = false;
    this.live = null;
    this.#replace([]);
    this.#publish();
  }

  /** Show strokes that the reader did not draw. */
  demonstrate(strokes: Stroke[]): void {
    this.example = true;
    this.#replace(strokes);
    this.#publish();
  }

  /** Show the sheet to the network again, as it is: it may read colours now, or no longer. */
  again(): void {
    this.#replace(this.strokes);
    this.#publish();
  }

  /** Where the ink lies, in pixels of a pad of `side`; null without ink. */
  ink(side: number): InkBox | null {
    const rgba = this.#context()?.getImageData(0, 0, RASTER, RASTER).data;
    const box = rgba && inkBox(rgba, RASTER);
    return box ? (box.map((end) => (end * side) / RASTER) as InkBox) : null;
  }

  get #inks(): Inks {
    return { ink: INK, ground: GROUND, coloured: this.coloured };
  }

  #remember(): void {
    if (this.example) return;
    this.#past = [...this.#past.slice(-49), { strokes: this.strokes, picture: picture.current }];
  }

  #replace(strokes: Stroke[]): void {
    this.strokes = strokes;
    const raster = this.#context();
    if (raster) drawStrokes(raster, strokes, RASTER, this.#inks);
  }

  #trace(from: number): void {
    const raster = this.#context();
    if (raster && this.live) drawStroke(raster, this.live, RASTER, this.#inks, from);
    this.#publish();
  }

  #context(): OffscreenCanvasRenderingContext2D | null {
    if (!this.#raster) {
      const canvas = new OffscreenCanvas(RASTER, RASTER);
      this.#raster = canvas.getContext("2d", { willReadFrequently: true });
      if (this.#raster) drawStrokes(this.#raster, this.strokes, RASTER, this.#inks);
    }
    return this.#raster;
  }

  /** An empty sheet is no picture. */
  #colours(rgba: Uint8ClampedArray): number[][][] | null {
    return this.blank && !this.live ? null : halfInColour(rgba, RASTER);
  }

  /** A network that reads one small plane gets a digit; any other gets the sheet as it is. */
  #publish(): void {
    const raster = this.#context();
    if (!raster) return;
    const rgba = raster.getImageData(0, 0, RASTER, RASTER).data;
    const input = network.spec?.input;
    const digit = !input || (input.channels === 1 && Math.max(input.height, input.width) <= 32);
    const ink = this.coloured ? null : cropped(rgba, RASTER);
    const pixels = this.coloured ? this.#colours(rgba) : digit || !ink ? ink : whole(rgba, RASTER);
    picture.show({ source: "drawing", pixels, preprocess: digit ? "digit" : "none" });
  }
}

export const drawing = new Drawing();
