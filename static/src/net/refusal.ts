/** Something asked of the server that was not done, as something to say. */
import { ProblemError, type ProblemEntry } from "./http";

/** Why the last thing asked for was not done. */
export interface Refusal {
  code: string;
  detail: string;
  errors: ProblemEntry[];
}

/** The server's answer, or its silence, as something to say. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ProblemError) return { code: error.code, detail: error.message, errors: error.errors };
  if (error instanceof TypeError) return { code: "offline", detail: "", errors: [] };
  throw error;
}
