import { describe, expect, it } from "vitest";

import {
  canonicalDecimal,
  formatDuration,
  formatMoment,
  formatMomentsIn,
  formatMoney,
  formatQuantity,
  formatStamp,
} from "./format";

describe("decimals", () => {
  it("are one number however they are written", () => {
    expect(canonicalDecimal("12.50000")).toBe(canonicalDecimal("012.5"));
    expect(canonicalDecimal("-0.00")).toBe("0");
    expect(canonicalDecimal("1e3")).toBeNull();
    expect(canonicalDecimal("")).toBeNull();
  });

  it("are grouped and never rounded", () => {
    expect(formatMoney("1234567.5")).toBe("1,234,567.50");
    expect(formatMoney("0.00001")).toBe("0.00001");
    expect(formatMoney("-26114.44")).toBe("-26,114.44");
    expect(formatMoney("92233720368547.75807")).toBe("92,233,720,368,547.75807");
    expect(formatMoney("n/a")).toBe("n/a");
    expect(formatQuantity("3.00")).toBe("3");
    expect(formatQuantity("1200.250")).toBe("1,200.25");
  });
});

describe("moments", () => {
  it("are told in China's legal time wherever the reader is", () => {
    expect(formatMoment("2026-01-05T16:00:00.123Z")).toBe("2026-01-06 00:00:00");
    expect(formatMoment("2026-01-06T00:00:00.123+08:00")).toBe("2026-01-06 00:00:00");
    expect(formatMoment("soon")).toBe("soon");
    expect(formatMomentsIn("a 2026-01-05T16:00:00.123Z, b 2026-01-06T00:00:00+08:00; 2026-01-06")).toBe(
      "a 2026-01-06 00:00:00, b 2026-01-06 00:00:00; 2026-01-06",
    );
  });

  it("of the wire are spelled out", () => {
    expect(formatStamp("20260105235959")).toBe("2026-01-05 23:59:59");
    expect(formatStamp("0")).toBe("");
    expect(formatStamp("2026")).toBe("2026");
  });
});

describe("durations", () => {
  it("are exact when short, and by the clock when long", () => {
    expect(formatDuration(0)).toBe("0.000 s");
    expect(formatDuration(842)).toBe("0.842 s");
    expect(formatDuration(59_999)).toBe("59.999 s");
    expect(formatDuration(60_000)).toBe("0:01:00");
    expect(formatDuration(3_723_000)).toBe("1:02:03");
    expect(formatDuration(90_000_000)).toBe("1 d 1:00:00");
  });
});
