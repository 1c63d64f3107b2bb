import { expect, it } from "vitest";

import { pack } from "../net/packed";
import { networkFrom, Refusal } from "./network/reading";
import { bare, codeOf, fileOf, type Shared, sharedFrom, sharedIn, wrapped } from "./sharing";

const settings = (kind: string): ReadonlySet<string> | null =>
  kind === "linear" ? new Set(["kind", "name", "out_features", "bias"]) : null;
const defaults = (): Record<string, unknown> => ({ bias: true });

const shared: Shared = {
  network: {
    name: "сеть",
    input: { channels: 1, height: 4, width: 4 },
    layers: [{ kind: "linear", out_features: 10, bias: true }],
  },
  training: { epochs: 3, optimizer: { kind: "sgd", lr: 0.5 } },
  dataset: "mnist-5k",
  held: {},
  hand_edits: null,
};
const held = { frozen: ["0"], frozen_filters: { "0": [1] }, initializers: { "0": { kind: "zeros" } } };
const hand_edits = {
  weights_from: "lenet5-mnist",
  weights_map: { "0": "f5" },
  painted: [{ path: "0", channel: 1, weight: [0.5, -1, 0], bias: 2 }],
  nudges: [{ image: [[[0, 255]]], target: 3, lr: 0.1 }],
};
const network = { ...shared.network, layers: [{ kind: "linear", out_features: 10 }] };

it("goes through a link, without what goes without saying", async () => {
  const code = await codeOf(shared, defaults);
  expect(await sharedIn(code, settings)).toEqual({ ...shared, network });
  const alone = await codeOf({ ...bare(network), training: {} }, defaults);
  expect(await sharedIn(alone, settings)).toEqual(bare(network));
});

it("goes through a file", () => {
  expect(networkFrom(fileOf(bare(shared.network), defaults), settings)).toEqual(network);
  expect(wrapped(fileOf(bare(shared.network), defaults))).toBeNull();
});

it("takes along what was set by hand and apart", async () => {
  const code = await codeOf({ ...shared, held, hand_edits }, defaults);
  expect(await sharedIn(code, settings)).toEqual({ ...shared, network, held, hand_edits });
  const text = fileOf({ ...shared, held, hand_edits }, defaults);
  const expected = { network, training: {}, dataset: null, held, hand_edits };
  expect(sharedFrom(wrapped(text), () => network, "bad_file")).toEqual(expected);
});

it("says what is wrong with a link", async () => {
  const refused = async (value: unknown): Promise<string> => {
    const code = typeof value === "string" ? value : await pack(JSON.stringify(value));
    const error: unknown = await sharedIn(code, settings).catch((reason: unknown) => reason);
    return error instanceof Refusal ? error.code : "";
  };
  expect(await refused("@@@")).toBe("bad_link");
  expect(await refused({ network, training: [] })).toBe("bad_link");
  expect(await refused({ network, training: 3 })).toBe("bad_link");
  expect(await refused({ network, dataset: 3 })).toBe("bad_link");
  expect(await refused({ network, training: { frozen: 3 } })).toBe("bad_link");
  expect(await refused({ network, training: { frozen_filters: { a: "b" } } })).toBe("bad_link");
  for (const edits of [
    3,
    { more: 1 },
    { weights_from: "../x" },
    { weights_map: { a: 1 } },
    { painted: [{ path: "0", channel: -1 }] },
    { painted: [{ path: "0", channel: 0, weight: ["1"] }] },
    { painted: [{ path: "0", channel: 0, bias: 1e7 }] },
    { painted: new Array(257).fill({ path: "0", channel: 0 }) },
    { nudges: [{ image: [[[256]]], target: 0 }] },
    { nudges: [{ image: [[[0]]], target: 0, lr: 2 }] },
  ])
    expect(await refused({ network, hand_edits: edits }), JSON.stringify(edits)).toBe("bad_edits");
  expect(await refused({ network: { ...network, layers: [{ kind: "x" }] } })).toBe("unknown_kind");
  expect(await refused({})).toBe("bad_link");
  expect(await refused(await pack("3"))).toBe("bad_link");
  expect(await refused(await pack("{"))).toBe("bad_link");
});
