/** Who is signed in, with the way to his account and out. */

import { UserOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useSession, useSignOut } from "../api/session";

export function AccountMenu() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: session } = useSession();
  const signOut = useSignOut();
  if (session === undefined || session === null) return null;
  if (session.is_open) return <span className="quiet open-house">{t("session.is_open")}</span>;
  const items = [
    { key: "account", label: t("session.account"), onClick: () => void navigate("/account") },
    { key: "out", label: t("session.sign_out"), onClick: () => signOut.mutate() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button type="text" icon={<UserOutlined aria-hidden />} loading={signOut.isPending}>
        {session.name}
      </Button>
    </Dropdown>
  );
}
