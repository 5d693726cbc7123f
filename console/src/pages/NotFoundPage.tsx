/** An address that leads nowhere. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useTitle } from "../components/useTitle";

export default function NotFoundPage() {
  const { t } = useTranslation();
  useTitle(t("common.not_found_title"));
  return (
    <div className="blank">
      <h1>{t("common.not_found_title")}</h1>
      <p>{t("common.not_found_text")}</p>
      <Link to="/entries">{t("common.home")}</Link>
    </div>
  );
}
