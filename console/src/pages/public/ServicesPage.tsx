/** The catalogue of services for everybody. */

import { useTranslation } from "react-i18next";

import { usePublicServices } from "../../api/services";
import { Loading } from "../../components/Loading";
import { useTitle } from "../../components/useTitle";
import { Catalogue } from "../services/Catalogue";
import { PublicRefusal } from "./PublicRefusal";

export default function ServicesPage() {
  const { t } = useTranslation();
  useTitle(t("guide.title"));
  const { data, error, refetch } = usePublicServices();
  return (
    <div className="guide">
      <h1>{t("guide.title")}</h1>
      {data !== undefined && <p className="quiet">{t("guide.lead_coarse", { days: data.days })}</p>}
      {error !== null && <PublicRefusal error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <Catalogue catalogue={data} isSignedIn={false} />}
    </div>
  );
}
