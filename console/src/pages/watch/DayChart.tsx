/** Hits of a watch row by day, beside the table that has the same: what would be selected anyway, and what only by the row. */

import { lazy, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { WatchPreview } from "../../api/analyst";
import { useDark } from "../../components/useScheme";
import { formatCount } from "../../domain/format";
import { byMinute, DARK, LIGHT } from "../wall/charts";

/** In the chunk that the wall board has. */
const Chart = lazy(() => import("../wall/Chart"));

const SIZE = 12;

export function DayChart({ days }: { days: WatchPreview["days"] }) {
  const { t } = useTranslation();
  const palette = useDark() ? DARK : LIGHT;
  const [anyway, added] = [t("watch.preview.anyway"), t("watch.preview.added")];
  const option = useMemo(() => {
    const bars = [
      { name: anyway, color: palette.customs, values: days.map((it) => it.anyway) },
      { name: added, color: palette.mark, values: days.map((it) => it.hits - it.anyway) },
    ];
    return byMinute(
      days.map((it) => it.on.slice(5)),
      bars,
      null,
      palette,
      SIZE,
      "auto",
    );
  }, [days, anyway, added, palette]);
  const hits = days.reduce((sum, it) => sum + it.hits, 0);
  const most = Math.max(...days.map((it) => it.hits));
  const label = t("watch.preview.chart", {
    hits: formatCount(hits),
    days: days.length,
    most: formatCount(most),
  });
  return (
    <div className="watch-chart">
      <Suspense fallback={null}>
        <Chart option={option} label={label} />
      </Suspense>
    </div>
  );
}
