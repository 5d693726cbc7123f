/** The figures that are read from across a room. */

import { useTranslation } from "react-i18next";

import type { Wall } from "../../api/types";
import { formatCount, localMoment } from "../../domain/format";
import { reached, shareOf, shortSpan, type Window } from "../../domain/wall";

interface TileProps {
  name: string;
  value: string;
  note: string;
  /** Between 0 and 1: how full the bar under the figure is. */
  share?: number;
  tone?: "watch" | "good";
}

function Tile({ name, value, note, share, tone }: TileProps) {
  return (
    <div className={tone === undefined ? "wall-tile" : `wall-tile is-${tone}`}>
      <dt>{name}</dt>
      <dd>
        <span className="wall-figure">{value}</span>
        <span className="wall-bar" aria-hidden>
          {share !== undefined && <span style={{ width: `${share * 100}%` }} />}
        </span>
        <span className="wall-note">{note}</span>
      </dd>
    </div>
  );
}

export function Tiles({ board, window }: { board: Wall; window: Window }) {
  const { t } = useTranslation();
  const parcels = board.throughput.find((it) => it.procedure === "retail_import");
  const flow = board.flows.find((it) => it.procedure === "retail_import")?.[window];
  const declarations = board.flows.find((it) => it.procedure === "declaration")?.[window];
  const mark = board.mark?.per_minute ?? 0;
  const minute = parcels?.per_minute.at(-2) ?? 0;
  const peak = parcels?.peak ?? 0;
  const peakAt = localMoment(parcels?.peak_at ?? "")?.time.slice(0, 5) ?? "";
  const waiting = board.queues.reduce((sum, it) => sum + it.count, 0);
  const also = (count: number | undefined) => t("wall.tile.declarations", { count: formatCount(count ?? 0) });
  return (
    <dl className="wall-tiles">
      <Tile
        name={t("wall.tile.minute")}
        value={formatCount(minute)}
        share={reached(minute, mark)}
        note={
          mark === 0
            ? t("wall.tile.minute_bare")
            : t("wall.tile.minute_note", { mark: formatCount(mark), share: shareOf(minute, mark) })
        }
      />
      <Tile
        name={t("wall.tile.peak")}
        value={formatCount(peak)}
        share={reached(peak, mark)}
        note={
          peak === 0
            ? t("wall.tile.no_peak")
            : t("wall.tile.peak_note", { time: peakAt, share: shareOf(peak, mark) })
        }
      />
      <Tile
        name={t("wall.tile.declared")}
        value={formatCount(flow?.declared ?? 0)}
        note={`${t("wall.tile.returned", { count: formatCount(flow?.returned ?? 0) })} · ${also(declarations?.declared)}`}
      />
      <Tile
        name={t("wall.tile.released")}
        value={formatCount(flow?.released ?? 0)}
        note={also(declarations?.released)}
        tone="good"
      />
      <ClearanceTile
        board={board}
        window={window}
        procedure="retail_import"
        name={t("wall.tile.clearance")}
      />
      <ClearanceTile
        board={board}
        window={window}
        procedure="declaration"
        name={t("wall.tile.clearance_declaration")}
      />
      <Tile
        name={t("wall.tile.waiting")}
        value={formatCount(waiting)}
        note={t("wall.tile.waiting_note", { count: formatCount(board.undecided) })}
        tone={waiting > 0 ? "watch" : "good"}
      />
    </dl>
  );
}

interface ClearanceTileProps {
  board: Wall;
  window: Window;
  procedure: string;
  name: string;
}

function ClearanceTile({ board, window, procedure, name }: ClearanceTileProps) {
  const { t } = useTranslation();
  const times = board.clearance.find((it) => it.procedure === procedure)?.[window];
  const count = times?.n ?? 0;
  return (
    <Tile
      name={name}
      value={shortSpan(times?.p50_ms ?? null)}
      note={
        count === 0
          ? t("wall.tile.no_clearance")
          : t("wall.tile.clearance_note", {
              p90: shortSpan(times?.p90_ms ?? null),
              count: formatCount(count),
            })
      }
    />
  );
}
