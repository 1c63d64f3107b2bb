/** What training is told of single layers: frozen ones, and first weights of their own. It follows nodes, not paths. */
import { type Doc, type DocNode, places } from "./document";
import { withNode } from "./series";

/** The part of the training settings that speaks of layers, by their paths. */
export interface Held {
  frozen?: string[];
  initializers?: Record<string, NonNullable<DocNode["$init"]>>;
}

/** As a run's request has it; nothing where no layer is set apart. */
export function heldIn(doc: Doc): Held {
  const all = places(doc);
  const frozen = all.filter(({ node }) => node.$frozen).map(({ path }) => path);
  const drawn = all.flatMap(({ node, path }) => (node.$init ? [[path, node.$init] as const] : []));
  return {
    ...(frozen.length ? { frozen } : {}),
    ...(drawn.length ? { initializers: Object.fromEntries(drawn) } : {}),
  };
}

/** The document with the layers set apart that these settings name. */
export function withHeld(doc: Doc, { frozen = [], initializers = {} }: Held): Doc {
  return places(doc).reduce((changed, { path, pointer }) => {
    const $init = initializers[path];
    if (!frozen.includes(path) && !$init) return changed;
    const marks = { ...(frozen.includes(path) ? { $frozen: true } : {}), ...($init ? { $init } : {}) };
    return withNode(changed, pointer, (node) => ({ ...node, ...marks }));
  }, doc);
}
