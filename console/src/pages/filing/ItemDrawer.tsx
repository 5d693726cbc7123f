/** Everything about one goods line, with what the tariff says of it beside. */

import { Button, Drawer, Input } from "antd";
import { useTranslation } from "react-i18next";

import type { FormSection as SectionView } from "../../api/filing";
import { useTariff } from "../../api/queries";
import type { TariffView } from "../../api/types";
import { Refusal } from "../../components/Refusal";
import { todayInChina } from "../../domain/format";
import { TariffLine } from "../tariff/TariffLine";
import { useFiling, useText } from "./context";
import { NodeFields } from "./FormSection";

interface ItemDrawerProps {
  section: SectionView;
  place: number;
  count: number;
  onGo: (place: number) => void;
  onClose: () => void;
}

export function ItemDrawer({ section, place, count, onGo, onClose }: ItemDrawerProps) {
  const { t } = useTranslation();
  const base = `${section.list}.${place}`;
  return (
    <Drawer
      open
      size="large"
      onClose={onClose}
      title={t("filing.line", { number: place + 1 })}
      extra={
        <>
          <Button size="small" disabled={place === 0} onClick={() => onGo(place - 1)}>
            {t("filing.line_before")}
          </Button>{" "}
          <Button size="small" disabled={place + 1 >= count} onClick={() => onGo(place + 1)}>
            {t("filing.line_after")}
          </Button>
        </>
      }
    >
      <NodeFields section={section} base={base} />
      <OfTariff base={base} />
    </Drawer>
  );
}

/** Rates, licences and elements of the line's code. */
function OfTariff({ base }: { base: string }) {
  const { t } = useTranslation();
  const { store } = useFiling();
  const typed = useText(`${base}.commodity_code`);
  const origin = useText(`${base}.origin`);
  const code = /^\d{10}$/.test(typed) ? typed : "";
  const { data, error } = useTariff({
    code,
    on: todayInChina(),
    origin: /^[A-Z]{3}$/.test(origin) ? origin : "",
  });
  if (code === "") return <p className="quiet">{t("filing.code_first")}</p>;
  if (error !== null) return <Refusal error={error} />;
  if (data === undefined) return null;
  const takeUnits = () =>
    data.units.slice(0, 2).forEach((it, at) => store.set(`${base}.unit${at + 1}`, it.code));
  return (
    <section aria-label={t("filing.of_tariff")}>
      <h3>{t("filing.of_tariff")}</h3>
      <Button size="small" onClick={takeUnits}>
        {t("filing.take_units")}
      </Button>
      <Elements base={base} line={data} />
      <TariffLine line={data} />
    </section>
  );
}

/** The specification, element by element: they are joined with bars. */
function Elements({ base, line }: { base: string; line: TariffView }) {
  const { t } = useTranslation();
  const { store } = useFiling();
  const path = `${base}.model`;
  const parts = useText(path).split("|");
  if (line.elements.length === 0) return null;
  const put = (at: number, text: string) => {
    const all = line.elements.map((_, place) => parts[place] ?? "");
    all[at] = text.replaceAll("|", "");
    store.set(path, all.every((it) => it === "") ? "" : all.join("|"));
  };
  return (
    <fieldset className="filing-node">
      <legend>{t("filing.elements")}</legend>
      <div className="filing-grid">
        {line.elements.map((name, at) => (
          <div key={name} className="filing-field">
            <label htmlFor={`element-${at}`}>{name}</label>
            <Input id={`element-${at}`} value={parts[at] ?? ""} onChange={(it) => put(at, it.target.value)} />
          </div>
        ))}
      </div>
    </fieldset>
  );
}
