/** How the curves are shown, kept between visits. */
import { AXES, type Axis } from "../draw/chartTable";

const KEY = "playground.curves";

/** What to show of the mini-batches: the epoch as a deck of them, or their gradients. */
export type BatchView = "deck" | "fan";

class CurveView {
  batches: BatchView = $state("deck");
  axis: Axis = $state("step");
  logarithmic = $state(false);
  /** Weight of the moving average, 0…0.98. */
  smoothing = $state(0.6);

  constructor() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<CurveView>;
      if (kept.axis && AXES.includes(kept.axis)) this.axis = kept.axis;
      this.logarithmic = kept.logarithmic === true;
      if (typeof kept.smoothing === "number") this.smoothing = Math.min(Math.max(kept.smoothing, 0), 0.98);
    } catch {
      localStorage.removeItem(KEY);
    }
  }

  save(): void {
    const { axis, logarithmic, smoothing } = this;
    localStorage.setItem(KEY, JSON.stringify({ axis, logarithmic, smoothing }));
  }
}

export const curveView = new CurveView();
