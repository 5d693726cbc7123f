/** A declaration beside the manifest of its bill, with what differs lit. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Compared } from "../../../api/background";
import { FindingCard } from "../../../components/FindingCard";
import { Seal } from "../../../components/Seal";

const FIELDS = [
  "bill_no",
  "transport_mode",
  "transport_name",
  "voyage_no",
  "port_customs",
  "packages",
  "packaging",
  "gross_weight_kg",
  "containers",
  "trader",
  "items",
] as const;

export function ComparedTab({ compared: it }: { compared: Compared | null | undefined }) {
  const { t } = useTranslation();
  if (it == null) return <p className="blank">{t("background.no_manifest")}</p>;
  const nameOf = (field: string) => {
    const known = FIELDS.find((name) => name === field);
    return known === undefined ? field : t(`background.field.${known}`);
  };
  return (
    <>
      <p className="quiet">{t("background.compared_lead")}</p>
      <p>
        <Link to={`/manifests/${String(it.manifest)}`}>
          {t("background.manifest", { number: it.manifest, bill: it.bill_no })}
        </Link>
      </p>
      <table className="as-cards">
        <thead>
          <tr>
            <th scope="col">{t("background.field_column")}</th>
            <th scope="col">{t("background.on_declaration")}</th>
            <th scope="col">{t("background.on_manifest")}</th>
            <th scope="col">{t("background.tallied")}</th>
            <th scope="col">{t("background.verdict")}</th>
          </tr>
        </thead>
        <tbody>
          {it.rows.map((row) => (
            <tr key={row.field} className={row.differs === true ? "is-lit" : undefined}>
              <th scope="row">{nameOf(row.field)}</th>
              <td data-label={t("background.on_declaration")}>{row.declared === "" ? "—" : row.declared}</td>
              <td data-label={t("background.on_manifest")}>{row.carried === "" ? "—" : row.carried}</td>
              <td data-label={t("background.tallied")}>{row.tallied ?? "—"}</td>
              <td data-label={t("background.verdict")}>
                {row.differs == null ? (
                  <span className="quiet">{t("background.to_judge")}</span>
                ) : (
                  <Seal tone={row.differs ? "stop" : "good"}>
                    {t(row.differs ? "background.differs" : "background.agrees")}
                  </Seal>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {it.findings.length > 0 && (
        <ul className="findings">
          {it.findings.map((finding) => (
            <li key={`${finding.code}/${finding.pointer}/${finding.against}`}>
              <FindingCard finding={finding} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
