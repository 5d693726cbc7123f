/** A photograph as it is kept: scaled down on the device, and named by the digest of its bytes. */

import { blake3 } from "@noble/hashes/blake3.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** Longer sides are scaled to so many pixels: a plate or a seal can still be read. */
export const SIDE_MAX = 1600;
const QUALITY = 0.8;

/** To which size a picture is drawn. */
export function scaled(width: number, height: number): [number, number] {
  const share = Math.min(1, SIDE_MAX / Math.max(width, height));
  return [Math.max(1, Math.round(width * share)), Math.max(1, Math.round(height * share))];
}

/** As a JPEG, upright as the camera saw it, without what the camera wrote into it: where it was, whose it is. */
export async function shrink(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const [width, height] = scaled(picture.width, picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
  picture.close();
  return new Promise((done, failed) => {
    const given = (blob: Blob | null) => (blob === null ? failed(new Error("no picture")) : done(blob));
    canvas.toBlob(given, "image/jpeg", QUALITY);
  });
}

export function digestOf(bytes: Uint8Array): string {
  return bytesToHex(blake3(bytes));
}
