/** That no law known here covers a day, and which days are covered. */

import { Alert } from "antd";
import { useTranslation } from "react-i18next";

interface Gap {
  name: string;
  on: string;
  covered_from: string;
  covered_to: string | null;
}

export function NotCovered({ gap }: { gap: Gap }) {
  const { t } = useTranslation();
  const { name, on, covered_from: from, covered_to: to } = gap;
  const text =
    to === null
      ? t("public.not_covered", { name, on, from })
      : t("public.not_covered_to", { name, on, from, to });
  return <Alert type="info" showIcon title={text} />;
}
