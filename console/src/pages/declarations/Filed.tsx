/** A declaration as it was filed: its head, containers, documents and attachments. */

import { useTranslation } from "react-i18next";

import { Section } from "../../components/Section";
import { type Fields, rowsOf, textOf } from "../../domain/documents";
import { formatQuantity } from "../../domain/format";
import { useLanguage } from "../../i18n";
import { fieldLabel } from "../../i18n/fields";

/** Of the head, what is not said at the top of the page, in the order of the form. */
const HEAD = [
  "port_customs",
  "moved_on",
  "transport_mode",
  "transport_name",
  "voyage_no",
  "storage_place",
  "levy_nature",
  "manual_no",
  "licence_no",
  "contract_no",
  "trade_country",
  "shipping_country",
  "port_abroad",
  "domestic_port",
  "packaging",
  "packages",
  "gross_weight_kg",
  "net_weight_kg",
  "transaction_mode",
  "note",
] as const;

const WEIGHTS: readonly string[] = ["gross_weight_kg", "net_weight_kg"];

export function Filed({ declaration }: { declaration: Fields }) {
  const { t } = useTranslation();
  return (
    <>
      <Section id="head" title={t("declaration.head")}>
        <Head declaration={declaration} />
      </Section>
      <Rows
        id="containers"
        title={t("declaration.containers")}
        rows={rowsOf(declaration, "containers")}
        columns={[
          { field: "number", label: t("declaration.container_no") },
          { field: "goods_lines", label: t("declaration.container_lines") },
          { field: "own_weight_kg", label: t("declaration.weight") },
        ]}
      />
      <Rows
        id="documents"
        title={t("declaration.documents")}
        rows={rowsOf(declaration, "documents")}
        columns={[
          { field: "kind", label: t("declaration.kind") },
          { field: "number", label: t("declaration.document_no") },
        ]}
      />
      <Rows
        id="attachments"
        title={t("declaration.attachments")}
        rows={rowsOf(declaration, "attachments")}
        columns={[
          { field: "kind", label: t("declaration.kind") },
          { field: "id", label: t("declaration.document_no") },
          { field: "file_name", label: t("declaration.file_name") },
        ]}
      />
    </>
  );
}

function Head({ declaration }: { declaration: Fields }) {
  const { language } = useLanguage();
  const given = HEAD.map((name) => [name, textOf(declaration, name)] as const);
  return (
    <dl className="keys">
      {given
        .filter(([, text]) => text !== "" && text !== "0")
        .map(([name, text]) => (
          <div key={name}>
            <dt>{fieldLabel(name, language)}</dt>
            <dd>{WEIGHTS.includes(name) ? formatQuantity(text) : text}</dd>
          </div>
        ))}
    </dl>
  );
}

interface RowsProps {
  id: string;
  title: string;
  rows: readonly Fields[];
  columns: readonly { field: string; label: string }[];
}

/** A table that is not shown when nothing was filed in it. */
function Rows({ id, title, rows, columns }: RowsProps) {
  if (rows.length === 0) return null;
  return (
    <Section id={id} title={title}>
      <table className="as-cards">
        <thead>
          <tr>
            {columns.map((it) => (
              <th key={it.field} scope="col">
                {it.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {columns.map((it) => (
                <td key={it.field} data-label={it.label}>
                  {textOf(row, it.field)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
