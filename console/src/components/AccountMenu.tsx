/** Who is signed in, with the way to his account and out. */

import { UserOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { unsent } from "../api/device";
import { useSession, useSignOut } from "../api/session";

export function AccountMenu() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: session } = useSession();
  const signOut = useSignOut();
  const { modal } = App.useApp();
  if (session === undefined || session === null) return null;
  if (session.is_open) return <span className="quiet open-house">{t("session.is_open")}</span>;
  const leave = async () => {
    const count = await unsent(session.login);
    if (count === 0) {
      signOut.mutate();
      return;
    }
    // What waits on the device would be lost.
    modal.confirm({
      title: t("examination.unsent_asks", { count }),
      okText: t("session.sign_out"),
      cancelText: t("examination.cancel"),
      onOk: () => signOut.mutate(),
    });
  };
  const items = [
    { key: "account", label: t("session.account"), onClick: () => void navigate("/account") },
    { key: "out", label: t("session.sign_out"), onClick: () => void leave() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button type="text" icon={<UserOutlined aria-hidden />} loading={signOut.isPending}>
        {session.name}
      </Button>
    </Dropdown>
  );
}
