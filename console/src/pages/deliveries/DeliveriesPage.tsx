/** Who gets receipts without asking for them, and how far each has come. */

import { useTranslation } from "react-i18next";

import { useFolders, useWebhooks } from "../../api/deliveries";
import { ExportMenu } from "../../components/ExportMenu";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { FolderTable } from "./FolderTable";
import { RegisterForm } from "./RegisterForm";
import { WebhookTable } from "./WebhookTable";

export default function DeliveriesPage() {
  const { t } = useTranslation();
  useTitle(t("deliveries.title"));
  const webhooks = useWebhooks();
  const folders = useFolders();
  return (
    <>
      <h1>{t("deliveries.title")}</h1>
      <p className="quiet">{t("deliveries.lead")}</p>
      <Section id="webhooks" title={t("deliveries.webhooks")}>
        {webhooks.isError && <Refusal error={webhooks.error} onRetry={() => void webhooks.refetch()} />}
        {webhooks.isPending && <Loading rows={3} />}
        {webhooks.isSuccess && webhooks.data.items.length > 0 && <ExportMenu source={webhooks.data.source} />}
        {webhooks.isSuccess && <WebhookTable webhooks={webhooks.data.items} />}
      </Section>
      <Section id="register" title={t("deliveries.register")}>
        <RegisterForm />
      </Section>
      <Section id="folders" title={t("deliveries.folders")}>
        {folders.isError && <Refusal error={folders.error} onRetry={() => void folders.refetch()} />}
        {folders.isPending && <Loading rows={2} />}
        {folders.isSuccess && folders.data.items.length > 0 && <ExportMenu source={folders.data.source} />}
        {folders.isSuccess && <FolderTable folders={folders.data.items} />}
      </Section>
    </>
  );
}
