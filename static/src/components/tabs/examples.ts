/** Examples of the REST calls with what is on the page filled in. Pure. */
import type { Training } from "../../net/runTypes";
import type { NetworkSpec } from "../../state/network.svelte";

export const LANGUAGES = ["curl", "python"] as const;
export type Language = (typeof LANGUAGES)[number];
export const EXAMPLES = ["analyze", "predict", "run", "watch"] as const;
export type ExampleKey = (typeof EXAMPLES)[number];

export interface Situation {
  origin: string;
  network: NetworkSpec | null;
  dataset: string;
  training: Training;
  run: string | null;
}

/** JSON with short lists and objects on one line. */
export function compact(value: unknown, indent = ""): string {
  const flat = JSON.stringify(value);
  if (flat.length + indent.length <= 88 || typeof value !== "object" || value === null) return spaced(flat);
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((entry) => inner + compact(entry, inner))
    : Object.entries(value).map(([key, entry]) => `${inner}${JSON.stringify(key)}: ${compact(entry, inner)}`);
  const [open, shut] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${lines.join(",\n")}\n${indent}${shut}`;
}

/** Spaces after the commas and colons that stand outside of texts. */
function spaced(flat: string): string {
  return flat.replace(
    /("(?:[^"\\]|\\.)*")|([,:])/g,
    (whole, text: string | undefined) => text ?? `${whole} `,
  );
}

const pythonic = (json: string): string =>
  json.replace(
    /("(?:[^"\\]|\\.)*")|\b(true|false|null)\b/g,
    (whole, text: string | undefined, word: string) =>
      text ? whole : word === "null" ? "None" : word[0]?.toUpperCase() + word.slice(1),
  );

/** A body inside the single quotes of a shell. */
const quoted = (json: string): string => `'${json.replaceAll("'", `'\\''`)}'`;

function curl({ origin, network, dataset, training, run }: Situation): Record<ExampleKey, string> {
  const api = `${origin}/api/v1`;
  const send = (path: string, body: unknown): string =>
    `curl -s ${api}${path} -H 'Content-Type: application/json' -d ${quoted(compact(body))}`;
  return {
    analyze: send("/networks/analyze", network),
    predict: `curl -s ${api}/predict -F model=lenet5-mnist -F preprocess=digit -F image=@digit.png`,
    run: send("/runs", { network, dataset, training }),
    watch: `curl -s ${api}/runs/${run ?? "ID"}\ncurl -s '${api}/runs/${run ?? "ID"}/events?after=-1'`,
  };
}

function python({ origin, network, dataset, training, run }: Situation): Record<ExampleKey, string> {
  const head = `import httpx\n\napi = httpx.Client(base_url="${origin}/api/v1")`;
  const spec = `network = ${pythonic(compact(network))}`;
  const settings = pythonic(compact(training));
  const call = `api.post("/runs", json={"network": network, "dataset": "${dataset}", "training": ${settings}})`;
  return {
    analyze: `${head}\n${spec}\nsummary = api.post("/networks/analyze", json=network).json()\nprint(summary["total"]["params"])`,
    predict: `${head}\nwith open("digit.png", "rb") as image:\n    answer = api.post(\n        "/predict", data={"model": "lenet5-mnist", "preprocess": "digit"}, files={"image": image}\n    ).json()\nprint(answer["top"][:3])`,
    run: `${head}\n${spec}\nrun = ${call}.json()\nprint(run["id"])`,
    watch: `${head}\nrun = api.get("/runs/${run ?? "ID"}").json()\nprint(run["state"], run["metrics"])\nfor event in api.get(f"/runs/{run['id']}/events").json():\n    print(event["seq"], event["type"])`,
  };
}

export function examples(language: Language, situation: Situation): { key: ExampleKey; text: string }[] {
  const texts = (language === "curl" ? curl : python)(situation);
  return EXAMPLES.map((key) => ({ key, text: texts[key] }));
}
