/** Every kind of layer and setting that the server knows, with the schema its form is made from. */
import type { JsonSchema } from "../forms/schema";
import { get } from "../net/http";

export type Group =
  "layer" | "combinator" | "optimizer" | "schedule" | "loss" | "initializer" | "augmentation" | "attribution";

export interface CatalogueEntry {
  group: Group;
  kind: string;
  title: string;
  summary: string;
  docs: string;
  schema: JsonSchema;
}

class Catalogue {
  entries: CatalogueEntry[] = $state.raw([]);
  #loading: Promise<void> | null = null;

  /** Load once; a failed load may be tried again. */
  load(): Promise<void> {
    this.#loading ??= get<CatalogueEntry[]>("/catalogue").then(
      (entries) => void (this.entries = entries),
      (error: unknown) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }

  group(group: Group): CatalogueEntry[] {
    return this.entries.filter((entry) => entry.group === group);
  }

  /** The entry of a layer or combinator. */
  node(kind: string): CatalogueEntry | null {
    const groups = ["layer", "combinator"];
    return this.entries.find((entry) => entry.kind === kind && groups.includes(entry.group)) ?? null;
  }
}

export const catalogue = new Catalogue();
