/** The "3" that draws itself when the page opens: one stroke of a mouse, as recorded. */
import type { Point } from "../layout/arrange";

const TRACE =
  "312,268 318,252 330,236 347,222 368,211 392,203 418,198 446,196 474,198 501,203 526,212 548,224 566,240 " +
  "579,259 587,281 589,304 585,327 575,349 560,369 541,386 519,400 495,411 470,419 446,424 431,427 446,426 " +
  "472,425 499,427 526,432 552,441 576,453 597,469 614,489 627,512 634,537 636,563 632,589 623,614 609,637 " +
  "590,657 567,674 541,687 513,696 484,701 455,702 427,699 400,692 375,682 353,669 335,653 322,638";

/** Points in 0…1, evenly spaced in time. */
export const THREE: Point[] = TRACE.split(" ").map((pair) => {
  const [x = 0, y = 0] = pair.split(",").map(Number);
  return { x: 0.5 + (x - 474) / 820, y: 0.5 + (y - 449) / 820 };
});

export const DEMO_MS = 1200;

/** How many points are drawn after a share of the time. */
export const drawnAfter = (share: number): number =>
  Math.ceil(Math.min(Math.max(share, 0), 1) * THREE.length);
