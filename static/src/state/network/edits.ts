/** The edit of one field as a JSON patch on the document; a node is addressed by its pointer ("/layers/2"). */
import type { Patch } from "./patch";
import type { LayerSpec } from "./types";

/** Set one field; `undefined` removes it, so that the default holds. */
export function assignment(pointer: string, node: LayerSpec, field: string, value: unknown): Patch {
  const path = `${pointer}/${field}`;
  if (value !== undefined) return [{ op: "add", path, value }];
  return field in node ? [{ op: "remove", path }] : [];
}
