/** The catalogue of services for whoever signed in: what he may begin himself stands first. */

import { useTranslation } from "react-i18next";

import { useServices } from "../../api/services";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { useTitle } from "../../components/useTitle";
import { Catalogue } from "./Catalogue";

export default function ServicesPage() {
  const { t } = useTranslation();
  useTitle(t("guide.title"));
  const { data, error, refetch } = useServices();
  return (
    <div className="guide">
      <h1>{t("guide.title")}</h1>
      {data !== undefined && <p className="quiet">{t("guide.lead", { days: data.days })}</p>}
      {error !== null && <Refusal error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null && <Loading rows={8} />
      ) : (
        <Catalogue catalogue={data} isSignedIn />
      )}
    </div>
  );
}
