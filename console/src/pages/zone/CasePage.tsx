/** The frame of the page of an exit list, a gate pass or a declaration: numbers, state, findings, receipts, history. */

import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { ExplainedFinding, ReceiptView, TimelineEvent } from "../../api/types";
import { FindingCard } from "../../components/FindingCard";
import { ReceiptTable } from "../../components/ReceiptTable";
import { Seal } from "../../components/Seal";
import { Section } from "../../components/Section";
import type { Tone } from "../../domain/tone";
import { TimelinePanel } from "../entry/TimelinePanel";

interface CasePageProps {
  title: string;
  back: { to: string; label: string };
  state: string;
  tone: Tone;
  /** What stands under the title: label, text, and where it leads. */
  keys: readonly { label: string; text: string; to?: string }[];
  findings: readonly ExplainedFinding[];
  /** Nothing where none go out under its own number. */
  receipts?: readonly ReceiptView[];
  timeline: readonly TimelineEvent[];
  /** As whom it is looked at; nothing where there is no choice. */
  choice?: ReactNode;
  children: ReactNode;
}

export function CasePage(props: CasePageProps) {
  const { t } = useTranslation();
  const { title, back, state, tone, keys, findings, receipts, timeline, choice, children } = props;
  return (
    <>
      <header className="entry-header">
        <p className="crumbs">
          <Link to={back.to}>{back.label}</Link>
        </p>
        <div className="entry-title">
          <h1>{title}</h1>
          <Seal tone={tone} size="large">
            {state}
          </Seal>
        </div>
        <dl className="keys">
          {keys
            .filter((it) => it.text !== "")
            .map((it) => (
              <div key={it.label}>
                <dt>{it.label}</dt>
                <dd>
                  {it.to === undefined ? (
                    <code>{it.text}</code>
                  ) : (
                    <Link to={it.to}>
                      <code>{it.text}</code>
                    </Link>
                  )}
                </dd>
              </div>
            ))}
        </dl>
        {choice}
      </header>
      <div className="entry">
        <div className="entry-main">
          {findings.length > 0 && (
            <Section id="findings" title={t("section.findings")}>
              <ul className="findings">
                {findings.map((it) => (
                  <li key={`${it.code}/${it.pointer}/${it.against}`}>
                    <FindingCard finding={it} />
                  </li>
                ))}
              </ul>
            </Section>
          )}
          {children}
          {receipts !== undefined && (
            <Section id="receipts" title={t("section.receipts")}>
              <ReceiptTable receipts={receipts} />
            </Section>
          )}
        </div>
        <aside className="entry-side">
          <Section id="timeline" title={t("section.timeline")}>
            <TimelinePanel events={timeline} />
          </Section>
        </aside>
      </div>
    </>
  );
}
