/** What is declared collectively: what gathered a list, or the lists that a declaration gathers. */

import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { DeclarationView } from "../../api/types";

export function CollectivePanel({ it }: { it: NonNullable<DeclarationView["collective"]> }) {
  const { t } = useTranslation();
  if (it.gathered_by != null) {
    return (
      <p>
        {t("declaration.collective.by")}{" "}
        <Link to={`/declarations/${it.gathered_by}`}>
          <code>{it.gathered_by}</code>
        </Link>
      </p>
    );
  }
  if (it.lists.length === 0) {
    return <p>{t("declaration.collective.waits")}</p>;
  }
  return (
    <ul>
      {it.lists.map((list) => (
        <li key={list.list_no}>
          <Link to={`/declarations/${list.list_no}`}>
            <code>{list.list_no}</code>
          </Link>{" "}
          {list.state != null && t(`declaration.states.${list.state}`)}
        </li>
      ))}
    </ul>
  );
}
