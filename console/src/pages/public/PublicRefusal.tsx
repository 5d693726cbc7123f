/** Why a public question got no answer: who asks too often is told so in his own language. */

import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import { ApiError } from "../../api/client";
import { Refusal } from "../../components/Refusal";

export function PublicRefusal({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const { t } = useTranslation();
  if (error instanceof ApiError && error.code === "too_many") {
    return <Alert type="warning" showIcon role="alert" title={t("public.too_many")} />;
  }
  return <Refusal error={error} {...(onRetry === undefined ? {} : { onRetry })} />;
}
