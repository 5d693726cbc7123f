/** A parameter or a table of law on a day: its rows, what they rest on, and how it was before and after. */

import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";

import { useLawDetail } from "../../api/analyst";
import { Loading } from "../../components/Loading";
import { MoreButton } from "../../components/MoreButton";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { todayInChina } from "../../domain/format";
import { useLanguage } from "../../i18n";
import { LawChanges } from "./LawChanges";
import { RowTable } from "./RowTable";

export default function LawDetailPage() {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const name = useParams().name ?? "";
  const [params, setParams] = useSearchParams();
  const on = params.get("on") ?? todayInChina();
  const against = params.get("against") ?? "";
  const q = params.get("q") ?? "";
  const law = useLawDetail(name, on, q);
  const first = law.data?.pages[0];
  useTitle(first === undefined ? name : titleOf(first), t("law.title"));
  const ask = (field: string, value: string) =>
    setParams(
      (before) => {
        if (value === "") before.delete(field);
        else before.set(field, value);
        return before;
      },
      { replace: true },
    );
  if (law.isError) return <Refusal error={law.error} onRetry={() => void law.refetch()} />;
  if (first === undefined) return <Loading />;
  const rows = law.data?.pages.flatMap((it) => it.items) ?? [];
  return (
    <>
      <p>
        <Link to={`/law?on=${on}`}>{t("law.title")}</Link>
      </p>
      <h1>{titleOf(first)}</h1>
      <p className="quiet">
        <code>{first.name}</code> · <code>{first.file}</code>
        {first.unit !== "" && ` · ${first.unit}`}
      </p>
      <div className="ask">
        <label>
          {t("law.on")} <Input type="date" value={on} onChange={(event) => ask("on", event.target.value)} />
        </label>
        <label>
          {t("law.against")}{" "}
          <Input type="date" value={against} onChange={(event) => ask("against", event.target.value)} />
        </label>
        {first.kind !== "parameter" && (
          <Input.Search
            key={q}
            className="long"
            allowClear
            aria-label={t("law.search_rows")}
            placeholder={t("law.search_rows")}
            defaultValue={q}
            onSearch={(text) => ask("q", text.trim())}
          />
        )}
      </div>
      {rows.length === 0 ? (
        <p className="blank">
          {q === ""
            ? t("law.not_covered", { from: first.covered_from ?? "—", to: first.covered_to ?? "—" })
            : t("law.none")}
        </p>
      ) : (
        <>
          <RowTable
            columns={first.columns}
            rows={rows}
            caption={t("law.in_force", { day: on, count: first.found })}
          />
          <MoreButton
            hasNext={law.hasNextPage}
            isLoading={law.isFetchingNextPage}
            shown={t("law.shown", { count: rows.length })}
            onMore={() => void law.fetchNextPage()}
          />
        </>
      )}
      {first.history.length > 0 && (
        <Section id="history" title={t("law.history")}>
          <RowTable columns={first.columns} rows={first.history} caption={t("law.history_caption")} />
        </Section>
      )}
      {against !== "" && <LawChanges on={on} against={against} name={name} />}
    </>
  );
}
