import { expect, it } from "vitest";

import { decodeFrame } from "./frame";

function encode(header: object, data: Uint8Array): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((4 + text.length) / 8) * 8;
  const bytes = new Uint8Array(start + data.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  bytes.set(data, start);
  return bytes.buffer;
}

it("reads tensors of both kinds as views", () => {
  const floats = new Uint8Array(new Float32Array([0.5, -2]).buffer);
  const tensors = [
    { name: "input", shape: [1, 1, 2], dtype: "uint8", low: [0], high: [255], offset: 0 },
    { name: "f", shape: [2], dtype: "float32", low: [], high: [], offset: 8 },
  ];
  const frame = decodeFrame(
    encode({ type: "result", tensors }, new Uint8Array([7, 9, 0, 0, 0, 0, 0, 0, ...floats])),
  );
  expect([...(frame.tensors.get("input")?.data ?? [])]).toEqual([7, 9]);
  expect([...(frame.tensors.get("f")?.data ?? [])]).toEqual([0.5, -2]);
});
