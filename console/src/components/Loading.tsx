/** What stands where something is still on its way. */

import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";

export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("common.loading")}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}
