/** The movements an entry caused on accounts that can run out. */

import { useTranslation } from "react-i18next";

import type { LedgerEntry } from "../../api/types";
import { formatMoney, formatQuantity } from "../../domain/format";

/** Accounts that hold quantities, not yuan. */
const COUNTED: ReadonlySet<LedgerEntry["kind"]> = new Set(["account_book", "licence"]);

export function LedgerTable({ entries }: { entries: readonly LedgerEntry[] }) {
  const { t } = useTranslation();
  if (entries.length === 0) return <p className="quiet">{t("ledger.none")}</p>;
  return (
    <table className="ledger">
      <thead>
        <tr>
          <th scope="col">{t("ledger.account")}</th>
          <th scope="col">{t("ledger.change")}</th>
          <th scope="col" className="number">
            {t("ledger.amount")}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, index) => (
          <tr key={index}>
            <td>
              {t(`ledger.kind.${entry.kind}`)}
              <small>
                <code>{entry.label}</code>
              </small>
            </td>
            <td>{t(`ledger.movement.${entry.movement}`)}</td>
            <td className="number">
              {COUNTED.has(entry.kind) ? formatQuantity(entry.amount) : formatMoney(entry.amount)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
