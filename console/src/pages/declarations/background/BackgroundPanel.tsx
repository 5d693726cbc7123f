/** Beside a declaration, for whoever decides about it: why it was selected, what its companies and its goods came to before, and
 * its papers side by side. */

import { Tabs } from "antd";
import { useTranslation } from "react-i18next";

import { useBackground } from "../../../api/background";
import { Loading } from "../../../components/Loading";
import { Refusal } from "../../../components/Refusal";
import { formatCount } from "../../../domain/format";
import { CompaniesTab } from "./CompaniesTab";
import { ComparedTab } from "./ComparedTab";
import { GoodsTab } from "./GoodsTab";
import { SelectedTab } from "./SelectedTab";

export default function BackgroundPanel({ number }: { number: string }) {
  const { t } = useTranslation();
  const { data, error, isError, refetch } = useBackground(number);
  if (isError) return <Refusal error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={6} />;
  const items = [
    {
      key: "selected",
      label: t("background.tab.selected"),
      children: data.selected == null ? null : <SelectedTab selected={data.selected} />,
    },
    {
      key: "companies",
      label: t("background.tab.companies"),
      children: <CompaniesTab companies={data.companies} />,
    },
    { key: "goods", label: t("background.tab.goods"), children: <GoodsTab goods={data.goods} /> },
    {
      key: "compared",
      label: t("background.tab.compared"),
      children: <ComparedTab compared={data.compared} />,
    },
  ];
  return (
    <>
      {(data.behind ?? 0) > 0 && (
        <p className="quiet" role="status">
          {t("background.behind", { rows: formatCount(data.behind ?? 0) })}
        </p>
      )}
      <Tabs className="background" items={items} aria-label={t("background.tabs")} />
    </>
  );
}
