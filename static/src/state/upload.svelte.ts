/** An image file becomes the picture: sent as it is while small, else reduced here first. */
import { network } from "./network.svelte";
import { pending } from "./pending.svelte";
import { picture } from "./picture.svelte";

/** Base64 of this much still fits into a message. */
const LARGEST = 700_000;
/** The server keeps so much of the longest side at most. */
const SIDE = 1024;

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** A smaller copy of an image that the browser can read. */
async function reduced(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  );
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
}

/** The file in base64, small enough for a message. */
async function encoded(file: Blob): Promise<string> {
  return base64(file.size > LARGEST ? await reduced(file) : file);
}

class Upload {
  /** The file could not be read here, and is too large to ask the server. */
  failed = $state(false);

  async take(file: Blob): Promise<void> {
    this.failed = false;
    try {
      const image = await pending.until(encoded(file));
      picture.show({ source: "upload", pixels: null, image, preprocess: "none", inputSize: "image" });
    } catch {
      this.failed = true;
    }
  }

  /** Bring the image to the network's input: as a photo, or read as a digit. */
  resize(how: "photo" | "digit"): void {
    const { image, pixels } = picture.current;
    const content = image === undefined ? { pixels } : { pixels: null, image };
    picture.show({
      source: "upload",
      ...content,
      preprocess: how,
      inputSize: "network",
      ink: how === "digit",
    });
  }

  /** Back to the image's own size. */
  ownSize(): void {
    picture.show({ ...picture.current, preprocess: "none", inputSize: "image", ink: false });
  }

  /** Could the network's input be a digit's? */
  get digits(): boolean {
    const input = network.spec?.input;
    return input?.channels === 1 && Math.max(input.height, input.width) <= 32;
  }
}

export const upload = new Upload();
