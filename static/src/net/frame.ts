/** Binary frames of the sockets: header length, JSON header, padding to 8 bytes, raw tensors. */
export interface FrameTensor {
  name: string;
  shape: number[];
  dtype: string;
  low: number[];
  high: number[];
  /** Area reduction of a map that was too large to send whole: 2 means half the side. */
  scale?: number;
  data: Uint8Array | Float32Array;
}

export interface Frame {
  header: Record<string, unknown> & { type: string };
  tensors: Map<string, FrameTensor>;
}

function view(buffer: ArrayBuffer, start: number, dtype: string, count: number): Uint8Array | Float32Array {
  return dtype === "float32" ? new Float32Array(buffer, start, count) : new Uint8Array(buffer, start, count);
}

/** Decode a frame; tensors are views into `buffer`. */
export function decodeFrame(buffer: ArrayBuffer): Frame {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const start = Math.ceil((4 + length) / 8) * 8;
  const tensors = new Map<string, FrameTensor>();
  for (const entry of header.tensors) {
    const count = entry.shape.reduce((product: number, side: number) => product * side, 1);
    tensors.set(entry.name, { ...entry, data: view(buffer, start + entry.offset, entry.dtype, count) });
  }
  return { header, tensors };
}
