/** Goods lines as a table to be typed in; everything else of a line stands in its drawer. */

import { Button } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import type { FormField, FormSection as SectionView } from "../../api/filing";
import { presetsOf, shortName } from "../../domain/filing/rows";
import { useLanguage } from "../../i18n";
import { idOf, useCountUnder, useFiling, useFindings, useNodes, useOpenLine, useText } from "./context";
import { ItemDrawer } from "./ItemDrawer";

/** What is typed in the table; a field that is none of these stands in the drawer alone. */
const COLUMNS = ["commodity_code", "name", "quantity", "unit", "price", "total_price", "currency", "origin"];

export function ItemsTable({ section, onImport }: { section: SectionView; onImport: () => void }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const { store, form } = useFiling();
  const keys = useNodes(section.list);
  const open = useOpenLine();
  const fields = form.fields.filter((it) => it.section === section.name);
  const columns = COLUMNS.flatMap((name) => fields.filter((it) => shortName(it.name) === name));
  const add = () => store.add(section.list, presetsOf(form.fields, section.name));
  return (
    <>
      <div className="filing-scroll">
        <table className="filing-items">
          <thead>
            <tr>
              <th scope="col">#</th>
              {columns.map((it) => (
                <th key={it.name} scope="col">
                  {titleOf(it)}
                </th>
              ))}
              <th scope="col">{t("filing.details")}</th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key, place) => (
              <ItemRow key={key} list={section.list} place={place} columns={columns} />
            ))}
          </tbody>
        </table>
      </div>
      {keys.length === 0 && <p className="quiet">{t("filing.no_lines")}</p>}
      <p className="filing-tools">
        <Button onClick={add}>{t("filing.add", { what: titleOf(section) })}</Button>
        <Button onClick={onImport}>{t("filing.import.open")}</Button>
      </p>
      {open !== null && open < keys.length && (
        <ItemDrawer
          key={keys[open]}
          section={section}
          place={open}
          count={keys.length}
          onGo={(it) => store.open(it)}
          onClose={() => store.open(null)}
        />
      )}
    </>
  );
}

interface ItemRowProps {
  list: string;
  place: number;
  columns: readonly FormField[];
}

const ItemRow = memo(function ItemRow({ list, place, columns }: ItemRowProps) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const { store } = useFiling();
  const base = `${list}.${place}`;
  const count = useCountUnder(base);
  const line = { number: place + 1 };
  return (
    <tr className={count > 0 ? "is-lit" : ""}>
      <th scope="row">{place + 1}</th>
      {columns.map((it) => (
        <td key={it.name}>
          <Cell
            path={`${base}.${shortName(it.name)}`}
            label={t("filing.cell", { ...line, field: titleOf(it) })}
            isNumber={it.kind === "number"}
          />
        </td>
      ))}
      <td className="filing-row-tools">
        <Button size="small" onClick={() => store.open(place)} aria-label={t("filing.open_line", line)}>
          {t("filing.details")}
          {count > 0 && <span className="filing-count">{count}</span>}
        </Button>
        <Button
          size="small"
          type="text"
          aria-label={t("filing.remove_line", line)}
          onClick={() => store.remove(list, place)}
        >
          ×
        </Button>
      </td>
    </tr>
  );
});

interface CellProps {
  path: string;
  label: string;
  isNumber: boolean;
}

const Cell = memo(function Cell({ path, label, isNumber }: CellProps) {
  const { store } = useFiling();
  const text = useText(path);
  const findings = useFindings(path);
  const { titleOf } = useLanguage();
  const isFaulty = findings.length > 0;
  return (
    <input
      id={`cell-${idOf(path)}`}
      className={`filing-cell${isFaulty ? " is-faulty" : ""}${isNumber ? " number" : ""}`}
      aria-label={label}
      aria-invalid={isFaulty}
      title={findings.map(titleOf).join("\n")}
      autoComplete="off"
      inputMode={isNumber ? "decimal" : "text"}
      value={text}
      onChange={(it) => store.set(path, it.target.value)}
    />
  );
});
