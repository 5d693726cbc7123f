/** How a reader likes his pages: the language, and light or dark. */

import { DesktopOutlined, MoonOutlined, SunOutlined } from "@ant-design/icons";
import { Button, Dropdown, Segmented } from "antd";
import { useTranslation } from "react-i18next";

import { switchLanguage, useLanguage } from "../i18n";
import { chooseScheme, SCHEMES, useScheme, type Scheme } from "./useScheme";

export function LanguageSwitch() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <Segmented
      className="language"
      size="small"
      aria-label={t("language.label")}
      value={language}
      onChange={switchLanguage}
      options={[
        { value: "zh", label: "中", title: t("language.zh") },
        { value: "en", label: "EN", title: t("language.en") },
      ]}
    />
  );
}

const SIGNS: Record<Scheme, typeof SunOutlined> = {
  system: DesktopOutlined,
  light: SunOutlined,
  dark: MoonOutlined,
};

export function SchemeSwitch() {
  const { t } = useTranslation();
  const scheme = useScheme();
  const Sign = SIGNS[scheme];
  const items = SCHEMES.map((key) => {
    const Own = SIGNS[key];
    return { key, label: t(`scheme.${key}`), icon: <Own aria-hidden />, onClick: () => chooseScheme(key) };
  });
  return (
    <Dropdown menu={{ items, selectable: true, selectedKeys: [scheme] }} trigger={["click"]}>
      <Button
        className="scheme"
        type="text"
        icon={<Sign aria-hidden />}
        aria-label={`${t("scheme.label")}: ${t(`scheme.${scheme}`)}`}
      />
    </Dropdown>
  );
}
