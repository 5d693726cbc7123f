/** Questions and answers whose figures are those of a day, each with the law it rests on. */

import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { FaqItem } from "../../api/types";
import { BasisLine } from "../../components/BasisLine";
import { Loading } from "../../components/Loading";
import { useTitle } from "../../components/useTitle";
import { todayInChina } from "../../domain/format";
import { useLanguage } from "../../i18n";
import { NotCovered } from "./NotCovered";
import { PublicRefusal } from "./PublicRefusal";
import { useFaq } from "./queries";

const TOPICS = ["retail", "goods", "returns"] as const;

export default function FaqPage() {
  const { t } = useTranslation();
  useTitle(t("public.faq"));
  const [on, setOn] = useState(todayInChina);
  const { data, error, refetch } = useFaq(on);
  return (
    <>
      <h1>{t("public.questions.title")}</h1>
      <p className="quiet">{t("public.questions.lead")}</p>
      <p>
        <Link to="/public/services">{t("public.questions.services")}</Link>
      </p>
      <p className="public-day">
        <label htmlFor="faq-day">{t("public.questions.on")}</label>
        <Input id="faq-day" type="date" value={on} onChange={(event) => setOn(event.target.value)} />
      </p>
      {error !== null && <PublicRefusal error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined &&
        error === null &&
        TOPICS.map((topic) => (
          <section key={topic} aria-labelledby={`faq-${topic}`}>
            <h2 id={`faq-${topic}`}>{t(`public.questions.topic.${topic}`)}</h2>
            {data.items
              .filter((it) => it.topic === topic)
              .map((it) => (
                <Question key={it.id} item={it} />
              ))}
          </section>
        ))}
    </>
  );
}

function Question({ item }: { item: FaqItem }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const answer = language === "zh" ? item.answer_zh : item.answer_en;
  return (
    <article className="public-card">
      <h3>{language === "zh" ? item.question_zh : item.question_en}</h3>
      {answer !== null && <p>{answer}</p>}
      {item.not_covered.map((it) => (
        <NotCovered key={it.name} gap={it} />
      ))}
      {answer !== null && (
        <details>
          <summary>{t("public.questions.figures")}</summary>
          <ul className="public-figures">
            {item.figures.map((it, place) => (
              <li key={`${it.name}/${place}`}>
                <strong>{it.value}</strong> <span>{t("public.questions.from", { from: it.from })}</span>{" "}
                <BasisLine basis={it.basis} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}
