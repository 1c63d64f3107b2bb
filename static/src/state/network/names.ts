/** Names are unique among siblings: what comes from elsewhere gives way. */
import type { DocNode } from "./document";
import type { LayerSpec } from "./types";

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const LONGEST = 64;

export const isName = (text: string): boolean => NAME.test(text);

export function unnamed<T extends LayerSpec>(node: T): T {
  const copy = { ...node };
  delete copy.name;
  return copy;
}

/** "c1" → "c1_2", "c1_2" → "c1_3": the first that is free. */
function free(name: string, taken: ReadonlySet<string>): string {
  const stem = name.replace(/_\d+$/, "");
  for (let n = 2; ; n += 1) {
    const found = `${stem.slice(0, LONGEST - String(n).length - 1)}_${n}`;
    if (!taken.has(found)) return found;
  }
}

/** The nodes as they may stand among `siblings`. */
export function settled(nodes: DocNode[], siblings: DocNode[]): DocNode[] {
  const taken = new Set(siblings.flatMap(({ name }) => name ?? []));
  return nodes.map((node) => {
    const name = node.name && taken.has(node.name) ? free(node.name, taken) : node.name;
    if (name) taken.add(name);
    return name === node.name ? node : { ...node, name };
  });
}
