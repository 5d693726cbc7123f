/** Goods lines or containers from a table: a file is read in the browser, its columns are matched, its rows looked at. */

import { Alert, Button, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { FormField, FormSection } from "../../api/filing";
import { type Cell, type Mapping, mappingOf, nodesOf, presetsOf, templateOf } from "../../domain/filing/rows";
import { useLanguage } from "../../i18n";
import { LINE_NUMBER, useFiling } from "./context";
import { tableOf, TOO_LARGE } from "./tableFile";

/** As many rows are shown before they are taken. */
const SHOWN = 5;
/** As many faults are told; the rest is counted. */
const FAULTS_SHOWN = 20;

interface Table {
  name: string;
  titles: readonly Cell[];
  rows: readonly (readonly Cell[])[];
}

export default function ImportDialog({ section, onClose }: { section: FormSection; onClose: () => void }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const { store, form } = useFiling();
  // What lies within a node is no column of its table; lines are numbered by their places.
  const fields = form.fields.filter((it) => it.section === section.name && it.name !== LINE_NUMBER);
  const [table, setTable] = useState<Table | null>(null);
  const [mapping, setMapping] = useState<Mapping>([]);
  const [problem, setProblem] = useState("");
  const [isAdded, setAdded] = useState(true);
  const imported = table === null ? null : nodesOf(table.rows, mapping, fields);

  const read = async (file: File | undefined) => {
    if (file === undefined) return;
    setProblem("");
    setTable(null);
    try {
      const [titles, ...rows] = await tableOf(file);
      if (titles === undefined || rows.length === 0) {
        setProblem(t("filing.import.empty"));
        return;
      }
      setMapping(mappingOf(titles, fields));
      setTable({ name: file.name, titles, rows });
    } catch (fault) {
      const isTooLarge = fault instanceof Error && fault.message === TOO_LARGE;
      setProblem(t(isTooLarge ? "filing.import.too_large" : "filing.import.unreadable"));
    }
  };
  const take = () => {
    if (imported === null) return;
    // What the table does not say is as in a line that is added by hand.
    const nodes = imported.nodes.map((it) => ({ ...presetsOf(form.fields, section.name), ...it }));
    if (isAdded) store.add(section.list, ...nodes);
    else store.replace(section.list, nodes);
    onClose();
  };
  return (
    <Modal
      open
      width={860}
      title={t("filing.import.title", { what: titleOf(section) })}
      onCancel={onClose}
      onOk={take}
      okText={t("filing.import.take", { count: imported?.nodes.length ?? 0 })}
      okButtonProps={{ disabled: imported === null || imported.nodes.length === 0 }}
      cancelText={t("filing.import.cancel")}
    >
      <p className="filing-tools">
        <label>
          {t("filing.import.file")}{" "}
          <input type="file" accept=".xlsx,.csv,.txt" onChange={(it) => void read(it.target.files?.[0])} />
        </label>
        <Button onClick={() => download(section, fields.map(titleOf))}>{t("filing.import.template")}</Button>
      </p>
      {problem !== "" && <Alert type="error" showIcon title={problem} />}
      {table !== null && imported !== null && (
        <>
          <Columns table={table} mapping={mapping} fields={fields} onChange={setMapping} />
          <Faults faults={imported.faults} fields={fields} />
          <Radio.Group
            value={isAdded}
            onChange={(it) => setAdded(it.target.value === true)}
            options={[
              { value: true, label: t("filing.import.add") },
              { value: false, label: t("filing.import.replace") },
            ]}
          />
        </>
      )}
    </Modal>
  );
}

interface ColumnsProps {
  table: Table;
  mapping: Mapping;
  fields: readonly FormField[];
  onChange: (mapping: Mapping) => void;
}

function Columns({ table, mapping, fields, onChange }: ColumnsProps) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const options = fields.map((it) => ({ value: it.name, label: titleOf(it) }));
  return (
    <div className="filing-scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{t("filing.import.column")}</th>
            <th scope="col">{t("filing.import.field")}</th>
            <th scope="col">{t("filing.import.sample")}</th>
          </tr>
        </thead>
        <tbody>
          {table.titles.map((title, column) => (
            <tr key={column}>
              <td>{String(title ?? "")}</td>
              <td>
                <Select
                  className="filing-column"
                  aria-label={t("filing.import.field_of", { column: String(title ?? column + 1) })}
                  allowClear
                  showSearch={{ optionFilterProp: "label" }}
                  placeholder={t("filing.import.none")}
                  value={mapping[column] ?? null}
                  options={options}
                  onChange={(it: string | null | undefined) =>
                    onChange(mapping.map((before, at) => (at === column ? (it ?? null) : before)))
                  }
                />
              </td>
              <td className="quiet">
                {table.rows
                  .slice(0, SHOWN)
                  .map((row) => row[column])
                  .filter((it) => it !== null && it !== undefined && it !== "")
                  .map((it) => (it instanceof Date ? it.toISOString().slice(0, 10) : String(it)))
                  .join(t("common.and"))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Faults({
  faults,
  fields,
}: Pick<ReturnType<typeof nodesOf>, "faults"> & { fields: readonly FormField[] }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  if (faults.length === 0) return null;
  const title = (name: string) => {
    const field = fields.find((it) => it.name === name);
    return field === undefined ? name : titleOf(field);
  };
  return (
    <Alert
      type="warning"
      showIcon
      title={t("filing.import.faults", { count: faults.length })}
      description={
        <ul>
          {faults.slice(0, FAULTS_SHOWN).map((it) => (
            <li key={`${it.row}/${it.field}`}>
              {t("filing.import.row", { row: it.row, field: title(it.field) })} <code>{it.text}</code>{" "}
              {t(`filing.import.fault.${it.what}`)}
            </li>
          ))}
        </ul>
      }
    />
  );
}

function download(section: FormSection, titles: readonly string[]) {
  const address = URL.createObjectURL(new Blob([templateOf(titles)], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${section.name}.csv`;
  link.click();
  URL.revokeObjectURL(address);
}
