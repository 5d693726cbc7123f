/** What the house would say of the form as it stands: accepted or not, every finding, and the tax. */

import { Alert } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import type { Rehearsal } from "../../api/filing";
import type { ExplainedFinding } from "../../api/types";
import { BasisLine } from "../../components/BasisLine";
import { Refusal } from "../../components/Refusal";
import { Seal } from "../../components/Seal";
import { fieldOf, isMissing, nodeOf, pathsOf } from "../../domain/filing/findings";
import type { FormStore } from "../../domain/filing/store";
import { formatMoney } from "../../domain/format";
import { toneOfSeverity } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { AssumedNote, StepTable } from "../entry/StepTable";
import { idOf, useFiling } from "./context";
import type { Checked, Keeping } from "./useLive";

export function KeepingLine({ keeping }: { keeping: Keeping }) {
  const { t } = useTranslation();
  const clock = new Intl.DateTimeFormat("zh-CN", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone: "Asia/Shanghai",
  });
  return (
    <span role="status" className="quiet">
      {keeping.state === "pending" && t("filing.keeping")}
      {keeping.state === "kept" && t("filing.kept", { at: clock.format(keeping.at) })}
      {keeping.state === "conflict" && <Alert type="error" showIcon title={t("filing.conflict")} />}
      {keeping.state === "failed" && <Refusal error={keeping.error} />}
    </span>
  );
}

export function LivePanel({ checked }: { checked: Checked }) {
  const { t } = useTranslation();
  const { rehearsal, error, isAsking } = checked;
  return (
    <section aria-live="polite" className={isAsking ? "is-stale" : ""}>
      <h2>{t("filing.live")}</h2>
      {error !== null && <Refusal error={error} />}
      {rehearsal !== null && <Said rehearsal={rehearsal} />}
      <p className="quiet">{isAsking ? t("filing.asking") : t("filing.live_note")}</p>
    </section>
  );
}

const TONES = {
  accepted: "good",
  awaiting_manifest: "watch",
  saved: "calm",
  returned: "stop",
  not_taken: "stop",
  repeated: "watch",
} as const;

const Said = memo(function Said({ rehearsal }: { rehearsal: Rehearsal }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const { assessment } = rehearsal;
  const missing = rehearsal.findings.filter(isMissing);
  const findings = rehearsal.findings.filter((it) => !isMissing(it));
  return (
    <>
      <p>
        <Seal tone={TONES[rehearsal.outcome]}>{t(`filing.outcome.${rehearsal.outcome}`)}</Seal>
      </p>
      <h3>{t("filing.findings", { count: findings.length })}</h3>
      <ol className="filing-list">
        {findings.map((it, place) => (
          <li key={`${it.code}/${it.pointer}/${place}`}>
            <FindingLine finding={it} />
          </li>
        ))}
      </ol>
      {missing.length > 0 && (
        <details>
          <summary>{t("filing.missing", { count: missing.length })}</summary>
          <ul className="filing-list">
            {missing.map((it) => (
              <li key={it.pointer}>
                <MissingLine pointer={it.pointer} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <h3>{t("filing.tax")}</h3>
      {assessment == null ? (
        <p className="quiet">{t("filing.no_tax")}</p>
      ) : (
        <>
          {assessment.assumed && <AssumedNote />}
          <dl className="filing-taxes">
            {assessment.taxes.map((it) => (
              <div key={it.tax}>
                <dt>{titleOf(it)}</dt>
                <dd>{formatMoney(it.payable)}</dd>
              </div>
            ))}
            <div className="is-total">
              <dt>{t("declaration.payable")}</dt>
              <dd>{formatMoney(assessment.payable)}</dd>
            </div>
          </dl>
          <details>
            <summary>{t("declaration.steps")}</summary>
            <StepTable steps={assessment.steps} />
          </details>
        </>
      )}
    </>
  );
});

function MissingLine({ pointer }: { pointer: string }) {
  const { store } = useFiling();
  const where = useWhere(pointer);
  return (
    <button type="button" className="as-link" onClick={() => focusOn(store, pointer)}>
      {where}
    </button>
  );
}

/** A finding; whoever chooses it comes to its field. */
function FindingLine({ finding }: { finding: ExplainedFinding }) {
  const { t } = useTranslation();
  const { titleOf, fixOf } = useLanguage();
  const { store } = useFiling();
  const where = useWhere(finding.pointer);
  return (
    <article className={`filing-finding filing-${finding.severity}`}>
      <button type="button" className="as-link" onClick={() => focusOn(store, finding.pointer)}>
        <Seal tone={toneOfSeverity(finding.severity)}>{t(`finding.severity.${finding.severity}`)}</Seal>{" "}
        {titleOf(finding)}
      </button>
      <small>
        <code>{finding.code}</code> {where}
        {finding.observed !== "" && `${t("filing.colon")}${finding.observed}`}
      </small>
      <small>{fixOf(finding)}</small>
      <small>
        <BasisLine basis={finding.basis} />
      </small>
    </article>
  );
}

/** The field that a finding points at, by its title. */
function useWhere(pointer: string): string {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const { form } = useFiling();
  const words = pathsOf(pointer).map((path) => {
    const node = nodeOf(path);
    const section = node === null ? undefined : form.sections.find((it) => it.list === node.list);
    const field = form.fields.find((it) => it.name === fieldOf(path));
    const parts = [
      ...(section === undefined || node === null ? [] : [`${titleOf(section)} ${node.place + 1}`]),
      ...(field === undefined ? [] : [titleOf(field)]),
    ];
    return parts.length === 0 ? path : parts.join(" · ");
  });
  return words.filter((it) => it !== "").join(t("common.and"));
}

/** The control of the field, its cell in the table of lines, its line's details, or the section that it stands in. */
function focusOn(store: FormStore, pointer: string) {
  const controlOf = (path: string) =>
    document.getElementById(idOf(path)) ?? document.getElementById(`cell-${idOf(path)}`);
  for (const path of pathsOf(pointer)) {
    const node = nodeOf(path);
    const control = controlOf(path);
    if (control === null && node?.list === "items") {
      store.open(node.place);
      // The details are there once they are rendered.
      setTimeout(() => controlOf(path)?.focus(), 300);
      return;
    }
    const target = control ?? document.getElementById(`section-${node?.list ?? path.split(".")[0] ?? ""}`);
    if (target === null) continue;
    target.scrollIntoView({ block: "center" });
    const focusable = target.matches("input, textarea, summary")
      ? target
      : target.querySelector("input, summary");
    if (focusable instanceof HTMLElement) focusable.focus({ preventScroll: true });
    return;
  }
}
