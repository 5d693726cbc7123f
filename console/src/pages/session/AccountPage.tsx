/** One's own account: who one is to the house, password, second factor. */

import { Alert, App, Descriptions } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useSession } from "../../api/session";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { FactorPanel } from "./FactorPanel";
import { PasswordForm } from "./PasswordForm";

export default function AccountPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  useTitle(t("session.account"));
  const { data: session } = useSession();
  if (session === undefined || session === null) return null;
  const roles = session.roles.map((role) => t(`people.role.${role}`)).join(t("common.and"));
  const reach = session.is_of_customs
    ? session.districts.join(" ") || t("people.all_districts")
    : session.companies.join(" ");
  return (
    <>
      <h1>{session.is_open ? t("session.account") : session.name}</h1>
      {session.must_change_password && (
        <Alert className="refusal" type="warning" showIcon title={t("session.must_change")} />
      )}
      <Descriptions
        column={1}
        items={[
          { key: "login", label: t("session.login"), children: <code>{session.login}</code> },
          { key: "roles", label: t("people.roles"), children: roles },
          {
            key: "reach",
            label: session.is_of_customs ? t("people.districts") : t("people.companies"),
            children: <code>{reach}</code>,
          },
        ]}
      />
      {!session.is_of_customs && session.rights.includes("see_own_registration") && (
        <Section id="registration" title={t("registry.own")}>
          <ul className="found">
            {session.companies.map((code) => (
              <li key={code}>
                <Link to={`/enterprises/${code}`}>
                  <code>{code}</code>
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section id="password" title={t("session.change_password")}>
        <div className="narrow">
          <PasswordForm onDone={() => void message.success(t("session.password_changed"))} />
        </div>
      </Section>
      {!session.must_change_password && (
        <Section id="factor" title={t("session.factor")}>
          <FactorPanel isOn={session.has_second_factor} />
        </Section>
      )}
    </>
  );
}
