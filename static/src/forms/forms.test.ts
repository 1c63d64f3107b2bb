import { describe, expect, it } from "vitest";

import { allowed, limits, pairValue, position, sidesOf, track, valueAt } from "./numbers";
import { type Field, fieldsOf, initial, type JsonSchema, type NumberShape } from "./schema";

const size: JsonSchema = { type: "integer", minimum: 1, maximum: 1024 };
const pair: JsonSchema = { type: "array", minItems: 2, maxItems: 2, prefixItems: [size, size] };
const conv: JsonSchema = {
  type: "object",
  required: ["out_channels", "kernel_size"],
  $defs: {
    Normal: {
      title: "Normal",
      type: "object",
      properties: { kind: { const: "normal" }, std: { type: "number", exclusiveMinimum: 0, default: 1 } },
    },
    Size: size,
  },
  properties: {
    kind: { const: "conv2d", default: "conv2d" },
    name: { anyOf: [{ type: "string" }, { type: "null" }], default: null },
    bias: { type: "boolean", default: true, advanced: true },
    stride: { anyOf: [{ $ref: "#/$defs/Size" }, pair, { type: "null" }], default: null },
    padding: {
      anyOf: [{ type: "integer", minimum: 0 }, pair, { enum: ["same", "valid"], type: "string" }],
      default: 0,
    },
    kernel_size: { anyOf: [size, pair] },
    out_channels: size,
    padding_mode: { enum: ["zeros", "reflect"], default: "zeros", advanced: true },
    init: { oneOf: [{ $ref: "#/$defs/Normal" }], default: { kind: "normal" } },
    betas: { type: "array", prefixItems: [{ type: "number" }, { type: "number" }] },
    border: {
      anyOf: [
        { type: "integer", minimum: 0 },
        { type: "array", prefixItems: [0, 1, 2, 3].map(() => ({ type: "integer" })) },
      ],
    },
    volume: { type: "array", items: { type: "integer" }, minItems: 3, maxItems: 3 },
    many: { type: "array", items: { oneOf: [{ $ref: "#/$defs/Normal" }] }, maxItems: 4 },
  },
};

const field = (name: string): Field => fieldsOf(conv).find((one) => one.name === name) as Field;

describe("a schema's form", () => {
  it("begins with filters, kernel, padding and stride", () => {
    const names = fieldsOf(conv).map((one) => one.name);
    expect(names.slice(0, 4)).toEqual(["out_channels", "kernel_size", "padding", "stride"]);
    expect(names).not.toContain("kind");
  });

  it("tells one number, one or several, and always several apart", () => {
    const shapes = ["out_channels", "kernel_size", "betas", "border", "volume"].map(
      (name) => field(name).shape as NumberShape,
    );
    expect(shapes.map(({ count, sides }) => [count, sides])).toEqual([
      ["single", 1],
      ["either", 2],
      ["each", 2],
      ["either", 4],
      ["each", 3],
    ]);
  });

  it("knows words, nothing and bounds of a number", () => {
    expect(field("padding").shape).toMatchObject({ words: ["same", "valid"], nullable: false, min: 0 });
    expect(field("stride").shape).toMatchObject({ words: [], nullable: true, min: 1, max: 1024 });
  });

  it("finds switches, choices and tagged kinds, alone and in a list", () => {
    expect(field("bias").shape).toEqual({ type: "boolean" });
    expect(field("padding_mode").shape).toMatchObject({ type: "choice", options: ["zeros", "reflect"] });
    expect(field("init").shape).toMatchObject({ type: "kinds", many: false });
    expect(field("many").shape).toMatchObject({ type: "kinds", many: true, max: 4 });
    const options = (field("init").shape as { options: { schema: JsonSchema }[] }).options;
    expect(fieldsOf(options[0]?.schema as JsonSchema)[0]?.shape).toMatchObject({ min: 0, open: true });
  });

  it("starts a new layer with what has no default", () => {
    expect(initial(conv)).toEqual({ kernel_size: 3, out_channels: 8 });
  });
});

describe("numbers", () => {
  const integer = { integer: true, min: 1, max: 1024, open: false };

  it("slide over the usual range and as far as the value", () => {
    expect(track("kernel_size", integer, 3)).toMatchObject({ min: 1, max: 11 });
    expect(track("kernel_size", integer, 3, { max: 5 })).toMatchObject({ max: 5 });
    expect(track("out_channels", integer, 200)).toMatchObject({ max: 200 });
    expect(track("unknown", { ...integer, max: 20 }, 3)).toMatchObject({ min: 1, max: 20 });
  });

  it("come back from the slider as they went", () => {
    const line = track("kernel_size", integer, 3);
    for (const value of [1, 4, 11]) expect(valueAt(line, position(line, value))).toBe(value);
    const log = track("lr", { integer: false, min: 0, max: 1e30, open: true }, 0.003);
    expect(log.log).toBe(true);
    for (const value of [1e-5, 0.003, 1]) expect(valueAt(log, position(log, value))).toBe(value);
  });

  it("are refused outside the schema's bounds", () => {
    expect(allowed(2.5, integer)).toBe(false);
    expect(allowed(0, { integer: false, min: 0, max: 1, open: true })).toBe(false);
    expect(allowed(1, { integer: false, min: 0, max: 1, open: true })).toBe(true);
  });

  it("read one number as all sides", () => {
    expect([sidesOf(3, 4), sidesOf([1, 2, 3], 3), sidesOf([1], 3), sidesOf(null, 2)]).toEqual([
      [3, 3, 3, 3],
      [1, 2, 3],
      null,
      null,
    ]);
    expect([pairValue(3), pairValue([1, 2]), pairValue("same")]).toEqual([[3, 3], [1, 2], null]);
  });

  it("are limited by the layer's input", () => {
    const found = limits({ padding: 1, dilation: 2, out_channels: 6 }, [4, 8, 10]);
    expect(found["kernel_size"]?.max).toBe(5); // 2·(5 − 1) + 1 = 9 ≤ 8 + 2·1 < 2·(6 − 1) + 1
    expect(found["groups"]?.values).toEqual([1, 2]);
    expect(limits({}, [400])).toEqual({});
    expect(limits({ kind: "conv_transpose2d" }, [4, 8, 10])["kernel_size"]).toBeUndefined();
  });
});
