/** A network from elsewhere takes its place on the page, with all that came with it: one step of history. */
import { t } from "../i18n/index.svelte";
import { datasets } from "./datasets.svelte";
import { network } from "./network.svelte";
import { outline } from "./outline.svelte";
import type { Shared } from "./sharing";
import { training } from "./training.svelte";
import { zoo } from "./zoo.svelte";

/** Where the weights under what was set by hand are not here, it stands over random ones, and the page says so. */
export async function arrive(shared: Shared): Promise<void> {
  const { weights_from = null, ...others } = shared.hand_edits ?? {};
  const known = weights_from === null || (await isHere(weights_from));
  const edits = shared.hand_edits && (known ? shared.hand_edits : { ...others, weights_map: null });
  network.load(shared.network, null, shared.held, edits);
  zoo.chosen = null;
  if (shared.training) training.replace(shared.training);
  if (shared.dataset) datasets.select(shared.dataset);
  if (!known) outline.refusal = t("refused.no_weights", { name: weights_from ?? "" });
}

const isHere = (ref: string): Promise<boolean> =>
  zoo.specOf(ref).then(
    () => true,
    () => false,
  );
