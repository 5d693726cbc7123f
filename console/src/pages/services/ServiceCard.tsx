/** One service: what it is, how long it took, where it begins; folded, what it needs and the law. */

import { type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { ServiceCatalogue, ServiceTimes, ServiceView } from "../../api/services";
import { BasisLine } from "../../components/BasisLine";
import { spanOf } from "../../domain/services";
import { useLanguage } from "../../i18n";

interface ServiceCardProps {
  service: ServiceView;
  catalogue: ServiceCatalogue;
  isWhole: boolean;
  isSignedIn: boolean;
}

export function ServiceCard({ service: it, catalogue, isWhole, isSignedIn }: ServiceCardProps) {
  const { t } = useTranslation();
  const { language, titleOf } = useLanguage();
  const titles = (titled: readonly { title_zh: string; title_en: string }[]) =>
    titled.map(titleOf).join(language === "zh" ? "、" : "; ");
  const Heading = isSignedIn ? "h4" : "h3";
  return (
    <article className="guide-card" id={isSignedIn ? undefined : it.service}>
      <div className="guide-head">
        <Heading>{titleOf(it)}</Heading>
        <Begin service={it} isSignedIn={isSignedIn} by={titles(it.by)} />
      </div>
      <p>{language === "zh" ? it.about_zh : it.about_en}</p>
      <dl className="guide-facts">
        <Fact name={t("guide.for_whom")}>{titles(it.whom)}</Fact>
        <Fact name={t("guide.takes")}>
          <Takes times={it.measured ?? null} />
        </Fact>
      </dl>
      <details open={isWhole}>
        <summary>{t("guide.more")}</summary>
        <dl className="guide-facts">
          <Fact name={t("guide.by_whom")}>{titles(it.by)}</Fact>
          <Fact name={t("guide.needs")}>
            <Needs service={it} catalogue={catalogue} />
          </Fact>
          <Fact name={t("guide.cost")}>
            {it.cost.length === 0 ? t("guide.no_cost") : <Cost service={it} isSignedIn={isSignedIn} />}
          </Fact>
          {it.messages.length > 0 && (
            <Fact name={t("guide.messages")}>
              {it.messages.map((name) => (
                <code key={name}>{name} </code>
              ))}
            </Fact>
          )}
          {it.acts.length > 0 && <Fact name={t("guide.acts")}>{titles(it.acts)}</Fact>}
          {it.api !== null && (
            <Fact name={t("guide.program")}>
              <code>{it.api}</code>
            </Fact>
          )}
          {it.cli !== null && (
            <Fact name={t("guide.command")}>
              <code>tongguan {it.cli}</code>
            </Fact>
          )}
          <Fact name={t("guide.basis")}>
            <BasisLine basis={it.basis} />
          </Fact>
        </dl>
      </details>
    </article>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface BeginProps {
  service: ServiceView;
  isSignedIn: boolean;
  /** Who begins it. */
  by: string;
}

function Begin({ service: it, isSignedIn, by }: BeginProps) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const isAnothers = isSignedIn
    ? it.may_begin !== true
    : !it.by.some(({ audience }) => it.whom.some((of) => of.audience === audience));
  // What is another's to begin is told, and not offered.
  if (isAnothers) return <span className="quiet guide-nowhere">{t("guide.begun_by", { who: by })}</span>;
  if (it.page === null) return <span className="quiet guide-nowhere">{t("guide.nowhere")}</span>;
  const isOpen = it.right === null && it.page.startsWith("/public");
  const text = isSignedIn || isOpen ? t("guide.begin") : t("guide.begin_signed_in");
  return (
    <Link className="guide-begin" to={it.page} aria-label={`${text}: ${titleOf(it)}`}>
      {text}
    </Link>
  );
}

/** As measured, never as promised. */
function Takes({ times }: { times: ServiceTimes | null }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (times === null) return <>{t("guide.none_measured")}</>;
  const of = language === "zh" ? times.of_zh : times.of_en;
  if (times.p50_ms === null || times.p90_ms === null) return <>{t("guide.not_measured", { of })}</>;
  const span = (ms: number) => {
    const { unit, count } = spanOf(ms);
    return t(`guide.unit.${unit}`, { count });
  };
  const said = { of, half: span(times.p50_ms), most: span(times.p90_ms), count: times.n };
  return <>{t(times.is_coarse ? "guide.times_coarse" : "guide.times", said)}</>;
}

function Needs({ service, catalogue }: { service: ServiceView; catalogue: ServiceCatalogue }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  if (service.needs.length === 0) return <>{t("guide.no_needs")}</>;
  return (
    <ul className="guide-needs">
      {service.needs.map((it) => {
        const by = catalogue.services.find((one) => one.service === it.service);
        return (
          <li key={`${it.kind}/${it.title_en}`}>
            <span className="quiet">{t(`guide.need.${it.kind}`)}</span> {titleOf(it)}
            {it.kind === "term" && (
              <>
                {" "}
                <strong>{it.value ?? t("guide.no_law")}</strong>
              </>
            )}
            {by !== undefined && <small> → {titleOf(by)}</small>} <BasisLine basis={it.basis} />
          </li>
        );
      })}
    </ul>
  );
}

function Cost({ service, isSignedIn }: { service: ServiceView; isSignedIn: boolean }) {
  const { titleOf } = useLanguage();
  return (
    <ul className="guide-needs">
      {service.cost.map((it) => (
        <li key={it.name}>{isSignedIn ? <Link to={`/law/${it.name}`}>{titleOf(it)}</Link> : titleOf(it)}</li>
      ))}
    </ul>
  );
}
