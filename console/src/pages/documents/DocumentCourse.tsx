/** What happened with a document since it was issued: service, appointment, answers, a laboratory's result, more time. */

import { Fragment } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { InstrumentDetail } from "../../api/types";
import { Papers } from "../../components/Papers";
import { Section } from "../../components/Section";
import { formatMoment } from "../../domain/format";
import { useLanguage } from "../../i18n";

export function DocumentCourse({ document: it }: { document: InstrumentDetail }) {
  const { t } = useTranslation();
  const rows = useRows(it);
  if (rows.length === 0) return null;
  return (
    <Section id="course" title={t("instrument.course")}>
      <dl className="facts">
        {rows.map(([key, term, content]) => (
          <Fragment key={key}>
            <dt>{term}</dt>
            <dd>{content}</dd>
          </Fragment>
        ))}
      </dl>
    </Section>
  );
}

/** Key, term, content. */
function useRows(it: InstrumentDetail): [string, string, ReactNode][] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const rows: [string, string, ReactNode][] = [];
  if (it.service != null) {
    const { way, to, by, at } = it.service;
    const words = [t(`instrument.way.${way}`), to, by, formatMoment(at)].filter((word) => word !== "");
    rows.push(["service", t("instrument.served_at"), words.join(" · ")]);
  }
  if (it.appointment != null) {
    const { way, at, link } = it.appointment;
    rows.push([
      "appointment",
      t("instrument.appointment"),
      <>
        {t(`instrument.examined.${way}`)} · {formatMoment(at)}
        {link !== "" && (
          <>
            {" · "}
            <a href={link} target="_blank" rel="noreferrer">
              {link}
            </a>
          </>
        )}
      </>,
    ]);
  }
  if (it.attendance != null) {
    const { name, is_waived } = it.attendance;
    const words = is_waived ? t("instrument.waived", { name }) : name;
    rows.push(["attendance", t("instrument.attendance"), words]);
  }
  if (it.result != null) {
    const { finding_zh, finding_en, laboratory, sample_no, text, commodity_code, at } = it.result;
    const finding = language === "zh" ? finding_zh : finding_en;
    const words = [finding, text, commodity_code, laboratory, sample_no, formatMoment(at)];
    rows.push(["result", t("instrument.result"), words.filter((word) => word !== "").join(" · ")]);
  }
  if (it.extension != null) {
    const { before, until, officers, reason, is_in_force } = it.extension;
    const waits = is_in_force ? "" : t("instrument.awaits_second");
    const words = [`${before} → ${until}`, officers.join("、"), reason, waits];
    rows.push(["extension", t("instrument.extension"), words.filter((word) => word !== "").join(" · ")]);
  }
  for (const [index, answer] of it.answers.entries()) {
    const late = answer.is_late ? t("instrument.late") : "";
    const words = [answer.text, answer.by_code, formatMoment(answer.at), late];
    const term = t("instrument.answer");
    const said = words.filter((word) => word !== "").join(" · ");
    const papers = <Papers of={{ kind: "document", number: it.number }} papers={answer.attachments} />;
    rows.push([
      `answer ${index}`,
      term,
      <>
        {said} {papers}
      </>,
    ]);
  }
  return rows;
}
