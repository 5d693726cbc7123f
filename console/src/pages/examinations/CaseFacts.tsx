/** What an examiner has to know before he opens anything. */

import { useTranslation } from "react-i18next";

import { Section } from "../../components/Section";
import type { Snapshot } from "../../domain/examination";
import { formatMoment, formatQuantity } from "../../domain/format";
import { useLanguage } from "../../i18n";

export function CaseFacts({ snapshot }: { snapshot: Snapshot }) {
  const { t } = useTranslation();
  const { language, titleOf } = useLanguage();
  const placeOf = usePlace();
  const { examination, appointment } = snapshot;
  return (
    <>
      <Section id="look-for" title={t("examination.look_for")}>
        {snapshot.reasons.length === 0 && <p className="quiet">{t("examination.no_reasons")}</p>}
        <ul>
          {snapshot.reasons.map((it) => (
            <li key={it.rule}>
              {it.text} <code>{it.rule}</code>
            </li>
          ))}
        </ul>
        <dl className="facts">
          {snapshot.notice.map((it) => (
            <Fact key={it.title_zh} title={titleOf(it)}>
              {language === "zh" ? it.value_zh : it.value}
            </Fact>
          ))}
        </dl>
      </Section>
      <Section id="facts" title={t("examination.facts")}>
        <dl className="facts">
          <Fact title={t("examination.trader")}>{snapshot.trader}</Fact>
          <Fact title={t("examination.declarant")}>{snapshot.declarant}</Fact>
          <Fact title={t("examination.bill")}>{snapshot.bill_no}</Fact>
          <Fact title={t("examination.transport")}>{snapshot.transport}</Fact>
          <Fact title={t("examination.packages")}>
            {t("examination.packages_text", {
              packages: formatQuantity(snapshot.packages),
              weight: formatQuantity(snapshot.gross_weight_kg),
            })}
          </Fact>
          {snapshot.containers.length > 0 && (
            <Fact title={t("examination.containers")}>
              {snapshot.containers.map((it) => `${it.number} ${it.seals}`.trim()).join("；")}
            </Fact>
          )}
          {examination !== null && (
            <>
              <Fact title={t("examination.place")}>
                {placeOf(examination.place)} {examination.site}
                {examination.place === "both" &&
                  ` · ${t("examination.next_place", { place: placeOf(examination.next_place) })}`}
              </Fact>
              <Fact title={t("examination.examiners")}>
                {examination.examiners.length === 0
                  ? t("examination.no_examiners")
                  : examination.examiners.map((it) => `${it.id} ${it.name}`).join("、")}
              </Fact>
              <Fact title={t("examination.attended")}>{examination.attended_by}</Fact>
            </>
          )}
          {appointment !== null && (
            <Fact title={t("examination.appointment")}>
              {formatMoment(appointment.at)}{" "}
              {t(appointment.way === "video" ? "examination.ways.video" : "examination.ways.on_site")}
            </Fact>
          )}
        </dl>
      </Section>
      {snapshot.samples.length > 0 && (
        <Section id="samples" title={t("examination.samples")}>
          <ul>
            {snapshot.samples.map((it) => (
              <li key={it.number}>
                {t("examination.sample_of", { number: it.sample_no, laboratory: it.laboratory })} ·{" "}
                {it.finding_zh === ""
                  ? t("examination.no_result")
                  : `${language === "zh" ? it.finding_zh : it.finding_en} ${it.text}`}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function usePlace() {
  const { t } = useTranslation();
  return (place: string): string => {
    if (place === "destination") return t("examination.places.destination");
    return place === "both" ? t("examination.places.both") : t("examination.places.port");
  };
}

/** Nothing where there is nothing to say. */
function Fact({ title, children }: { title: string; children: React.ReactNode }) {
  if (children === "" || children === null) return null;
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  );
}
