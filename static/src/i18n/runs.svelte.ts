/** What went wrong with a run, in the reader's language. */
import type { RunProblem } from "../net/runTypes";
import { type Params, translate } from "./index.svelte";

/** The text of a run's error; where it carries advice, the text of that advice. */
export function runProblem({ code, detail, params }: RunProblem, known: Params = {}): string {
  const values = { ...params, ...known };
  const general = translate(`run.error.${code}`, detail ?? code, values);
  const advice = params?.["advice"];
  return advice === undefined ? general : translate(`run.error.${code}.${advice}`, general, values);
}
