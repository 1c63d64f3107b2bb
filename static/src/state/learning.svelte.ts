/** How the layers of the run in training are doing, over time: kept while somebody looks. */
import type { LayerStatistics, Standing, Statistics } from "../gen/api";
import type { Frame, FrameTensor } from "../net/frame";

/** The statistics of one layer after a step. */
export interface Moment {
  step: number;
  layer: LayerStatistics;
}

/** What the loss of the picture on the pad says to every map, after a step. */
export interface Slopes {
  step: number;
  /** The class that the loss is taken against; null: the picture itself. */
  target: number | null;
  tensors: ReadonlyMap<string, FrameTensor>;
}

/** Once so many are kept, every other one goes: the past gets coarser, and stays whole. */
const MOST = 96;

/** `moments` with one more; a step that was there before is told anew, and later ones are of an attempt that is lost. */
export function withMoment(moments: readonly Moment[], next: Moment): Moment[] {
  const before = moments.filter(({ step }) => step < next.step);
  const thinned = before.length >= MOST ? before.filter((_, index) => index % 2 === 0) : before;
  return [...thinned, next];
}

/** `moments` with one of the past put in its place; what was seen at the time stays. */
export function withPast(moments: readonly Moment[], past: Moment): Moment[] {
  if (moments.some(({ step }) => step === past.step)) return [...moments];
  const after = moments.filter(({ step }) => step > past.step);
  return [...withMoment(moments, past), ...after];
}

class Learning {
  /** Somebody looks: the run is asked for statistics. */
  open = $state(false);
  /** How many validation images outputs were taken of. */
  images = $state(0);
  series: ReadonlyMap<string, readonly Moment[]> = $state.raw(new Map());

  slopes: Slopes | null = $state.raw(null);

  show({ header, tensors }: Frame): void {
    const target = header["target"];
    this.slopes = {
      step: Number(header["step"]),
      target: typeof target === "number" ? target : null,
      tensors,
    };
  }

  take(step: number, { images, layers }: Statistics): void {
    this.images = images;
    const series = new Map(this.series);
    for (const layer of layers)
      series.set(layer.path, withMoment(series.get(layer.path) ?? [], { step, layer }));
    this.series = series;
  }

  /** What was found out afterwards about a moment that nobody had looked at. */
  add({ step, images, layers }: Standing): void {
    this.images ||= images;
    const series = new Map(this.series);
    for (const layer of layers)
      series.set(layer.path, withPast(series.get(layer.path) ?? [], { step, layer }));
    this.series = series;
  }

  /** Moments of a layer, up to a step that one has gone back to. */
  until(path: string, end: number | null): readonly Moment[] {
    const all = this.series.get(path) ?? [];
    return end === null ? all : all.filter(({ step }) => step <= end);
  }

  knows(step: number): boolean {
    return [...this.series.values()].some((moments) => moments.some((moment) => moment.step === step));
  }

  clear(): void {
    this.series = new Map();
    this.slopes = null;
    this.images = 0;
  }
}

export const learning = new Learning();
