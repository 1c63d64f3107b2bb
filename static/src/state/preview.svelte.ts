/** What an edit would do, before it is done: the document after it, analysed, never shown as the network. */
import { post, ProblemError } from "../net/http";
import { network } from "./network.svelte";
import { type Doc, places, specOf } from "./network/document";
import type { NetworkSummary, NodeSummary } from "./network/types";

export interface Outcome {
  /** Node id → its analysis after the edit. */
  nodes: ReadonlyMap<string, NodeSummary>;
  /** Of the whole network; null while something does not fit. */
  total: { params: number; macs: number } | null;
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

/** The analysis of the network after an edit; rejects when aborted or offline. */
export async function outcomeOf(edit: (doc: Doc) => Doc, signal: AbortSignal): Promise<Outcome | null> {
  if (!network.doc) return null;
  const doc = edit(network.doc);
  const { summary, problems } = await analysed(specOf(doc), signal);
  const known = new Map(summary?.nodes.map((node) => [node.path, node]));
  const nodes = places(doc).flatMap(({ node, path }): [string, NodeSummary][] => {
    const found = known.get(path);
    return found ? [[node.$id, found]] : [];
  });
  return { nodes: new Map(nodes), total: problems ? null : (summary?.total ?? null), problems };
}

class Preview {
  /** The edit that is pointed at: the list shows its shapes. */
  pointed: Outcome | null = $state.raw(null);
}

export const preview = new Preview();
