/** The part of the address after "#": the tab, a packed network, and what a teacher has hidden. Pure. */

/** Parts of the page that a link can hide, in the order of the dialog. */
export const PARTS = [
  "layers",
  "inspector",
  "numbers",
  "learns",
  "draw",
  "ways",
  "maps",
  "painter",
  "answer",
  "why",
  "looks",
  "findings",
  "training",
  "settings",
  "curves",
  "timeline",
  "moments",
  "tabs",
  "models",
] as const;

export type Part = (typeof PARTS)[number];

export interface Link {
  tab: string | null;
  /** A packed network with its settings (see `net/packed`). */
  code: string | null;
  /** A trained model to open, by its id. */
  model: string | null;
  hide: Part[];
}

const isPart = (name: string): name is Part => (PARTS as readonly string[]).includes(name);

/** "#runs", "#n=…&hide=layers,curves", "#m=lenet5-mnist", "#tab=runs&hide=models"; what is not known is passed over. */
export function parseLink(fragment: string): Link {
  const text = fragment.replace(/^#/, "");
  if (!text.includes("=")) return { tab: text || null, code: null, model: null, hide: [] };
  const values = new URLSearchParams(text);
  const hide = (values.get("hide") ?? "").split(",").filter(isPart);
  return { tab: values.get("tab"), code: values.get("n"), model: values.get("m"), hide: [...new Set(hide)] };
}

/** The fragment with its "#"; "" where there is nothing to say. */
export function linkText({ tab, code, model, hide }: Link): string {
  if (!code && !model && hide.length === 0) return tab ? `#${tab}` : "";
  const parts = [
    tab ? `tab=${tab}` : "",
    code ? `n=${code}` : "",
    model ? `m=${encodeURIComponent(model)}` : "",
    hide.length ? `hide=${hide.join(",")}` : "",
  ];
  return `#${parts.filter(Boolean).join("&")}`;
}
