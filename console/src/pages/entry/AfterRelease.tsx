/** What becomes of released goods and their tax: the bill, its payment slip, returns. */

import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { EntryView, ReturnView, SlipView } from "../../api/types";
import { Seal } from "../../components/Seal";
import { itemsOf, numberOf, textOf } from "../../domain/documents";
import { formatMoment, formatMoney, formatQuantity } from "../../domain/format";
import { toneOfBill, toneOfReturn, toneOfSlip } from "../../domain/tone";
import { useLanguage } from "../../i18n";

/** CEB818 `status`: the bill was reversed by a return. */
const REVERSED = 3;

/** Whether there is anything to tell. */
export function hasAfterRelease(entry: EntryView): boolean {
  return entry.tax_bill !== null || entry.arrived_at !== null || entry.delivered_at !== null;
}

export function AfterRelease({ entry }: { entry: EntryView }) {
  const { t } = useTranslation();
  const bill = entry.tax_bill;
  const reversals = reversalsOf(entry);
  return (
    <>
      <dl className="keys after">
        {entry.arrived_at !== null && (
          <Fact label={t("after.arrived")}>{formatMoment(entry.arrived_at)}</Fact>
        )}
        {entry.delivered_at !== null && (
          <Fact label={t("after.delivered")}>{formatMoment(entry.delivered_at)}</Fact>
        )}
        {bill !== null && (
          <>
            <Fact label={t("after.bill")}>
              <code>{bill.tax_no}</code>{" "}
              <Seal tone={toneOfBill(bill.state)}>{t(`after.bill_state.${bill.state}`)}</Seal>
            </Fact>
            <Fact label={t("after.owed")}>{formatMoney(bill.total)}</Fact>
            {reversals.length > 0 && (
              <Fact label={t("after.reversed")}>{reversals.map(formatMoment).join(" · ")}</Fact>
            )}
            {entry.due_at !== null && <Fact label={t("after.next")}>{formatMoment(entry.due_at)}</Fact>}
          </>
        )}
      </dl>
      {bill?.slip != null && <Slip slip={bill.slip} />}
      {bill !== null && <Returns entry={entry} />}
    </>
  );
}

/** When goods that came back reversed a bill: the same notice goes to several, who are told at once. */
function reversalsOf(entry: EntryView): string[] {
  const notices = entry.receipts.filter((it) => it.kind === "tax_status" && it.status === REVERSED);
  return [...new Set(notices.map((it) => it.at))];
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Slip({ slip }: { slip: SlipView }) {
  const { t } = useTranslation();
  const { stateOf } = useLanguage();
  return (
    <dl className="keys after">
      <Fact label={t("after.slip")}>
        <code>{slip.slip_no}</code> <Seal tone={toneOfSlip(slip.state)}>{stateOf(slip)}</Seal>
      </Fact>
      <Fact label={t("after.slip_amount")}>
        {formatMoney(slip.amount)} <small>{t("after.slip_bills", { count: slip.bills })}</small>
      </Fact>
      <Fact label={t("after.slip_due")}>{slip.due_on}</Fact>
      <Fact label={t("after.guarantor")}>
        <code>{slip.guarantor_code}</code>
      </Fact>
    </dl>
  );
}

function Returns({ entry }: { entry: EntryView }) {
  const { t } = useTranslation();
  if (entry.returns.length === 0) return <p className="quiet after">{t("after.no_returns")}</p>;
  return <ReturnTable returns={entry.returns} names={goodsNames(entry)} />;
}

interface ReturnTableProps {
  returns: readonly ReturnView[];
  /** Of the list's goods, by line number. */
  names: ReadonlyMap<number, string>;
}

/** Goods of a list that come back, of whichever way they went. */
export function ReturnTable({ returns, names }: ReturnTableProps) {
  const { t } = useTranslation();
  const columns = ["return_no", "state", "applied_on", "until", "lines"] as const;
  return (
    <table className="returns as-cards" aria-label={t("after.returns")}>
      <thead>
        <tr>
          {columns.map((it) => (
            <th key={it} scope="col">
              {t(`after.${it}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {returns.map((it) => (
          <ReturnRow key={it.return_no} goodsReturn={it} names={names} />
        ))}
      </tbody>
    </table>
  );
}

/** What the list calls its goods, by line number. */
function goodsNames(entry: EntryView): ReadonlyMap<number, string> {
  const list = entry.documents.find((it) => it.kind === "inventory");
  const items = list === undefined ? [] : itemsOf(list.document);
  return new Map(items.map((it) => [numberOf(it), textOf(it, "name")]));
}

interface ReturnRowProps {
  goodsReturn: ReturnView;
  names: ReadonlyMap<number, string>;
}

function ReturnRow({ goodsReturn, names }: ReturnRowProps) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const { return_no, state, state_title_zh, state_title_en, applied_on, until, lines } = goodsReturn;
  return (
    <tr>
      <td data-label={t("after.return_no")}>
        <code>{return_no}</code>
        <small>
          <code>{goodsReturn.trader_reference}</code>
        </small>
      </td>
      <td data-label={t("after.state")}>
        <Seal tone={toneOfReturn(state)}>
          {titleOf({ title_zh: state_title_zh, title_en: state_title_en })}
        </Seal>
      </td>
      <td data-label={t("after.applied_on")}>{applied_on}</td>
      <td data-label={t("after.until")}>{until}</td>
      <td data-label={t("after.lines")}>
        {lines.map(({ number, quantity, back }, index) => {
          const name = names.get(number) ?? "";
          return (
            <p key={index}>
              {t("after.line", {
                number,
                name: name === "" ? "" : ` ${name}`,
                quantity: formatQuantity(quantity),
                back: formatQuantity(back),
              })}
            </p>
          );
        })}
      </td>
    </tr>
  );
}
