/** A section of the form: fields of the declaration, or a list of nodes. */

import { Button } from "antd";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { FormField, FormSection as SectionView } from "../../api/filing";
import { presetsOf, shortName } from "../../domain/filing/rows";
import { useLanguage } from "../../i18n";
import { pathOf, useAsked, useCountUnder, useFiling, useNodes } from "./context";
import { FieldBox } from "./FieldBox";

export const HeadSection = memo(function HeadSection({ section }: { section: SectionView }) {
  const fields = useAsked(section, "");
  return <FieldGrid fields={fields} section={section} base="" />;
});

export function FieldGrid(props: { fields: readonly FormField[]; section: SectionView; base: string }) {
  const { fields, section, base } = props;
  const { t } = useTranslation();
  if (fields.length === 0) return <p className="quiet">{t("filing.nothing_asked")}</p>;
  return (
    <div className="filing-grid">
      {fields.map((it) => (
        <FieldBox key={it.name} field={it} path={pathOf(it, section, base)} />
      ))}
    </div>
  );
}

/** A section that few declarations have is opened by whoever wants it, and by a finding in it. */
export function Foldable({ section, children }: { section: SectionView; children: React.ReactNode }) {
  const { titleOf } = useLanguage();
  const { store, form } = useFiling();
  const fields = form.fields.filter((it) => it.section === section.name);
  const hasText = () =>
    section.list === ""
      ? fields.some((it) => store.text(it.name) !== "")
      : store.nodes(section.list).length > 0;
  const [isOpen, setOpen] = useState(() => !section.is_folded || hasText());
  const count = useCountUnder(section.list === "" ? section.name : section.list);
  return (
    <details
      id={`section-${section.name}`}
      className="section filing-section"
      open={isOpen || count > 0}
      onToggle={(it) => setOpen(it.currentTarget.open)}
    >
      <summary>
        <h2>{titleOf(section)}</h2>
        {count > 0 && <span className="filing-count">{count}</span>}
      </summary>
      {(isOpen || count > 0) && children}
    </details>
  );
}

/** Nodes of a list, one under the other, each with its fields and the lists within it. */
export const NodeList = memo(function NodeList({ section, base }: { section: SectionView; base: string }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const { store, form } = useFiling();
  const keys = useNodes(base);
  const add = () => store.add(base, presetsOf(form.fields, section.name));
  const title = titleOf(section);
  return (
    <>
      {keys.map((key, place) => (
        <fieldset key={key} className="filing-node">
          <legend>
            {title} {place + 1}
          </legend>
          <NodeFields section={section} base={`${base}.${place}`} />
          <Button size="small" onClick={() => store.remove(base, place)}>
            {t("filing.remove", { what: `${title} ${place + 1}` })}
          </Button>
        </fieldset>
      ))}
      <p className="filing-tools">
        <Button onClick={add}>{t("filing.add", { what: title })}</Button>
      </p>
    </>
  );
});

export function NodeFields({ section, base }: { section: SectionView; base: string }) {
  const { form } = useFiling();
  const fields = useAsked(section, base);
  const within = form.sections.filter((it) => {
    const last = it.list.lastIndexOf(".");
    return it.list.slice(0, Math.max(last, 0)) === section.list && section.list !== "";
  });
  return (
    <>
      <FieldGrid fields={fields} section={section} base={base} />
      {within.map((it) => (
        <Within key={it.name} section={it} base={`${base}.${shortName(it.list)}`} />
      ))}
    </>
  );
}

function Within({ section, base }: { section: SectionView; base: string }) {
  const { titleOf } = useLanguage();
  const { isWhole } = useFiling();
  const count = useNodes(base).length;
  const found = useCountUnder(base);
  if (!isWhole && count === 0 && found === 0 && section.is_folded) {
    return (
      <details className="filing-within">
        <summary>{titleOf(section)}</summary>
        <NodeList section={section} base={base} />
      </details>
    );
  }
  return (
    <div className="filing-within">
      <h3>{titleOf(section)}</h3>
      <NodeList section={section} base={base} />
    </div>
  );
}
