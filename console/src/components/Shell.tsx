/** The frame around every page: name, desks, language, light or dark, and the state of the record. */

import { Tooltip } from "antd";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, Outlet } from "react-router";

import { useSummary } from "../api/queries";
import { useSession } from "../api/session";
import { formatMoment } from "../domain/format";
import { AccountMenu } from "./AccountMenu";
import { DeskMenu } from "./DeskMenu";
import { Loading } from "./Loading";
import { SearchField } from "./SearchField";
import { LanguageSwitch, SchemeSwitch } from "./Switches";

export function Shell() {
  const { t } = useTranslation();
  const { data: session } = useSession();
  const isIn = session !== undefined && session !== null && !session.must_change_password;
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t("app.skip")}
      </a>
      <header className="masthead">
        <div className="masthead-inner">
          <Link to="/" className="wordmark">
            <span className="wordmark-seal" lang="zh-CN">
              通关
            </span>
            <span className="wordmark-latin">Tongguan</span>
          </Link>
          <DeskMenu />
          {isIn && <SearchField />}
          <AccountMenu />
          <Link to="/public" className="to-public">
            {t("public.entrance")}
          </Link>
          <SchemeSwitch />
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
