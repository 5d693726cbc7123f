/** One account book: what each record holds, and what is spoken for or gone. */

import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { useBook } from "../../api/queries";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { useTitle } from "../../components/useTitle";
import { formatQuantity } from "../../domain/format";

export default function BookPage() {
  const { t } = useTranslation();
  const number = useParams().number ?? "";
  const { data, error, isError, isPending, refetch } = useBook(number);
  useTitle(t("zone.book_title", { number }));
  return (
    <>
      <p className="crumbs">
        <Link to="/exit-lists">{t("zone.exit_lists")}</Link>
      </p>
      <h1>{t("zone.book_title", { number })}</h1>
      {isError && <Refusal error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {data !== undefined && (
        <table className="entries as-cards">
          <thead>
            <tr>
              <th scope="col">{t("zone.record_no")}</th>
              <th scope="col">{t("zone.goods")}</th>
              <th scope="col" className="number">
                {t("zone.recorded")}
              </th>
              <th scope="col" className="number">
                {t("ledger.movement.reserve")}
              </th>
              <th scope="col" className="number">
                {t("ledger.movement.post")}
              </th>
              <th scope="col" className="number">
                {t("zone.left")}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.lines.map((it) => (
              <tr key={it.record_no}>
                <td data-label={t("zone.record_no")}>
                  <code>{it.record_no}</code>
                </td>
                <td data-label={t("zone.goods")}>
                  {it.name} <code>{it.commodity_code}</code>
                </td>
                <td data-label={t("zone.recorded")} className="number">
                  {formatQuantity(it.quantity)} <small>{it.unit}</small>
                </td>
                <td data-label={t("ledger.movement.reserve")} className="number">
                  {formatQuantity(it.reserved)}
                </td>
                <td data-label={t("ledger.movement.post")} className="number">
                  {formatQuantity(it.used)}
                </td>
                <td data-label={t("zone.left")} className="number">
                  {formatQuantity(it.left)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
