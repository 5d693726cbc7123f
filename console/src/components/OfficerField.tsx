/** Who sits at this desk, asked only where nobody signs in. */

import { Input } from "antd";
import { useTranslation } from "react-i18next";

interface Props {
  officer: string;
  /** Null where his session says who he is: nothing is asked then. */
  onChange: ((name: string) => void) | null;
}

export function OfficerField({ officer, onChange }: Props) {
  const { t } = useTranslation();
  if (onChange === null) return null;
  return (
    <label>
      {t("worklist.officer")}{" "}
      <Input
        className="officer"
        defaultValue={officer}
        placeholder={t("worklist.officer_hint")}
        autoComplete="off"
        onBlur={(event) => onChange(event.target.value)}
        onPressEnter={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
