/** Video from a canvas that nobody sees, as the browser records it. */

export interface Recording {
  blob: Blob;
  extension: "webm" | "mp4";
}

export interface Wish {
  width: number;
  height: number;
  seconds: number;
  /** Bits a second. */
  rate: number;
}

const TYPES = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"];
const FPS = 25;

/** What this browser records; null where it cannot. */
function recordable(): string | null {
  if (typeof MediaRecorder === "undefined" || !("captureStream" in HTMLCanvasElement.prototype)) return null;
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

/** Record what `draw` paints as its share goes from 0 to 1; null where this browser cannot. */
export async function record(
  { width, height, seconds, rate }: Wish,
  draw: (ctx: CanvasRenderingContext2D, share: number) => void,
): Promise<Recording | null> {
  const type = recordable();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const ctx = canvas.getContext("2d");
  if (!type || !ctx) return null;
  draw(ctx, 0);
  const stream = canvas.captureStream(FPS);
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: rate });
  const parts: Blob[] = [];
  const over = new Promise<void>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => resolve();
    recorder.onerror = () => reject(new Error("The recorder failed."));
  });
  recorder.start();
  await drawn(ctx, seconds, draw);
  recorder.stop();
  await over;
  stream.getTracks().forEach((track) => track.stop());
  return { blob: new Blob(parts, { type }), extension: type.includes("mp4") ? "mp4" : "webm" };
}

/** Draw by the clock; a tab in the background is slower, but not at a standstill as it were by frames. */
function drawn(
  ctx: CanvasRenderingContext2D,
  seconds: number,
  draw: (ctx: CanvasRenderingContext2D, share: number) => void,
): Promise<void> {
  const begun = performance.now();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const share = (performance.now() - begun) / 1000 / seconds;
      draw(ctx, Math.min(share, 1));
      if (share < 1) return;
      clearInterval(timer);
      resolve();
    }, 1000 / FPS);
  });
}
