import { describe, expect, it } from "vitest";

import { contentsOf } from "./classes";
import { readDirectory, readEntry } from "./directory";

/** A zip of stored files, made by hand: local headers and contents, the directory, its end. */
function zip(files: Record<string, string>, comment = ""): Blob {
  const bytes = new TextEncoder();
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const [name, content] = [bytes.encode(path), bytes.encode(text)];
    const local = new DataView(new ArrayBuffer(30));
    local.setUint32(0, 0x04034b50, true);
    local.setUint16(26, name.length, true);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    entry.setUint32(20, content.length, true);
    entry.setUint16(28, name.length, true);
    entry.setUint32(42, offset, true);
    parts.push(new Uint8Array(local.buffer), name, content);
    directory.push(new Uint8Array(entry.buffer), name);
    offset += 30 + name.length + content.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, Object.keys(files).length, true);
  end.setUint32(
    12,
    directory.reduce((sum, part) => sum + part.length, 0),
    true,
  );
  end.setUint32(16, offset, true);
  end.setUint16(20, comment.length, true);
  return new Blob([...parts, ...directory, end.buffer, comment] as BlobPart[]);
}

const counted = (files: string[]): [string, number, number][] =>
  contentsOf(files.map((path) => ({ path: path.split("/"), method: 0, packed: 0, offset: 0 }))).classes.map(
    ({ name, train, test }) => [name, train, test],
  );

describe("a zip's directory", () => {
  it("tells the files, and each can be read", async () => {
    const file = zip({ "кошки/1.png": "meow", "dogs/": "", "dogs/1.png": "woof", "__MACOSX/x": "" }, "note");
    const entries = await readDirectory(file);
    expect(entries?.map(({ path }) => path.join("/"))).toEqual(["кошки/1.png", "dogs/1.png"]);
    const texts = await Promise.all((entries ?? []).map(async (one) => (await readEntry(file, one)).text()));
    expect(texts).toEqual(["meow", "woof"]);
  });
  it("is none in another file", async () => {
    expect(await readDirectory(new Blob(["hello"]))).toBe(null);
    expect(await readDirectory(new Blob([]))).toBe(null);
  });
});

describe("the classes of a zip", () => {
  it("are the folders at the top, or under train and test", () => {
    expect(counted(["b/1", "a/1", "a/2", "README"])).toEqual([
      ["a", 2, 0],
      ["b", 1, 0],
    ]);
    expect(counted(["train/a/1", "train/b/1", "test/b/1"])).toEqual([
      ["a", 1, 0],
      ["b", 1, 1],
    ]);
  });
  it("may lie in one folder more", () => {
    expect(counted(["pets/a/1", "pets/b/1", "README"])).toEqual([
      ["a", 1, 0],
      ["b", 1, 0],
    ]);
  });
});
