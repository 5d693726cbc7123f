/** The frame around every page: name, desks, language, and the state of the record. */

import { Segmented, Tooltip } from "antd";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, Outlet } from "react-router";

import { useSummary } from "../api/queries";
import { formatMoment } from "../domain/format";
import { switchLanguage, useLanguage } from "../i18n";
import { Loading } from "./Loading";

/** The desks of the console. A new desk is a line here and a route in `App`. */
const DESKS = [
  { to: "/worklist", label: "nav.worklist" },
  { to: "/entries", label: "nav.parcels" },
  { to: "/declarations", label: "nav.declarations" },
  { to: "/manifests", label: "nav.manifests" },
  { to: "/exports", label: "nav.exports" },
  { to: "/audits", label: "nav.audits" },
  { to: "/exit-lists", label: "nav.zone" },
  { to: "/receipts", label: "nav.receipts" },
  { to: "/slips", label: "nav.slips" },
  { to: "/enterprises", label: "nav.enterprises" },
  { to: "/deliveries", label: "nav.deliveries" },
  { to: "/checks", label: "nav.checks" },
  { to: "/tariff", label: "nav.tariff" },
] as const;

export function Shell() {
  const { t } = useTranslation();
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t("app.skip")}
      </a>
      <header className="masthead">
        <div className="masthead-inner">
          <Link to="/entries" className="wordmark" aria-label={t("app.name")}>
            <span className="wordmark-seal" aria-hidden lang="zh-CN">
              通关
            </span>
            <span className="wordmark-latin" aria-hidden>
              Tongguan
            </span>
          </Link>
          <nav className="desks" aria-label={t("app.menu")}>
            {DESKS.map(({ to, label }) => (
              <NavLink key={to} to={to}>
                {t(label)}
              </NavLink>
            ))}
          </nav>
          <LanguageSwitch />
        </div>
      </header>
      <main id="content" className="content" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <RecordLine />
    </div>
  );
}

function LanguageSwitch() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <Segmented
      className="language"
      size="small"
      aria-label={t("language.label")}
      value={language}
      onChange={switchLanguage}
      options={[
        { value: "zh", label: "中", title: t("language.zh") },
        { value: "en", label: "EN", title: t("language.en") },
      ]}
    />
  );
}

/** The chain's head and when it was read: the figures on a page are the record's, not a copy's. */
function RecordLine() {
  const { t } = useTranslation();
  const { data, isError } = useSummary();
  return (
    <footer className="record">
      <span>
        {t("app.name")} · {t("app.tagline")}
      </span>
      {data !== undefined && (
        <Tooltip title={data.head}>
          <span>
            {t("app.chain_head")} <code>{data.head.slice(0, 12)}</code> ·{" "}
            {t("app.as_of", { moment: formatMoment(data.as_of) })}
          </span>
        </Tooltip>
      )}
      {isError && <span className="record-fault">{t("app.offline")}</span>}
    </footer>
  );
}
