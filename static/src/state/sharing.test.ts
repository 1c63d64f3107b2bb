import { expect, it } from "vitest";

import { pack } from "../net/packed";
import { networkFrom, Refusal } from "./network/reading";
import { codeOf, fileOf, type Shared, sharedIn } from "./sharing";

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
};
const network = { ...shared.network, layers: [{ kind: "linear", out_features: 10 }] };

it("goes through a link, without what goes without saying", async () => {
  const code = await codeOf(shared, defaults);
  expect(await sharedIn(code, settings)).toEqual({ ...shared, network });
  const bare = await codeOf({ network, training: {}, dataset: null }, defaults);
  expect(await sharedIn(bare, settings)).toEqual({ network, training: null, dataset: null });
});

it("goes through a file", () => {
  expect(networkFrom(fileOf(shared.network, defaults), settings)).toEqual(network);
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
  expect(await refused({ network: { ...network, layers: [{ kind: "x" }] } })).toBe("unknown_kind");
  expect(await refused({})).toBe("bad_link");
  expect(await refused(await pack("3"))).toBe("bad_link");
  expect(await refused(await pack("{"))).toBe("bad_link");
});
