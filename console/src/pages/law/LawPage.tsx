/** What the law was on a day: every parameter and table, found by name; and what is different between two days. */

import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useLaw, type LawSummary } from "../../api/analyst";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { useTitle } from "../../components/useTitle";
import { todayInChina } from "../../domain/format";
import { useLanguage } from "../../i18n";
import { LawChanges } from "./LawChanges";

/** Whether every word stands in what a table is called. */
export function fits({ name, title_zh, title_en, file }: LawSummary, q: string): boolean {
  const text = `${name} ${title_zh} ${title_en} ${file}`.toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export default function LawPage() {
  const { t } = useTranslation();
  useTitle(t("law.title"));
  const [params, setParams] = useSearchParams();
  const on = params.get("on") ?? todayInChina();
  const against = params.get("against") ?? "";
  const q = params.get("q") ?? "";
  const law = useLaw(on);
  const ask = (name: string, value: string) =>
    setParams(
      (before) => {
        if (value === "") before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true },
    );
  const items = law.data?.items.filter((it) => fits(it, q)) ?? [];
  return (
    <>
      <h1>{t("law.title")}</h1>
      <p className="quiet">{t("law.lead")}</p>
      <div className="ask">
        <Input
          className="long"
          allowClear
          aria-label={t("law.search")}
          placeholder={t("law.search")}
          value={q}
          onChange={(event) => ask("q", event.target.value)}
        />
        <label>
          {t("law.on")} <Input type="date" value={on} onChange={(event) => ask("on", event.target.value)} />
        </label>
        <label>
          {t("law.against")}{" "}
          <Input type="date" value={against} onChange={(event) => ask("against", event.target.value)} />
        </label>
      </div>
      {law.isError && <Refusal error={law.error} onRetry={() => void law.refetch()} />}
      {law.isPending && <Loading />}
      {against !== "" && <LawChanges on={on} against={against} name={null} />}
      {law.isSuccess && items.length === 0 && <p className="blank">{t("law.none")}</p>}
      {items.length > 0 && <LawTable items={items} on={on} />}
    </>
  );
}

function LawTable({ items, on }: { items: readonly LawSummary[]; on: string }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  return (
    <table className="checks as-cards">
      <thead>
        <tr>
          <th scope="col">{t("law.column.name")}</th>
          <th scope="col">{t("law.column.title")}</th>
          <th scope="col">{t("law.column.kind")}</th>
          <th scope="col">{t("law.column.value")}</th>
          <th scope="col">{t("law.column.file")}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((it) => (
          <tr key={it.name}>
            <td data-label={t("law.column.name")}>
              <Link to={`/law/${it.name}?on=${on}`}>
                <code>{it.name}</code>
              </Link>
            </td>
            <td data-label={t("law.column.title")}>{titleOf(it)}</td>
            <td data-label={t("law.column.kind")}>{t(`law.kind.${it.kind}`)}</td>
            <td data-label={t("law.column.value")}>
              {it.kind === "parameter"
                ? it.value === null
                  ? t("law.no_value")
                  : `${it.value} ${it.unit}`
                : t("law.rows", { count: it.rows, ever: it.rows_ever })}
              {it.rows_told > 0 && <small>{t("law.told_count", { count: it.rows_told })}</small>}
            </td>
            <td data-label={t("law.column.file")}>
              <code>{it.file}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
