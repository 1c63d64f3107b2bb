/** What an import did not understand, in Russian: the server says it in English, with names of the source in it. Pure. */
import russian from "./understood.ru.json";

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const known = Object.entries(russian).map(([english, text]) => ({
  pattern: new RegExp(`^${english.split("{}").map(escaped).join("(.+)")}$`),
  text,
}));

/** The message in Russian; as it is where it is not known. What stands before a colon is what it is about. */
export function inRussian(what: string): string {
  for (const { pattern, text } of known) {
    const found = pattern.exec(what);
    if (found) return found.slice(1).reduce((told, name) => told.replace("{}", () => name), text);
  }
  const about = /^([^\s:]+): (.+)$/.exec(what);
  return about ? `${about[1]}: ${inRussian(about[2] ?? "")}` : what;
}
