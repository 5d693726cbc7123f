/** What an empty list says: how to get data, or how to widen the question. */

import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { CopyButton } from "../../components/CopyButton";

const FILL = "tongguan demo --data demo-data --listen 127.0.0.1:8081";

export function EmptyHouse() {
  const { t } = useTranslation();
  return (
    <div className="blank">
      <h2>{t("parcels.empty_title")}</h2>
      <p>{t("parcels.empty_text")}</p>
      <p className="command">
        <code>{FILL}</code> <CopyButton text={FILL} />
      </p>
    </div>
  );
}

export function NothingFound({ q, onClear }: { q: string; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="blank">
      <h2>{t("parcels.nothing_title")}</h2>
      <p>{q === "" ? t("parcels.nothing_in_state") : t("parcels.nothing_text", { q })}</p>
      <Button onClick={onClear}>{t("parcels.clear")}</Button>
    </div>
  );
}
