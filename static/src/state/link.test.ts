import { expect, it } from "vitest";

import { type Link, linkText, PARTS, parseLink } from "./link";

it("is read as it was written", () => {
  const links: Link[] = [
    { tab: null, code: null, model: null, hide: [] },
    { tab: "runs", code: null, model: null, hide: [] },
    { tab: null, code: "a_B-9", model: null, hide: [] },
    { tab: "models", code: "abc", model: null, hide: ["layers", "curves"] },
    { tab: null, code: null, model: "lenet5-mnist", hide: ["draw"] },
    { tab: null, code: null, model: null, hide: ["tabs"] },
  ];
  for (const link of links) expect(parseLink(linkText(link))).toEqual(link);
  expect(linkText({ tab: "runs", code: null, model: null, hide: [] })).toBe("#runs");
});

it("passes over what it does not know", () => {
  expect(parseLink("#n=a&hide=layers,everything,layers,&x=1")).toEqual({
    tab: null,
    code: "a",
    model: null,
    hide: ["layers"],
  });
});

it("hides any part of the page, by its name", () => {
  const link: Link = { tab: null, code: "a", model: null, hide: [...PARTS] };
  expect(parseLink(linkText(link))).toEqual(link);
  const newer = ["ways", "painter", "learns", "why", "looks", "findings", "moments"] as const;
  expect(parseLink(`#hide=${newer.join(",")}`).hide).toEqual(newer);
});
