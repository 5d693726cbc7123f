/** Why a request failed: known codes in the reader's language, the rest in the server's words. */

import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";

import { ApiError } from "../api/client";

export function Refusal({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const { t, i18n } = useTranslation();
  const isUnreachable = error instanceof ApiError && (error.status === 0 || error.status === 502);
  const known = `problem.code.${error instanceof ApiError ? error.code : ""}`;
  const title = isUnreachable
    ? t("problem.unreachable")
    : i18n.exists(known)
      ? t(known as "problem.code.not_found")
      : error.message || t("problem.title");
  const detail = isUnreachable
    ? t("problem.unreachable_text")
    : error instanceof ApiError
      ? error.detail
      : "";
  return (
    <Alert
      className="refusal"
      type={error instanceof ApiError && error.status === 404 ? "info" : "error"}
      showIcon
      title={title}
      description={
        <>
          {detail !== "" && <p>{detail}</p>}
          {error instanceof ApiError && error.code !== "" && <code>{error.code}</code>}
        </>
      }
      action={
        onRetry !== undefined && (
          <Button size="small" onClick={onRetry}>
            {t("common.retry")}
          </Button>
        )
      }
    />
  );
}
