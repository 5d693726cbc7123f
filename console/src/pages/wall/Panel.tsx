/** A titled part of the board; a chart in it has its figures behind it as a table. */

import { Button } from "antd";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { ChartOption } from "./charts";

const Chart = lazy(() => import("./Chart"));

interface PanelProps {
  id: string;
  title: string;
  extra?: ReactNode;
  children: ReactNode;
}

export function Panel({ id, title, extra, children }: PanelProps) {
  return (
    <section className={`wall-panel wall-${id}`} aria-labelledby={`wall-${id}-title`}>
      <div className="wall-panel-head">
        <h2 id={`wall-${id}-title`}>{title}</h2>
        {extra}
      </div>
      {children}
    </section>
  );
}

interface ChartPanelProps {
  id: string;
  title: string;
  summary: string;
  option: ChartOption | null;
  table: FigureTable;
  note?: ReactNode;
}

export interface FigureTable {
  head: readonly string[];
  rows: readonly { key: string; cells: readonly string[] }[];
}

export function ChartPanel({ id, title, summary, option, table, note }: ChartPanelProps) {
  const { t } = useTranslation();
  const [isTable, setIsTable] = useState(false);
  const change = (
    <Button size="small" type="text" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
      {isTable ? t("wall.chart") : t("wall.table")}
    </Button>
  );
  return (
    <Panel id={id} title={title} extra={change}>
      <div className="wall-panel-body">
        {isTable ? (
          <Figures caption={summary} table={table} />
        ) : option === null ? (
          <p className="wall-empty">{t("wall.empty")}</p>
        ) : (
          <Suspense fallback={<div className="wall-chart" />}>
            <Chart option={option} label={summary} />
          </Suspense>
        )}
      </div>
      {note}
    </Panel>
  );
}

export function Figures({ caption, table }: { caption: string; table: FigureTable }) {
  return (
    <div className="wall-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table className="wall-table">
        <caption className="wall-hidden">{caption}</caption>
        <thead>
          <tr>
            {table.head.map((it) => (
              <th key={it} scope="col">
                {it}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.key}>
              {row.cells.map((cell, place) =>
                place === 0 ? (
                  <th key={place} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={place}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
