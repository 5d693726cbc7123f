/** Whatever goes by a number or a name. What was asked for is kept with the visit, never in the address. */

import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router";

import { useSearch, type FoundKind, type SearchHit } from "../../api/analyst";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { useTitle } from "../../components/useTitle";
import { useLanguage } from "../../i18n";
import { askedOf, pageOf } from "./page";

export default function SearchPage() {
  const { t } = useTranslation();
  useTitle(t("search.title"));
  const navigate = useNavigate();
  const q = askedOf(useLocation().state);
  const found = useSearch(q);
  const items = found.data?.items ?? [];
  const kinds = [...new Set(items.map((it) => it.kind))];
  return (
    <>
      <h1>{t("search.title")}</h1>
      <p className="quiet">{t("search.lead")}</p>
      <div className="ask">
        <Input.Search
          key={q}
          className="long"
          autoFocus
          allowClear
          aria-label={t("search.ask")}
          placeholder={t("search.ask")}
          defaultValue={q}
          maxLength={80}
          onSearch={(text) => void navigate("/search", { state: { q: text.trim() }, replace: true })}
        />
      </div>
      {q.length < 2 && <p className="blank">{t("search.start")}</p>}
      {found.isError && <Refusal error={found.error} onRetry={() => void found.refetch()} />}
      {q.length >= 2 && found.isPending && <Loading />}
      {found.isSuccess && items.length === 0 && <p className="blank">{t("search.none")}</p>}
      {found.data?.is_whole === false && <p>{t("search.not_whole")}</p>}
      {kinds.map((kind) => (
        <Group key={kind} kind={kind} hits={items.filter((it) => it.kind === kind)} />
      ))}
    </>
  );
}

function Group({ kind, hits }: { kind: FoundKind; hits: readonly SearchHit[] }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  return (
    <section aria-labelledby={`found-${kind}`}>
      <h2 id={`found-${kind}`}>{t(`search.kind.${kind}`)}</h2>
      <ul className="found">
        {hits.map((it) => {
          const page = pageOf(it);
          return (
            <li key={it.page_no}>
              {page === null ? (
                <code>{it.number}</code>
              ) : (
                <Link to={page}>
                  <code>{it.number}</code>
                </Link>
              )}{" "}
              {it.title} {it.state_title_zh !== "" && <span className="quiet">{stateOf(it)}</span>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
