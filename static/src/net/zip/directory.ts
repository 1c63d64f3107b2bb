/**
 * What a zip says it holds, read from the end of the file alone: names, sizes and where each entry lies. Only for a
 * look before the upload: the server judges the zip anew and is the stricter of the two.
 */

export interface ZipEntry {
  path: string[];
  /** 0 is stored, 8 is deflated. */
  method: number;
  packed: number;
  offset: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MOST_DIRECTORY = 64_000_000;
const JUNK = new Set(["__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"]);

async function view(blob: Blob): Promise<DataView> {
  return new DataView(await blob.arrayBuffer());
}

/** Where the directory lies: [offset, size, entries]; null where this is no plain zip. */
export function endOf(tail: DataView): [number, number, number] | null {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== END) continue;
    return [tail.getUint32(at + 16, true), tail.getUint32(at + 12, true), tail.getUint16(at + 10, true)];
  }
  return null;
}

/** The files of a directory, without the litter of file managers. */
export function entriesOf(directory: DataView): ZipEntry[] {
  const text = new TextDecoder();
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + ENTRY_BYTES <= directory.byteLength && directory.getUint32(at, true) === ENTRY) {
    const [name, extra, comment] = [28, 30, 32].map((place) => directory.getUint16(at + place, true));
    const begin = directory.byteOffset + at + ENTRY_BYTES;
    const path = text.decode(new Uint8Array(directory.buffer, begin, name)).replaceAll("\\", "/");
    const parts = path.split("/").filter(Boolean);
    if (!path.endsWith("/") && !parts.some((part) => JUNK.has(part))) {
      entries.push({
        path: parts,
        method: directory.getUint16(at + 10, true),
        packed: directory.getUint32(at + 20, true),
        offset: directory.getUint32(at + 42, true),
      });
    }
    at += ENTRY_BYTES + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

/** The files in a zip; null where it cannot be read here. */
export async function readDirectory(file: Blob): Promise<ZipEntry[] | null> {
  const tail = await view(file.slice(Math.max(0, file.size - END_BYTES - LONGEST_COMMENT)));
  const end = endOf(tail);
  if (!end) return null;
  const [offset, size] = end;
  if (offset + size > file.size || size > MOST_DIRECTORY) return null;
  return entriesOf(await view(file.slice(offset, offset + size)));
}

/** The bytes of one entry, unpacked. */
export async function readEntry(file: Blob, { offset, packed, method }: ZipEntry): Promise<Blob> {
  const head = await view(file.slice(offset, offset + LOCAL_BYTES));
  const begin = offset + LOCAL_BYTES + head.getUint16(26, true) + head.getUint16(28, true);
  const raw = file.slice(begin, begin + packed);
  if (method === 0) return raw;
  return new Response(raw.stream().pipeThrough(new DecompressionStream("deflate-raw"))).blob();
}
