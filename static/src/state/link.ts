/** The part of the address after "#": the tab, a packed network, and what a teacher has hidden. Pure. */

/** Parts of the page that a link can hide, in the order of the dialog. */
export const PARTS = [
  "layers",
  "inspector",
  "numbers",
  "draw",
  "maps",
  "answer",
  "training",
  "settings",
  "curves",
  "timeline",
  "tabs",
  "models",
] as const;

export type Part = (typeof PARTS)[number];

export interface Link {
  tab: string | null;
  /** A packed network with its settings (see `net/packed`). */
  code: string | null;
  hide: Part[];
}

const isPart = (name: string): name is Part => (PARTS as readonly string[]).includes(name);

/** "#runs", "#n=…&hide=layers,curves", "#tab=runs&hide=models"; what is not known is passed over. */
export function parseLink(fragment: string): Link {
  const text = fragment.replace(/^#/, "");
  if (!text.includes("=")) return { tab: text || null, code: null, hide: [] };
  const values = new URLSearchParams(text);
  const hide = (values.get("hide") ?? "").split(",").filter(isPart);
  return { tab: values.get("tab"), code: values.get("n"), hide: [...new Set(hide)] };
}

/** The fragment with its "#"; "" where there is nothing to say. */
export function linkText({ tab, code, hide }: Link): string {
  if (!code && hide.length === 0) return tab ? `#${tab}` : "";
  const parts = [
    tab ? `tab=${tab}` : "",
    code ? `n=${code}` : "",
    hide.length ? `hide=${hide.join(",")}` : "",
  ];
  return `#${parts.filter(Boolean).join("&")}`;
}
