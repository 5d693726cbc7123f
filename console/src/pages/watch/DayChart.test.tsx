import { render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { i18next } from "../../i18n";
import type { ChartOption } from "../wall/charts";
import { DayChart } from "./DayChart";

const drawn: ChartOption[] = [];

// What is drawn counts here, not how.
vi.mock("../wall/Chart", () => ({
  default: ({ option, label }: { option: ChartOption; label: string }) => {
    drawn.push(option);
    return <div role="img" aria-label={label} />;
  },
}));

beforeEach(async () => {
  await i18next.changeLanguage("zh");
});

describe("hits of a watch row by day", () => {
  it("stacks what only the row selects on what is selected anyway, and says so in words", async () => {
    render(
      <DayChart
        days={[
          { on: "2026-11-22", traffic: 500, hits: 3, anyway: 1 },
          { on: "2026-11-23", traffic: 700, hits: 9, anyway: 9 },
        ]}
      />,
    );
    expect(await screen.findByRole("img")).toHaveAccessibleName("按日命中：2天共12次，最多一天9次");
    const series = drawn.at(-1)?.series as { stack: string; data: number[] }[];
    expect(series.map((it) => it.data)).toEqual([
      [1, 9],
      [2, 0],
    ]);
    expect(new Set(series.map((it) => it.stack)).size).toBe(1);
    expect(drawn.at(-1)?.xAxis).toMatchObject({ data: ["11-22", "11-23"] });
  });
});
