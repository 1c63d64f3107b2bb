/** What the page begins with: the network that the address asks for, or the first model. */
import { arrive } from "./arrive";
import { refusedText } from "./refused";
import { catalogue } from "./catalogue.svelte";
import { settings } from "./known";
import { Refusal } from "./network/reading";
import { outline } from "./outline.svelte";
import { sharedIn } from "./sharing";
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
    await arrive(await sharedIn(code, settings));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    outline.refusal = refusedText(error);
  }
}
