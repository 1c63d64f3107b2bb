/** Why a text from elsewhere was not taken over, in the reader's language. */
import { t } from "../i18n/index.svelte";
import type { Refusal } from "./network/reading";

export const refusedText = ({ code, params }: Refusal): string => t(`refused.${code}`, params);
