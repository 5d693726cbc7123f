import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { flatFields, itemsOf } from "../domain/documents";
import { returnedParcel } from "../domain/__fixtures__/parcel";
import { FACTS, ITEM_FIELDS } from "../domain/facts";
import { en } from "./en";
import { fieldLabel, FIELDS } from "./fields";
import { zh } from "./zh";

interface Texts {
  [key: string]: string | Texts;
}

function flatten(texts: Texts, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === "string") flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

const chinese = flatten(zh);
const english = flatten(en);
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((it) => it[1]).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((it) => {
    const path = join(folder, it.name);
    if (it.isDirectory()) return it.name.startsWith("__") ? [] : sources(path);
    return /\.tsx?$/.test(it.name) && !/\.test\.tsx?$/.test(it.name) ? [path] : [];
  });
}

describe("the catalogues", () => {
  it("have the same keys", () => {
    expect([...english.keys()]).toEqual([...chinese.keys()]);
  });

  it("leave nothing empty and fill in the same values", () => {
    for (const [key, text] of chinese) {
      const other = english.get(key) ?? "";
      expect(text.trim(), key).not.toBe("");
      expect(other.trim(), key).not.toBe("");
      expect(placeholders(other), key).toEqual(placeholders(text));
    }
  });

  it("speak their own language", () => {
    const exceptions = new Set(["language.zh", "language.en"]);
    for (const [key, text] of english) {
      if (!exceptions.has(key)) expect(/\p{Script=Han}/u.test(text), `${key}: ${text}`).toBe(false);
    }
  });

  it("hold no key that no page uses", () => {
    const code = sources("src")
      .map((it) => readFileSync(it, "utf8"))
      .join("\n");
    const literals = new Set([...code.matchAll(/"([a-z_]+(?:\.[a-z_]+)+)"/g)].map((it) => it[1] ?? ""));
    const templates = [...code.matchAll(/`([a-z_.]+\.)\$\{/g)].map((it) => it[1] ?? "");
    const unused = [...chinese.keys()].filter(
      (key) => !literals.has(key) && !templates.some((it) => key.startsWith(it)),
    );
    expect(unused).toEqual([]);
  });

  it("leave no Chinese in the pages themselves", () => {
    const pages = sources("src").filter((it) => !it.includes("i18n"));
    for (const path of pages) {
      const code = readFileSync(path, "utf8").replace(/\/\*\*[\s\S]*?\*\//g, "");
      const words = (code.match(/\p{Script=Han}+/gu) ?? []).filter((it) => it !== "通关" && it !== "中");
      expect(words, path).toEqual([]);
    }
  });
});

describe("field labels", () => {
  it("exist in both languages for every fact that is compared", () => {
    const compared = [
      ...FACTS.flatMap((it) => [it.id, ...Object.values(it.fields)]),
      ...ITEM_FIELDS.map(([field]) => field),
    ];
    expect(compared.filter((it) => !Object.hasOwn(FIELDS, it))).toEqual([]);
  });

  it("exist for every field of the documents, in the right script", () => {
    for (const { document } of returnedParcel().documents) {
      const names = [document, ...itemsOf(document)].flatMap((it) => flatFields(it).map(([name]) => name));
      for (const name of names) {
        expect(fieldLabel(name, "zh"), name).toMatch(/\p{Script=Han}/u);
        expect(fieldLabel(name, "en"), name).not.toMatch(/\p{Script=Han}/u);
      }
    }
  });

  it("fall back to the field's own name", () => {
    expect(fieldLabel("constructor", "zh")).toBe("constructor");
  });
});
