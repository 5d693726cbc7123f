/** The wall board: the house on one page, live, for a screen on a wall and for a telephone. */

import { Button, ConfigProvider, Segmented, theme as looks, type ThemeConfig } from "antd";
import { useEffect, useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import { useWall } from "../../api/wall";
import { Loading } from "../../components/Loading";
import { useTitle } from "../../components/useTitle";
import { formatCount, formatMoment } from "../../domain/format";
import { silentFor, type Hearing, type WallState, type Window } from "../../domain/wall";
import { Alerts, Queues } from "./Lists";
import { Examinations } from "./Examinations";
import { DARK, LIGHT } from "./charts";
import { Owners, Standing, Steps, Throughput } from "./ChartPanels";
import { Tiles } from "./Tiles";
import "./wall.css";

const ON_DARK: ThemeConfig = {
  algorithm: looks.darkAlgorithm,
  token: {
    colorPrimary: DARK.customs,
    colorBgBase: DARK.sheet,
    colorBgLayout: DARK.ground,
    colorLink: DARK.customs,
    colorTextBase: DARK.ink,
    colorBorder: DARK.rule,
    colorBorderSecondary: DARK.rule,
  },
};

const REMEMBERED_AS = "tongguan.wall.light";

function remembered(): boolean {
  try {
    return localStorage.getItem(REMEMBERED_AS) === "yes";
  } catch {
    return false;
  }
}

function remember(isLight: boolean) {
  try {
    localStorage.setItem(REMEMBERED_AS, isLight ? "yes" : "no");
  } catch {
    // A browser that forbids storage shows the board dark the next time.
  }
}

/** Whether an element fills the screen, and how to change that. */
function useFullScreen(place: RefObject<HTMLElement | null>): [boolean, () => void] {
  const [isFull, setIsFull] = useState(false);
  useEffect(() => {
    const changed = () => setIsFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  const change = () => {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else void place.current?.requestFullscreen();
  };
  return [isFull, change];
}

/** Type is as large as the screen allows; charts are drawn in the same. */
function useTypeSize(): number {
  const sizeOf = () => (window.innerWidth >= 1800 ? 16 : window.innerWidth >= 1200 ? 13 : 12);
  const [size, setSize] = useState(sizeOf);
  useEffect(() => {
    const changed = () => setSize(sizeOf());
    window.addEventListener("resize", changed);
    return () => window.removeEventListener("resize", changed);
  }, []);
  return size;
}

export default function WallPage() {
  const { t } = useTranslation();
  useTitle(t("wall.title"));
  const { now, ...state } = useWall();
  const [window, setWindow] = useState<Window>("today");
  const [isLight, setIsLight] = useState(remembered);
  const place = useRef<HTMLDivElement>(null);
  const [isFull, changeFull] = useFullScreen(place);
  const size = useTypeSize();
  const look = { palette: isLight ? LIGHT : DARK, size };
  const { board } = state;
  const changeTheme = (theme: string) => {
    remember(theme === "light");
    setIsLight(theme === "light");
  };
  return (
    <ConfigProvider theme={isLight ? {} : ON_DARK}>
      <div ref={place} className={isLight ? "wall wall-light" : "wall"}>
        <div className="wall-head">
          <h1>{t("wall.title")}</h1>
          <HearingLine state={state} now={now} />
          <div className="wall-tools">
            <Segmented
              aria-label={t("wall.window.label")}
              value={window}
              onChange={setWindow}
              options={[
                { value: "today", label: t("wall.window.today") },
                { value: "days", label: t("wall.window.days") },
              ]}
            />
            <Segmented
              aria-label={t("wall.theme.label")}
              value={isLight ? "light" : "dark"}
              onChange={changeTheme}
              options={[
                { value: "dark", label: t("wall.theme.dark") },
                { value: "light", label: t("wall.theme.light") },
              ]}
            />
            <Button onClick={changeFull}>
              {isFull ? t("wall.leave_full_screen") : t("wall.full_screen")}
            </Button>
          </div>
        </div>
        {board === null ? (
          <Loading rows={12} />
        ) : (
          <div className="wall-grid">
            <Tiles board={board} window={window} />
            <Throughput board={board} look={look} />
            <Alerts board={board} />
            <Steps board={board} window={window} look={look} />
            <Owners board={board} window={window} look={look} />
            <Standing board={board} look={look} />
            <Examinations board={board} window={window} />
            <Queues board={board} now={now} />
          </div>
        )}
        {board !== null && (
          <p className="wall-foot">
            <span>{t("wall.as_of", { day: board.today, commit: formatCount(board.commit) })}</span>
            <span>{formatMoment(board.as_of)}</span>
            {board.mark !== null && (
              <span>{t("wall.mark_source", { document: board.mark.basis.document })}</span>
            )}
          </p>
        )}
      </div>
    </ConfigProvider>
  );
}

const DOT: Record<Hearing, string> = { connecting: "is-watch", live: "is-good", lost: "is-stop" };

/** How the house is heard, and when it last was; how much of its records is still to be read. */
function HearingLine({ state, now }: { state: WallState; now: number }) {
  const { t } = useTranslation();
  const seconds = silentFor(state, now);
  const behind = state.board?.behind ?? 0;
  return (
    <div className="wall-hearing">
      <span className={`wall-dot ${DOT[state.hearing]}`} aria-hidden />
      <span role="status">{t(`wall.hearing.${state.hearing}`)}</span>
      <span className="wall-soft">
        {seconds === null ? t("wall.never_heard") : t("wall.heard", { seconds })}
      </span>
      {behind > 0 && (
        <strong className="wall-behind">{t("wall.behind", { count: formatCount(behind) })}</strong>
      )}
    </div>
  );
}
