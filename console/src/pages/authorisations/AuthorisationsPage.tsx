/** Authorisations to declare between traders and brokers: offered, accepted, ended. */

import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { ActView, CaseActs } from "../../api/acts";
import { type AuthorisationView, useAuthorisations } from "../../api/ownCases";
import { Listing } from "../../components/Listing";
import { useAct } from "../../components/acts/useAct";
import { useTitle } from "../../components/useTitle";
import { useLanguage } from "../../i18n";
import "../../styles/acts.css";

export default function AuthorisationsPage() {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  useTitle(t("authorisation.title"));
  const query = useAuthorisations();
  const { choose, dialog } = useAct();
  const acts = (query.data?.pages ?? []).flatMap((it) => it.acts);
  const actsOf = (number: string) => acts.find((it) => it.number === number);
  const fresh = actsOf("");
  return (
    <>
      <h1>{t("authorisation.title")}</h1>
      <p className="quiet">{t("authorisation.lead")}</p>
      {fresh?.acts.map((act) => (
        <p key={act.act}>
          <Button type="primary" onClick={() => choose(fresh, act)}>
            {titleOf(act)}
          </Button>
        </p>
      ))}
      <Listing
        query={query}
        none={t("authorisation.none")}
        shown={(count) => t("authorisation.shown", { count })}
      >
        {(items) => (
          <table className="entries as-cards">
            <thead>
              <tr>
                <th scope="col">{t("authorisation.number")}</th>
                <th scope="col">{t("declaration.state")}</th>
                <th scope="col">{t("authorisation.principal")}</th>
                <th scope="col">{t("authorisation.agent")}</th>
                <th scope="col">{t("authorisation.scope_label")}</th>
                <th scope="col">{t("authorisation.valid")}</th>
                <th scope="col">{t("acts.title")}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((it) => (
                <Row key={it.number} it={it} acts={actsOf(it.number)} onChoose={choose} />
              ))}
            </tbody>
          </table>
        )}
      </Listing>
      {dialog}
    </>
  );
}

interface RowProps {
  it: AuthorisationView;
  acts: CaseActs | undefined;
  onChoose: (of: CaseActs, act: ActView) => void;
}

function Row({ it, acts, onChoose }: RowProps) {
  const { t } = useTranslation();
  const { stateOf, titleOf } = useLanguage();
  return (
    <tr>
      <td data-label={t("authorisation.number")}>
        <code>{it.number}</code>
        {it.reason !== "" && <small>{it.reason}</small>}
      </td>
      <td data-label={t("declaration.state")}>{stateOf(it)}</td>
      <td data-label={t("authorisation.principal")}>
        <code>{it.principal_code}</code>
      </td>
      <td data-label={t("authorisation.agent")}>
        <code>{it.agent_code}</code>
      </td>
      <td data-label={t("authorisation.scope_label")}>{t(`authorisation.scope.${it.scope}`)}</td>
      <td data-label={t("authorisation.valid")}>
        {it.valid_from} – {it.valid_to}
      </td>
      <td data-label={t("acts.title")}>
        <div className="act-group">
          {acts?.acts.map((act) => (
            <Button key={act.act} size="small" danger={act.is_grave} onClick={() => onChoose(acts, act)}>
              {titleOf(act)}
            </Button>
          ))}
        </div>
      </td>
    </tr>
  );
}
