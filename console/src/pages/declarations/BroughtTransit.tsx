/** The transit that a declaration brings with it: who takes its goods where they go, in which containers, under which seals. */

import { useTranslation } from "react-i18next";

import { Section } from "../../components/Section";
import { type Fields, fieldsOf, rowsOf, textOf } from "../../domain/documents";
import { formatQuantity } from "../../domain/format";
import { useLanguage } from "../../i18n";
import { fieldLabel } from "../../i18n/fields";

/** In the order of the form. */
const HEAD = [
  "preliminary_no",
  "transit_no",
  "cargo_list_no",
  "transit_kind",
  "inland_mode",
  "vehicle_no",
  "vehicle_name",
  "voyage_no",
  "carrier_code",
  "carrier_name",
  "applicant_code",
  "due_on",
  "uses_seals",
  "paperless_mark",
  "note",
] as const;

/** How its goods cross the border. */
const BORDER = [
  "transport_mode",
  "transport_no",
  "transport_name",
  "voyage_no",
  "bill_no",
  "moved_on",
] as const;

/** Names of the form that another document uses for something else. */
const OWN_NAMES: Readonly<Record<string, string>> = { transit_kind: "kind", inland_mode: "transport_mode" };

export function BroughtTransit({ declaration }: { declaration: Fields }) {
  const { t } = useTranslation();
  const transit = fieldsOf(declaration, "transit");
  if (transit === null) return null;
  const containers = rowsOf(transit, "containers");
  const goods = rowsOf(transit, "goods");
  const border = fieldsOf(transit, "border");
  return (
    <Section id="transit" title={t("declaration.transit.title")}>
      <Facts fields={transit} names={HEAD} />
      {border !== null && <Facts fields={border} names={BORDER} />}
      {containers.length > 0 && (
        <table className="as-cards">
          <thead>
            <tr>
              <th scope="col">{t("declaration.container_no")}</th>
              <th scope="col">{t("declaration.transit.seals")}</th>
              <th scope="col">{t("declaration.transit.goods")}</th>
            </tr>
          </thead>
          <tbody>
            {containers.map((it, index) => (
              <tr key={index}>
                <td data-label={t("declaration.container_no")}>
                  <code>{textOf(it, "number")}</code>
                </td>
                <td data-label={t("declaration.transit.seals")}>{textOf(it, "seals")}</td>
                <td data-label={t("declaration.transit.goods")}>
                  {goods
                    .filter((row) => textOf(row, "container") === textOf(it, "number"))
                    .map((row) => (
                      <small key={textOf(row, "item")}>
                        {t("declaration.transit.line", {
                          line: textOf(row, "item"),
                          packages: textOf(row, "packages"),
                          weight: formatQuantity(textOf(row, "weight_kg")),
                        })}
                      </small>
                    ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function Facts({ fields, names }: { fields: Fields; names: readonly string[] }) {
  const { language } = useLanguage();
  const given = names.map((name) => [name, textOf(fields, OWN_NAMES[name] ?? name)] as const);
  return (
    <dl className="keys">
      {given
        .filter(([, text]) => text !== "" && text !== "0")
        .map(([name, text]) => (
          <div key={name}>
            <dt>{fieldLabel(name, language)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
    </dl>
  );
}
