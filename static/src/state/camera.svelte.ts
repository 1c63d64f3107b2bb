/** The computer's camera: its picture while it is looked at, and why it cannot be had. */
export type Refused = "insecure" | "denied" | "absent" | "busy" | "failed";

/** By the names of the exceptions of `getUserMedia`. */
const REASONS: Record<string, Refused> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
  NotReadableError: "busy",
  AbortError: "busy",
};

export const reasonOf = (error: unknown): Refused =>
  REASONS[error instanceof DOMException ? error.name : ""] ?? "failed";

class Camera {
  open = $state(false);
  stream: MediaStream | null = $state.raw(null);
  refused: Refused | null = $state(null);

  async start(): Promise<void> {
    this.refused = null;
    // Browsers give no camera to pages that came unprotected over a network.
    if (!("mediaDevices" in navigator)) {
      this.refused = "insecure";
      return;
    }
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: "environment" },
      });
      if (this.open) this.stream = stream;
      else release(stream);
    } catch (error) {
      this.refused = reasonOf(error);
    }
  }

  /** Let go of the camera: its light goes out. */
  stop(): void {
    if (this.stream) release(this.stream);
    this.stream = null;
    this.open = false;
  }
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** What is seen now as an image file: the square in the middle. */
export async function snapshot(video: HTMLVideoElement): Promise<Blob> {
  const side = Math.min(video.videoWidth, video.videoHeight);
  const canvas = new OffscreenCanvas(side, side);
  const [left, top] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
  canvas.getContext("2d")?.drawImage(video, left, top, side, side, 0, 0, side, side);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
}

export const camera = new Camera();
