/** What one officer found, and another's word on it. */

import { Alert, Button, Input } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useConfirm, useOnline, usePhoto } from "../../api/examinations";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import {
  LINE_WORDS,
  linesSaid,
  RESULTS,
  DISPOSALS,
  type Entered,
  type Snapshot,
} from "../../domain/examination";
import { formatMoment } from "../../domain/format";
import { useLanguage } from "../../i18n";
import { Picture } from "./PhotoTaker";

interface SecondWordProps {
  snapshot: Snapshot;
  entered: Entered;
  officer: string;
}

export function SecondWord({ snapshot, entered, officer }: SecondWordProps) {
  const { t } = useTranslation();
  const isOwn = entered.officer === officer;
  return (
    <Section id="entered" title={t("examination.entered")}>
      <Said entered={entered} />
      <ul className="exam-photos">
        {entered.attachments.map((it) => (
          <li key={it.digest}>
            <Photo number={snapshot.number} digest={it.digest} name={it.name} />
          </li>
        ))}
      </ul>
      {isOwn ? (
        <p className="quiet">{t("examination.own_result")}</p>
      ) : (
        <Word snapshot={snapshot} entered={entered} officer={officer} />
      )}
    </Section>
  );
}

function Said({ entered }: { entered: Entered }) {
  const { t } = useTranslation();
  const { fields } = entered;
  const result = RESULTS.find((it) => it === fields.result);
  const disposal = DISPOSALS.find((it) => it === fields.disposal);
  const lines = linesSaid(fields.line_results ?? "");
  const word = (it: string) => {
    const known = LINE_WORDS.find((known) => known === it);
    return known === undefined ? it : t(`examination.words.${known}`);
  };
  return (
    <dl className="facts">
      <Fact title={t("examination.entered_by")}>{entered.officer}</Fact>
      <Fact title={t("examination.entered_at")}>{formatMoment(entered.entered_at)}</Fact>
      <Fact title={t("examination.examined_at")}>
        {fields.examined_at === undefined ? "" : formatMoment(fields.examined_at)}
      </Fact>
      <Fact title={t("examination.result")}>
        {result === undefined ? (fields.result ?? "") : t(`examination.results.${result}`)}
      </Fact>
      <Fact title={t("examination.disposal")}>
        {disposal === undefined ? "" : t(`examination.disposals.${disposal}`)}
      </Fact>
      {lines.map((it) => (
        <Fact key={it.number} title={t("examination.line", { number: it.number })}>
          {it.words.length === 0 ? t("examination.as_declared") : it.words.map(word).join("、")}
        </Fact>
      ))}
      {(["findings", "packages_opened", "attended_by", "seals_broken", "seals_renewed"] as const).map(
        (it) => (
          <Fact key={it} title={t(`examination.${it}`)}>
            {fields[it] ?? ""}
          </Fact>
        ),
      )}
      <Fact title={t("examination.reason")}>{entered.reason}</Fact>
    </dl>
  );
}

/** Nothing where there is nothing to say. */
function Fact({ title, children }: { title: string; children: ReactNode }) {
  if (children === "") return null;
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Photo({ number, digest, name }: { number: string; digest: string; name: string }) {
  const { t } = useTranslation();
  const { data } = usePhoto(number, digest);
  if (data === undefined) return null;
  return data === null ? <small>{t("examination.no_photo")}</small> : <Picture blob={data} name={name} />;
}

function Word({ snapshot, entered, officer }: SecondWordProps) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const isOnline = useOnline();
  const [reason, setReason] = useState("");
  const confirm = useConfirm();
  const say = (isConfirmed: boolean) =>
    confirm.mutate({
      declaration_no: snapshot.number,
      entered_at: entered.entered_at,
      is_confirmed: isConfirmed,
      officer,
      reason,
    });
  return (
    <div className="exam-form">
      <label>
        <span>{t("examination.why")}</span>
        <Input value={reason} autoComplete="off" onChange={(it) => setReason(it.target.value)} />
      </label>
      {!isOnline && <Alert type="warning" showIcon title={t("examination.needs_network")} />}
      {confirm.isError && <Refusal error={confirm.error} />}
      {confirm.data?.map((it) => (
        <Alert key={it.code} type="error" showIcon title={titleOf(it)} description={<code>{it.code}</code>} />
      ))}
      <div className="exam-acts">
        <Button type="primary" disabled={!isOnline} loading={confirm.isPending} onClick={() => say(true)}>
          {t("examination.confirm")}
        </Button>
        <Button
          danger
          disabled={!isOnline || reason.trim() === ""}
          loading={confirm.isPending}
          onClick={() => say(false)}
        >
          {t("examination.send_back")}
        </Button>
      </div>
    </div>
  );
}
