/** On load a real "3" draws itself and the maps fill from left to right; any press, or another picture, ends that. */
import { DEMO_MS, drawnAfter, THREE } from "../../draw/demo";
import { activations } from "../../state/activations.svelte";
import { drawing } from "../../state/drawing.svelte";
import { picture } from "../../state/picture.svelte";
import { view } from "../../state/view.svelte";

/** The show begins with the first answer, at the latest after this. */
const PATIENCE_MS = 1500;

/** Draw so much of it; gives the version that the picture has then. */
function shown(count: number): number {
  drawing.demonstrate([{ points: THREE.slice(0, count), erase: false }]);
  return picture.version;
}

/** Begin; the answer stops it, leaving what a press or the end would leave. */
export function demonstrate(): () => void {
  if (picture.version > 0) return () => undefined;
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    shown(THREE.length);
    return () => undefined;
  }
  const loaded = performance.now();
  let begun: number | null = null;
  let own = picture.version;
  let frame = requestAnimationFrame(step);
  view.revealed = 0;
  window.addEventListener("pointerdown", finish, { capture: true, once: true });

  function step(now: number): void {
    if (picture.version !== own) return stop();
    if (begun === null && (activations.tensors.size > 0 || now - loaded > PATIENCE_MS)) begun = now;
    const share = begun === null ? 0 : (now - begun) / DEMO_MS;
    if (share > 0) own = shown(drawnAfter(share));
    view.revealed = Math.min(share, 1);
    if (share < 1) frame = requestAnimationFrame(step);
    else stop();
  }
  /** A press ends the show; on the pad the first stroke then begins a clean sheet. */
  function finish(): void {
    stop();
    shown(THREE.length);
  }
  function stop(): void {
    cancelAnimationFrame(frame);
    window.removeEventListener("pointerdown", finish, { capture: true });
    view.revealed = 1;
  }
  return stop;
}
