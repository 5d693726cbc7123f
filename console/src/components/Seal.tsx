/** A word in a frame: states, severities and lanes, toned by what they mean. */

import type { ReactNode } from "react";

import type { Tone } from "../domain/tone";

interface SealProps {
  tone: Tone;
  size?: "small" | "large";
  children: ReactNode;
}

export function Seal({ tone, size = "small", children }: SealProps) {
  return <span className={`seal seal-${tone} seal-${size}`}>{children}</span>;
}
