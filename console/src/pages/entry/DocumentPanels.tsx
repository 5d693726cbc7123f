/** Every document in full, folded away: all fields with Chinese and English labels. */

import { Collapse } from "antd";
import { useTranslation } from "react-i18next";

import type { DocumentView, ExplainedFinding } from "../../api/types";
import { Seal } from "../../components/Seal";
import { gravest } from "../../domain/compare";
import { type Fields, flatFields, itemsOf } from "../../domain/documents";
import { formatOf } from "../../domain/facts";
import { formatMoment, formatMoney, formatQuantity } from "../../domain/format";
import { parsePointers } from "../../domain/pointer";
import { toneOfDocument } from "../../domain/tone";
import { useLanguage } from "../../i18n";
import { fieldLabel } from "../../i18n/fields";

/** Fields whose values are words of our own. */
const CODED = new Set(["action", "is_declared"]);

interface DocumentPanelsProps {
  documents: readonly DocumentView[];
  findings: readonly ExplainedFinding[];
}

export function DocumentPanels({ documents, findings }: DocumentPanelsProps) {
  const { t } = useTranslation();
  if (documents.length === 0) return <p className="quiet">{t("document.none")}</p>;
  return (
    <Collapse
      className="documents"
      size="small"
      items={documents.map((document) => ({
        key: `${document.input}/${document.index}`,
        label: <PanelLabel document={document} />,
        children: <FullDocument document={document} findings={isLast(documents, document) ? findings : []} />,
      }))}
    />
  );
}

/** Findings are of the latest submission of each kind. */
const isLast = (documents: readonly DocumentView[], document: DocumentView): boolean =>
  documents.findLast((it) => it.kind === document.kind) === document;

function PanelLabel({ document }: { document: DocumentView }) {
  const { t } = useTranslation();
  const source = { input: document.input, place: document.index + 1 };
  return (
    <span className="document-label">
      <strong>{t(`document.${document.kind}`)}</strong>
      <Seal tone={toneOfDocument(document.state)}>{t(`document.state.${document.state}`)}</Seal>
      <span className="quiet">
        {t("document.received", { moment: formatMoment(document.received_at) })} ·{" "}
        {t("document.from_input", source)}
      </span>
    </span>
  );
}

function FullDocument({
  document,
  findings,
}: {
  document: DocumentView;
  findings: readonly ExplainedFinding[];
}) {
  const { t } = useTranslation();
  const items = itemsOf(document.document);
  const at = (item: number | null) =>
    findings.filter((finding) =>
      parsePointers(finding.pointer).some((it) => it.kind === document.kind && it.item === item),
    );
  return (
    <>
      <FieldGrid fields={document.document} findings={at(null)} />
      {items.map((item, index) => (
        <section key={index} className="document-item">
          <h4>
            {t("document.items")} {index + 1}
          </h4>
          <FieldGrid fields={item} findings={at(index)} />
        </section>
      ))}
    </>
  );
}

function FieldGrid({ fields, findings }: { fields: Fields; findings: readonly ExplainedFinding[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const other = language === "zh" ? "en" : "zh";
  return (
    <dl className="fields">
      {flatFields(fields).map(([name, text]) => {
        const pointing = findings.filter((it) => parsePointers(it.pointer).some((at) => at.field === name));
        const severity = gravest(pointing);
        const value = CODED.has(name) ? t(`document.value.${text as "new"}`) : text;
        return (
          <div key={name} className={severity === null ? "" : `lit-field lit-${severity}`}>
            <dt>
              {fieldLabel(name, language)} <small>{fieldLabel(name, other)}</small>
            </dt>
            <dd>
              {text === "" ? <span className="quiet">{t("common.not_given")}</span> : format(value, name)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function format(text: string, name: string): string {
  const kind = formatOf(name);
  if (kind === "money") return formatMoney(text);
  return kind === "quantity" ? formatQuantity(text) : text;
}
