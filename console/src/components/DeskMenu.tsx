/** The way to the desks: groups that open one at a time, or a drawer where the window is narrow. Both are lists of links
 * behind buttons that say whether they are open, so Tab, Enter and Escape are all that it takes. */

import { DownOutlined, MenuOutlined } from "@ant-design/icons";
import { Button, Drawer } from "antd";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useLocation } from "react-router";

import { useSession } from "../api/session";
import { groupsOf } from "./desks";

type Group = ReturnType<typeof groupsOf>[number];

export function DeskMenu() {
  const { t } = useTranslation();
  const { data: session } = useSession();
  const isIn = session !== undefined && session !== null && !session.must_change_password;
  const groups = isIn ? groupsOf(session.rights) : [];
  return (
    <>
      <nav className="desks" aria-label={t("app.menu")}>
        {groups.map((it) =>
          it.desks.length === 1 ? (
            <DeskLinks key={it.group} group={it} />
          ) : (
            <GroupMenu key={it.group} group={it} />
          ),
        )}
      </nav>
      {groups.length > 0 && <DeskDrawer groups={groups} />}
    </>
  );
}

function DeskLinks({ group, onGo }: { group: Group; onGo?: () => void }) {
  const { t } = useTranslation();
  return group.desks.map(({ to, label }) => (
    <NavLink key={to} to={to} onClick={onGo}>
      {t(label)}
    </NavLink>
  ));
}

function isAt(pathname: string, group: Group): boolean {
  return group.desks.some(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
}

function GroupMenu({ group }: { group: Group }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const [isOpen, setIsOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!isOpen) return;
    const elsewhere = (event: Event) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) setIsOpen(false);
    };
    document.addEventListener("pointerdown", elsewhere);
    document.addEventListener("focusin", elsewhere);
    return () => {
      document.removeEventListener("pointerdown", elsewhere);
      document.removeEventListener("focusin", elsewhere);
    };
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !isOpen) return;
    setIsOpen(false);
    opener.current?.focus();
  };
  return (
    <div ref={place} className="desk-group" onKeyDown={onKeyDown}>
      <button
        ref={opener}
        type="button"
        className={isAt(pathname, group) ? "active" : ""}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
      >
        {t(`nav.groups.${group.group}`)} <DownOutlined aria-hidden />
      </button>
      <div id={id} className="desk-group-links" hidden={!isOpen}>
        <DeskLinks group={group} onGo={() => setIsOpen(false)} />
      </div>
    </div>
  );
}

function DeskDrawer({ groups }: { groups: readonly Group[] }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Button
        className="desk-drawer-opener"
        type="text"
        icon={<MenuOutlined aria-hidden />}
        aria-label={t("nav.open")}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(true)}
      />
      <Drawer
        open={isOpen}
        onClose={close}
        placement="left"
        size={300}
        title={t("app.menu")}
        closable={{ "aria-label": t("nav.close") }}
        destroyOnHidden
      >
        <nav className="desk-drawer" aria-label={t("app.menu")}>
          {groups.map((it) => (
            <section key={it.group} aria-labelledby={`group-${it.group}`}>
              <h2 id={`group-${it.group}`}>{t(`nav.groups.${it.group}`)}</h2>
              <DeskLinks group={it} onGo={close} />
            </section>
          ))}
          <NavLink to="/public">{t("public.entrance")}</NavLink>
        </nav>
      </Drawer>
    </>
  );
}
