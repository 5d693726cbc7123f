/** The frame around the pages for everybody: no desks, small screens first, without an account. */

import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, Outlet } from "react-router";

import { Loading } from "../../components/Loading";
import { LanguageSwitch, SchemeSwitch } from "../../components/Switches";

const PAGES = [
  { to: "/public/calculator", label: "public.calculator" },
  { to: "/public/trace", label: "public.trace" },
  { to: "/public/services", label: "public.services" },
  { to: "/public/faq", label: "public.faq" },
] as const;

export default function PublicShell() {
  const { t } = useTranslation();
  return (
    <div className="public">
      <a className="skip" href="#content">
        {t("app.skip")}
      </a>
      <header className="public-head">
        <Link to="/public" className="wordmark">
          <span className="wordmark-seal" lang="zh-CN">
            通关
          </span>
          <span className="public-name">{t("public.entrance")}</span>
        </Link>
        <SchemeSwitch />
        <LanguageSwitch />
        <nav className="public-pages" aria-label={t("public.menu")}>
          {PAGES.map(({ to, label }) => (
            <NavLink key={to} to={to}>
              {t(label)}
            </NavLink>
          ))}
        </nav>
      </header>
      <main id="content" className="public-content" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <footer className="public-foot">
        <p>{t("public.notice")}</p>
        <Link to="/entries">{t("public.staff")}</Link>
      </footer>
    </div>
  );
}
