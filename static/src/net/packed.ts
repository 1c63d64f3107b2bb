/** Text in a link: deflated, then base64 with the letters that need no escape. */

/** Longer texts are not unpacked: a short link may otherwise stand for gigabytes. */
export const LONGEST = 512 * 1024;

const through = (
  bytes: BlobPart,
  stream: CompressionStream | DecompressionStream,
): ReadableStream<Uint8Array> => new Blob([bytes]).stream().pipeThrough(stream);

async function collected(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      void reader.cancel().catch(() => undefined);
      throw new RangeError("the text is too long");
    }
    chunks.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

export async function pack(text: string): Promise<string> {
  const bytes = await collected(through(text, new CompressionStream("deflate-raw")), Infinity);
  const letters = [...bytes].map((byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The text of a code; rejects where it is damaged, or longer than `LONGEST`. */
export async function unpack(code: string): Promise<string> {
  const letters = atob(code.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const text = await collected(through(bytes, new DecompressionStream("deflate-raw")), LONGEST);
  return new TextDecoder("utf-8", { fatal: true }).decode(text);
}
