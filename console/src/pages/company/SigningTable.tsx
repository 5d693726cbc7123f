/** Certificates with which a company signs, and whether it must. */

import { useTranslation } from "react-i18next";

import type { CertificateForce, SigningView } from "../../api/company";
import { Seal } from "../../components/Seal";
import type { Tone } from "../../domain/tone";
import { formatMoment } from "../../domain/format";

const TONES: Readonly<Record<CertificateForce, Tone>> = {
  in_force: "good",
  future: "calm",
  past: "over",
  revoked: "stop",
};

export function SigningTable({ signing }: { signing: SigningView }) {
  const { t } = useTranslation();
  const { code, policy, next_policy, next_from, certificates } = signing;
  return (
    <>
      <p>
        {t("company.under", { code })} · {t(`company.policy.${policy}`)}
        {next_policy !== null && next_from !== null && (
          <> · {t("company.next", { from: next_from, policy: t(`company.policy.${next_policy}`) })}</>
        )}
      </p>
      {certificates.length > 0 && (
        <table className="checks as-cards">
          <thead>
            <tr>
              <th scope="col">{t("company.number")}</th>
              <th scope="col">{t("company.subject")}</th>
              <th scope="col">{t("company.valid")}</th>
              <th scope="col">{t("company.force_label")}</th>
              <th scope="col">{t("company.fingerprint")}</th>
            </tr>
          </thead>
          <tbody>
            {certificates.map((it) => (
              <tr key={it.fingerprint}>
                <td data-label={t("company.number")}>
                  <code>{it.number}</code>
                </td>
                <td data-label={t("company.subject")}>{it.subject}</td>
                <td data-label={t("company.valid")}>
                  {formatMoment(it.not_before)} – {formatMoment(it.not_after)}
                </td>
                <td data-label={t("company.force_label")}>
                  <Seal tone={TONES[it.force]}>{t(`company.force.${it.force}`)}</Seal>
                  {it.revoked_at !== null && (
                    <small> {t("company.revoked_at", { at: formatMoment(it.revoked_at) })}</small>
                  )}
                </td>
                <td data-label={t("company.fingerprint")}>
                  <code className="fingerprint">{it.fingerprint}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
