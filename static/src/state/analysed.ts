/** The server's analysis of a network that is not the one on the page. */
import { post, ProblemError, type ProblemEntry } from "../net/http";
import { network } from "./network.svelte";
import type { NetworkSpec, NetworkSummary } from "./network/types";

/** A network with its analysis, or with what does not fit in it. */
export interface Analysed {
  spec: NetworkSpec;
  summary: NetworkSummary | null;
  problems: ProblemEntry[];
}

/** Rejects where the server does not answer. */
export async function analysed(spec: NetworkSpec, signal?: AbortSignal): Promise<Analysed> {
  const { batch_size, optimizer } = network.counted;
  const address = `/networks/analyze?batch_size=${batch_size}&optimizer=${optimizer}`;
  try {
    return { spec, summary: await post<NetworkSummary>(address, spec, signal), problems: [] };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const entry = { pointer: "", code: error.code, detail: error.message };
    return { spec, summary: null, problems: error.errors.length ? error.errors : [entry] };
  }
}
