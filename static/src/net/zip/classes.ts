/** Which class and part each file of a zip belongs to, by its folders: the server's rule, for a look beforehand. */
import type { ZipEntry } from "./directory";

export interface ZipClass {
  name: string;
  train: number;
  test: number;
  /** A few of its files. */
  samples: ZipEntry[];
}

export interface ZipContents {
  classes: ZipClass[];
  /** Files inside class folders, and outside. */
  images: number;
  others: number;
  hasTest: boolean;
}

const SAMPLES = 3;

/** How many folders wrap everything: one that is no class does. */
function wrapping(entries: ZipEntry[]): number {
  const deep = entries.filter(({ path }) => path.length > 1);
  const tops = new Set(deep.map(({ path }) => path[0]));
  const [top = ""] = tops;
  const wrapped = tops.size === 1 && top !== "train" && top !== "test";
  return wrapped && deep.every(({ path }) => path.length > 2) ? 1 : 0;
}

/** Sort the files of a zip into classes; those outside class folders are only counted. */
export function contentsOf(entries: ZipEntry[]): ZipContents {
  const strip = wrapping(entries);
  const paths = entries.map(({ path }) => path.slice(strip));
  const divided = paths.some((path) => path.length > 1 && (path[0] === "train" || path[0] === "test"));
  const depth = divided ? 3 : 2;
  const classes = new Map<string, ZipClass>();
  let images = 0;
  paths.forEach((path, index) => {
    const name = path.at(-2);
    const entry = entries[index];
    if (path.length !== depth || name === undefined || !entry) return;
    const known = classes.get(name) ?? { name, train: 0, test: 0, samples: [] };
    classes.set(name, known);
    known[divided && path[0] === "test" ? "test" : "train"] += 1;
    if (known.samples.length < SAMPLES) known.samples.push(entry);
    images += 1;
  });
  const sorted = [...classes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    classes: sorted,
    images,
    others: entries.length - images,
    hasTest: sorted.some(({ test }) => test > 0),
  };
}
