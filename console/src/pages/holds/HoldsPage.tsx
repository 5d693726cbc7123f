/** One order for all cases of a bill or a voyage: looked at first, then given, and what became of each. */

import { Alert, Button, Input, Popconfirm, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useHold, usePreview, type HoldOrder, type HoldQuestion } from "../../api/holds";
import { OfficerField } from "../../components/OfficerField";
import { Refusal } from "../../components/Refusal";
import { useOfficer } from "../../components/useOfficer";
import { useTitle } from "../../components/useTitle";
import { CaseTable } from "./CaseTable";
import "../../styles/worklist.css";

const ORDERS = [
  "order_examination",
  "pass_examination",
  "put_under_control",
  "lift_bar",
] as const satisfies readonly HoldOrder[];
/** So many are ordered at once. */
const AT_ONCE = 500;

const NOTHING: HoldQuestion = { order: "order_examination", bill_no: "", transport_name: "", voyage_no: "" };

export default function HoldsPage() {
  const { t } = useTranslation();
  useTitle(t("holds.title"));
  const [officer, setOfficer] = useOfficer();
  const [by, setBy] = useState<"bill" | "voyage">("bill");
  const [question, setQuestion] = useState(NOTHING);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [reason, setReason] = useState("");
  const preview = usePreview();
  const hold = useHold();
  const ask = (more: Partial<HoldQuestion>) => {
    setQuestion((before) => ({ ...before, ...more }));
    // What was looked at was another question's answer.
    preview.reset();
    hold.reset();
  };
  const look = () => {
    hold.reset();
    preview.mutate(question, {
      onSuccess: ({ items }) =>
        setChosen(
          items
            .filter((it) => it.would_obey)
            .map((it) => it.number)
            .slice(0, AT_ONCE),
        ),
    });
  };
  const isWhole =
    by === "bill" ? question.bill_no !== "" : question.transport_name !== "" && question.voyage_no !== "";
  const field = (name: "bill_no" | "transport_name" | "voyage_no") => (
    <label>
      {t(`holds.${name}`)}{" "}
      <Input
        className="hold-field"
        value={question[name]}
        autoComplete="off"
        onChange={(event) => ask({ [name]: event.target.value.trim() })}
      />
    </label>
  );
  return (
    <>
      <h1>{t("holds.title")}</h1>
      <p className="quiet">{t("holds.lead")}</p>
      <form
        className="desk-line"
        onSubmit={(event) => {
          event.preventDefault();
          if (isWhole) look();
        }}
      >
        <OfficerField officer={officer} onChange={setOfficer} />
        <Segmented
          aria-label={t("holds.by")}
          value={by}
          onChange={(it) => {
            setBy(it);
            ask({ bill_no: "", transport_name: "", voyage_no: "" });
          }}
          options={(["bill", "voyage"] as const).map((value) => ({ value, label: t(`holds.${value}`) }))}
        />
        {by === "bill" ? (
          field("bill_no")
        ) : (
          <>
            {field("transport_name")}
            {field("voyage_no")}
          </>
        )}
        <Select<HoldOrder>
          className="hold-order"
          aria-label={t("holds.order")}
          value={question.order}
          onChange={(order) => ask({ order })}
          options={ORDERS.map((value) => ({ value, label: t(`holds.orders.${value}`) }))}
        />
        <Button htmlType="submit" disabled={!isWhole} loading={preview.isPending}>
          {t("holds.preview")}
        </Button>
      </form>
      {preview.isError && <Refusal error={preview.error} onRetry={look} />}
      {hold.isError && <Refusal error={hold.error} />}
      {preview.data !== undefined && (
        <>
          <p role="status">
            {t("holds.found", { count: preview.data.items.length, obey: preview.data.n_would_obey })}
          </p>
          {!preview.data.is_whole && <Alert type="warning" showIcon title={t("holds.not_whole")} />}
          {preview.data.items.length === 0 ? (
            <p className="blank">{t("holds.none")}</p>
          ) : (
            <>
              <div className="desk-line">
                <label>
                  {t("holds.reason")}{" "}
                  <Input
                    className="hold-reason"
                    value={reason}
                    autoComplete="off"
                    onChange={(event) => setReason(event.target.value)}
                  />
                </label>
                <Popconfirm
                  title={t("holds.asks", {
                    count: chosen.length,
                    order: t(`holds.orders.${question.order}`),
                  })}
                  cancelText={t("holds.cancel")}
                  disabled={chosen.length === 0 || reason.trim() === "" || officer === ""}
                  onConfirm={() => hold.mutate({ question, numbers: [...chosen], reason, by: officer })}
                >
                  <Button
                    type="primary"
                    disabled={chosen.length === 0 || reason.trim() === "" || officer === ""}
                    loading={hold.isPending}
                  >
                    {t("holds.give", { count: chosen.length })}
                  </Button>
                </Popconfirm>
                {reason.trim() === "" && <span className="quiet">{t("holds.needs_reason")}</span>}
              </div>
              {hold.data !== undefined && (
                <p role="status">
                  {t("holds.told", {
                    count: hold.data.items.filter((it) => it.is_obeyed).length,
                    refused: hold.data.items.filter((it) => !it.is_obeyed).length,
                  })}
                </p>
              )}
              <CaseTable
                cases={preview.data.items}
                outcomes={hold.data?.items ?? null}
                chosen={chosen}
                onChoose={setChosen}
              />
            </>
          )}
        </>
      )}
    </>
  );
}
