/** How proportions, differences and their intervals are written for people. */

/** `0.1234` → `12.3 %`. */
export function formatShare(share: number | null): string {
  return share === null ? "—" : `${(share * 100).toFixed(1)} %`;
}

/** Both ends in percent: `10.0–15.2 %`; empty where there is none. */
export function formatInterval(low: number | null, high: number | null): string {
  return low === null || high === null ? "" : `${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)} %`;
}

/** With its sign, in points as it comes. */
export function formatPoints(points: number): string {
  return `${points > 0 ? "+" : points < 0 ? "−" : ""}${Math.abs(points).toFixed(1)}`;
}

/** Whether an interval leaves no doubt on which side of nothing a difference is. */
export function sideOf({ low, high }: { low: number; high: number }): "more" | "less" | "open" {
  return low > 0 ? "more" : high < 0 ? "less" : "open";
}
