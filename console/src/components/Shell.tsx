/** The frame around every page: name, desks, language, and the state of the record. */

import { Segmented, Tooltip } from "antd";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, Outlet } from "react-router";

import { useSummary } from "../api/queries";
import { useSession } from "../api/session";
import { formatMoment } from "../domain/format";
import { switchLanguage, useLanguage } from "../i18n";
import { AccountMenu } from "./AccountMenu";
import { desksOf } from "./desks";
import { Loading } from "./Loading";
import { SearchField } from "./SearchField";

export function Shell() {
  const { t } = useTranslation();
  const { data: session } = useSession();
  const isIn = session !== undefined && session !== null && !session.must_change_password;
  const desks = isIn ? desksOf(session.rights) : [];
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t("app.skip")}
      </a>
      <header className="masthead">
        <div className="masthead-inner">
          <Link to="/" className="wordmark" aria-label={t("app.name")}>
            <span className="wordmark-seal" aria-hidden lang="zh-CN">
              通关
            </span>
            <span className="wordmark-latin" aria-hidden>
              Tongguan
            </span>
          </Link>
          <nav className="desks" aria-label={t("app.menu")}>
            {desks.map(({ to, label }) => (
              <NavLink key={to} to={to}>
                {t(label)}
              </NavLink>
            ))}
          </nav>
          {isIn && <SearchField />}
          <AccountMenu />
          <Link to="/public" className="to-public">
            {t("public.entrance")}
          </Link>
          <LanguageSwitch />
        </div>
      </header>
      <main id="content" className="content" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      {isIn && session.rights.includes("see_figures") && <RecordLine />}
    </div>
  );
}

export function LanguageSwitch() {
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
