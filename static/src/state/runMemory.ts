/** Which run the page follows, kept in the address and in this browser, with the marks that only it has seen. */
import type { Mark } from "./runMarks";

const KEY = "playground.run";

function address(id: string | null): void {
  const url = new URL(location.href);
  if (id) url.searchParams.set("run", id);
  else url.searchParams.delete("run");
  history.replaceState(history.state, "", url);
}

/** The run to come back to: the one that the address names, and the one that this browser followed last. */
export function remembered(): { named: string | null; last: string | null } {
  return { named: new URL(location.href).searchParams.get("run"), last: localStorage.getItem(KEY) };
}

export function remember(id: string, marks?: readonly Mark[]): void {
  address(id);
  localStorage.setItem(KEY, id);
  if (marks) sessionStorage.setItem(`${KEY}.marks`, JSON.stringify({ id, marks }));
}

export function forget(): void {
  address(null);
  localStorage.removeItem(KEY);
}

/** The marks of a run seen earlier in this tab. */
export function recall(id: string): readonly Mark[] {
  const kept = JSON.parse(sessionStorage.getItem(`${KEY}.marks`) ?? "null") as {
    id: string;
    marks: Mark[];
  } | null;
  return kept?.id === id ? kept.marks : [];
}
