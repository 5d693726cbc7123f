/** Places in a text: the house counts bytes of UTF-8, a browser units of UTF-16. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function byteAt(text: string, unit: number): number {
  return encoder.encode(text.slice(0, unit)).length;
}

export function unitAt(text: string, byte: number): number {
  return decoder.decode(encoder.encode(text).slice(0, byte)).length;
}
