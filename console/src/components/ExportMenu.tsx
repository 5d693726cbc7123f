/** Takes a list out of the house as a file: all of it, as its question stands, not only what is on show. */

import { DownloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";

import { fetchTable } from "../api/client";
import { formatCount } from "../domain/format";
import { useLanguage } from "../i18n";
import { save } from "./save";
import { Refusal } from "./Refusal";

export function ExportMenu({ source }: { source: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const exporting = useMutation({
    mutationFn: (format: "csv" | "xlsx") => fetchTable(source, format, language),
    onSuccess: ({ name, bytes }) => save(name, bytes),
  });
  const items = (["csv", "xlsx"] as const).map((format) => ({
    key: format,
    label: t(`table.${format}`),
    onClick: () => exporting.mutate(format),
  }));
  const cutAfter = exporting.data?.cutAfter ?? null;
  return (
    <div className="listing-tools">
      {exporting.error !== null && <Refusal error={exporting.error} onRetry={() => exporting.reset()} />}
      {cutAfter !== null && (
        <Alert type="warning" showIcon title={t("table.cut", { count: formatCount(cutAfter) })} />
      )}
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button icon={<DownloadOutlined aria-hidden />} loading={exporting.isPending}>
          {t("table.export")}
        </Button>
      </Dropdown>
    </div>
  );
}
