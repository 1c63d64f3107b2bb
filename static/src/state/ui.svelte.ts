/** What the reader has chosen of the frame: tab, language, theme, which panels are open. Kept in localStorage. */
import type { Locale } from "../i18n/fill";
import { type Link, linkText, parseLink, type Part } from "./link";

export type Tab = "playground" | "runs" | "models" | "api";
export const TABS: Tab[] = ["playground", "runs", "models", "api"];

function stored<T extends string>(key: string, known: readonly T[], fallback: T): T {
  const value = localStorage.getItem(`playground.${key}`) as T | null;
  return value && known.includes(value) ? value : fallback;
}

function preferredLocale(): Locale {
  return navigator.language.startsWith("ru") ? "ru" : "en";
}

function preferredTheme(): "light" | "dark" {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** As wide as its style says. */
const INSPECTOR = 344;

function follow(media: string, take: (matches: boolean) => void): void {
  const query = matchMedia(media);
  take(query.matches);
  query.addEventListener("change", () => take(query.matches));
}

class Ui {
  /** What the address asks for after "#". */
  link: Link = $state.raw(parseLink(location.hash));
  tab: Tab = $state(TABS.find((tab) => tab === this.link.tab) ?? "playground");
  locale: Locale = $state(stored("locale", ["en", "ru"] as const, preferredLocale()));
  theme: "light" | "dark" = $state(stored("theme", ["light", "dark"] as const, preferredTheme()));
  /** The layer list is a rail of glyphs until it is opened. */
  listOpen = $state(false);
  curvesOpen = $state(false);
  /** True below 760 px: panels become sheets. */
  narrow = $state(false);
  /** The width that an open inspector takes from the stage; 0 where it lies over it. */
  beside = $state(0);

  constructor() {
    follow("(max-width: 760px)", (narrow) => (this.narrow = narrow));
    follow("(min-width: 1280px)", (wide) => (this.beside = wide ? INSPECTOR : 0));
    window.addEventListener("hashchange", () => {
      this.link = parseLink(location.hash);
      this.tab = TABS.find((tab) => tab === this.link.tab) ?? this.tab;
    });
  }

  setLocale(locale: Locale): void {
    this.locale = locale;
    localStorage.setItem("playground.locale", locale);
  }

  setTheme(theme: "light" | "dark"): void {
    this.theme = theme;
    localStorage.setItem("playground.theme", theme);
  }

  setTab(tab: Tab): void {
    this.tab = tab;
    this.link = { ...this.link, tab: tab === "playground" ? null : tab };
    history.replaceState(null, "", linkText(this.link) || location.pathname + location.search);
  }

  /** Does the link that was opened hide this part of the page? */
  hides(part: Part): boolean {
    return this.link.hide.includes(part);
  }
}

export const ui = new Ui();
