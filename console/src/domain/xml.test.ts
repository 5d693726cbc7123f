import { describe, expect, it } from "vitest";

import { prettyXml } from "./xml";

describe("pretty XML", () => {
  it("puts one element on a line and keeps text beside its tags", () => {
    const xml = `<?xml version="1.0"?><a x="1"><b>t &amp; u</b><c/><d><![CDATA[<raw>]]></d><e></e></a>`;
    expect(prettyXml(xml)).toBe(
      [
        `<?xml version="1.0"?>`,
        `<a x="1">`,
        `  <b>t &amp; u</b>`,
        `  <c/>`,
        `  <d><![CDATA[<raw>]]></d>`,
        `  <e></e>`,
        `</a>`,
      ].join("\n"),
    );
  });

  it("does not change what is laid out already", () => {
    const once = prettyXml("<a><b>1</b><!-- c --><d><e>2</e></d></a>");
    expect(prettyXml(once)).toBe(once);
  });

  it("bears text that is no XML", () => {
    expect(prettyXml("")).toBe("");
    expect(prettyXml("no markup")).toBe("no markup");
    expect(prettyXml("</a></b>")).toBe("</a>\n</b>");
  });
});
