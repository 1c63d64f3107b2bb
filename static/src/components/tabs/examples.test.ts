import { expect, it } from "vitest";

import { compact, examples, EXAMPLES, type Situation } from "./examples";

const situation: Situation = {
  origin: "http://127.0.0.1:8000",
  network: {
    name: "It's a net",
    input: { channels: 1, height: 28, width: 28 },
    layers: [{ kind: "conv2d", out_channels: 6, kernel_size: 5, bias: true, name: null }],
  },
  dataset: "mnist-5k",
  training: { optimizer: { kind: "sgd", lr: 0.1 } },
  run: null,
};

it("writes JSON that reads back", () => {
  expect(JSON.parse(compact(situation))).toEqual(situation);
  expect(compact({ a: "x,y:z", b: [1, 2] })).toBe('{"a": "x,y:z", "b": [1, 2]}');
});

it("has every example in both languages, safe in a shell and in Python", () => {
  for (const language of ["curl", "python"] as const)
    expect(examples(language, situation).map(({ key }) => key)).toEqual([...EXAMPLES]);
  expect(examples("curl", situation)[0]?.text).toContain(`"It'\\''s a net"`);
  const python = examples("python", situation)[0]?.text;
  expect(python).toContain('"bias": True');
  expect(python).toContain('"name": None');
});
