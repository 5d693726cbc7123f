/** A password to be changed, shown this once. */

import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import { CopyButton } from "../../components/CopyButton";

export function OneTimePassword({
  told,
}: {
  told: { person: { login: string }; one_time_password: string };
}) {
  const { t } = useTranslation();
  return (
    <Alert
      className="refusal"
      type="success"
      showIcon
      title={t("people.one_time", { login: told.person.login })}
      description={
        <>
          <p>{t("people.one_time_text")}</p>
          <code>{told.one_time_password}</code>
        </>
      }
      action={<CopyButton text={told.one_time_password} />}
    />
  );
}
