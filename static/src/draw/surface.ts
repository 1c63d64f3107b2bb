/** A canvas that is painted as one image at the screen's own resolution: one putImageData per answer. */
import type { Atlas } from "./maps";

export class Surface {
  private image: ImageData | null = null;
  private atlas: Atlas | null = null;

  /** Paint `w` × `h` CSS pixels; what `draw` leaves untouched stays transparent. */
  paint(canvas: HTMLCanvasElement, w: number, h: number, draw: (atlas: Atlas) => void): void {
    const density = window.devicePixelRatio || 1;
    const [across, down] = [Math.max(1, Math.ceil(w * density)), Math.max(1, Math.ceil(h * density))];
    const context = canvas.getContext("2d");
    if (!context) return;
    if (canvas.width !== across || canvas.height !== down || !this.image) {
      canvas.width = across;
      canvas.height = down;
      this.image = context.createImageData(across, down);
      this.atlas = { pixels: new Uint32Array(this.image.data.buffer), width: across, density };
    }
    if (!this.atlas) return;
    this.atlas.density = density;
    this.atlas.pixels.fill(0);
    draw(this.atlas);
    context.putImageData(this.image, 0, 0);
  }
}
