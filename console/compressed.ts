/** Writes every text of the built console a second and third time, compressed: the house sends them as they are. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import type { Plugin } from "vite";

const TEXTS = /\.(js|css|html|svg|json)$/;
/** Smaller ones fit a packet as they are. */
const SMALL = 1_000;

export function compressed(): Plugin {
  return {
    name: "tongguan-compressed",
    apply: "build",
    enforce: "post",
    writeBundle: {
      sequential: true,
      order: "post",
      handler({ dir }) {
        if (dir === undefined) return;
        for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
          if (!TEXTS.test(name)) continue;
          const bytes = readFileSync(join(dir, name));
          if (bytes.length < SMALL) continue;
          const hint = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
          writeFileSync(join(dir, `${name}.br`), brotliCompressSync(bytes, { params: hint }));
          writeFileSync(join(dir, `${name}.gz`), gzipSync(bytes, { level: 9 }));
        }
      },
    },
  };
}
