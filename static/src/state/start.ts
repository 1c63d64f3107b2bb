/** What the page begins with: the network that the address asks for, or the first model. */
import { refusedText } from "./refused";
import { catalogue } from "./catalogue.svelte";
import { datasets } from "./datasets.svelte";
import { settings } from "./known";
import { Refusal } from "./network/reading";
import { outline } from "./outline.svelte";
import { sharedIn } from "./sharing";
import { training } from "./training.svelte";
import { ui } from "./ui.svelte";
import { zoo } from "./zoo.svelte";

export async function start(): Promise<void> {
  const { code, model } = ui.link;
  if (code) await takeShared(code);
  await zoo.start(model);
}

/** Take over the network and the settings of a link, or say why not. */
export async function takeShared(code: string): Promise<void> {
  try {
    await catalogue.load();
  } catch {
    return; // The server does not answer; the page says so.
  }
  try {
    const shared = await sharedIn(code, settings);
    zoo.take(shared.network);
    if (shared.training) training.replace(shared.training);
    if (shared.dataset) datasets.select(shared.dataset);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    outline.refusal = refusedText(error);
  }
}
