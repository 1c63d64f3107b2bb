/** JSON Patch (RFC 6902) on the document: repairs of the server and every edit of the page are such patches. */
import { immutableJSONPatch, type JSONPatchDocument } from "immutable-json-patch";

import { type Doc, type DocNode, identified, placeAt, places } from "./document";

export type Patch = JSONPatchDocument;

/** A node that was replaced by another of its kind keeps its id: it is the same node with other settings. */
function inherited(before: Doc, after: Doc): Doc {
  const old = places(before);
  const known = new Set(places(after).map((place) => place.node.$id));
  const layers = after.layers.map((node, index): DocNode => {
    if (node.$id) return identified(node);
    const was = placeAt(old, `/layers/${index}`)?.place.node;
    const same = was?.kind === node.kind && !known.has(was.$id);
    return identified(same ? { ...node, $id: was.$id } : node);
  });
  return { ...after, layers };
}

/** The document after the patch; throws where the patch does not fit it. */
export function applied(doc: Doc, patch: Patch): Doc {
  return inherited(doc, immutableJSONPatch(doc, patch) as Doc);
}
