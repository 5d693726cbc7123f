/** Whether a registration counts today, and why not. */

import { useTranslation } from "react-i18next";

import type { EnterpriseView } from "../../api/types";
import { Seal } from "../../components/Seal";

export function ForceSeal({ enterprise }: { enterprise: EnterpriseView }) {
  const { t } = useTranslation();
  if (enterprise.is_in_force) return <Seal tone="good">{t("enterprises.in_force")}</Seal>;
  return (
    <>
      <Seal tone="stop">{t("enterprises.not_in_force")}</Seal>{" "}
      <span className="quiet">{enterprise.why_not}</span>
    </>
  );
}
