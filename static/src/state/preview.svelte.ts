/** What a repair would do, before it is done: the document with the patch, analysed, never shown as the network. */
import { post, ProblemError } from "../net/http";
import { network } from "./network.svelte";
import { places, specOf } from "./network/document";
import { applied, type Patch } from "./network/patch";
import type { NetworkSummary, NodeSummary } from "./network/types";

export interface Outcome {
  /** Node id → its analysis after the patch. */
  nodes: ReadonlyMap<string, NodeSummary>;
  params: number | null;
  /** Problems that are left. */
  problems: number;
}

interface Answer {
  summary: NetworkSummary | null;
  problems: number;
}

async function analysed(spec: unknown, signal: AbortSignal): Promise<Answer> {
  try {
    return { summary: await post<NetworkSummary>("/networks/analyze", spec, signal), problems: 0 };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const partial = (error.body["partial"] as NetworkSummary | undefined) ?? null;
    return { summary: partial, problems: Math.max(1, error.errors.length) };
  }
}

/** The analysis of the network with the patch applied; rejects when aborted or offline. */
export async function outcomeOf(patch: Patch, signal: AbortSignal): Promise<Outcome | null> {
  if (!network.doc) return null;
  const doc = applied(network.doc, patch);
  const { summary, problems } = await analysed(specOf(doc), signal);
  const known = new Map(summary?.nodes.map((node) => [node.path, node]));
  const nodes = places(doc).flatMap(({ node, path }): [string, NodeSummary][] => {
    const found = known.get(path);
    return found ? [[node.$id, found]] : [];
  });
  return { nodes: new Map(nodes), params: problems ? null : (summary?.total.params ?? null), problems };
}

class Preview {
  /** The repair that is pointed at: the list shows its shapes. */
  pointed: Outcome | null = $state.raw(null);
}

export const preview = new Preview();
