/** One registered enterprise: its codes, roles, dates, credit and guarantee. */

import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { useEnterprise } from "../../api/queries";
import { useRights } from "../../api/session";
import type { EnterpriseView } from "../../api/types";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { EnterpriseFacts } from "./EnterpriseFacts";
import { EnterpriseForm } from "./EnterpriseForm";
import { ForceSeal } from "./ForceSeal";
import { ListTable } from "./ListTable";

export default function EnterprisePage() {
  const { t } = useTranslation();
  const code = useParams().code ?? "";
  const { data, error, isError, refetch } = useEnterprise(code);
  useTitle(data?.name ?? code, t("enterprises.title"));
  if (isError) return <Refusal error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  return <Details enterprise={data} />;
}

function Details({ enterprise }: { enterprise: EnterpriseView }) {
  const { t } = useTranslation();
  const may = useRights();
  const { code, name, lists } = enterprise;
  return (
    <>
      <h1>{name}</h1>
      <p>
        <ForceSeal enterprise={enterprise} />
      </p>
      <EnterpriseFacts enterprise={enterprise} />
      {lists.length > 0 && (
        <Section id="lists" title={t("enterprises.lists")}>
          <ListTable lists={lists} />
        </Section>
      )}
      {may("change_registry") && (
        <Section id="change" title={t("registry.change")}>
          <EnterpriseForm key={code} before={enterprise} />
        </Section>
      )}
    </>
  );
}
