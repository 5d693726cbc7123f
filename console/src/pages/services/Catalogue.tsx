/** The catalogue of services: found by words and groups, what one may begin oneself first, as it is printed. */

import { PrinterOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";

import type { ServiceCatalogue, ServiceView } from "../../api/services";
import { found } from "../../domain/services";
import { useLanguage } from "../../i18n";
import "../../styles/services.css";
import { ServiceCard } from "./ServiceCard";

export function Catalogue({ catalogue, isSignedIn }: { catalogue: ServiceCatalogue; isSignedIn: boolean }) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const [words, setWords] = useState("");
  const [group, setGroup] = useState("");
  const [isWhole, setWhole] = useState(false);
  const all = found(catalogue.services, words).filter((it) => group === "" || it.group === group);
  const mine = all.filter((it) => it.may_begin === true);
  const others = all.filter((it) => it.may_begin !== true);
  const print = () => {
    // What is folded is not printed.
    flushSync(() => setWhole(true));
    window.print();
  };
  const options = [{ value: "", label: t("guide.all") }].concat(
    catalogue.groups.map((it) => ({ value: it.group, label: titleOf(it) })),
  );
  const grouped = (services: readonly ServiceView[], part: string) => (
    <Groups catalogue={catalogue} services={services} part={part} isWhole={isWhole} isSignedIn={isSignedIn} />
  );
  return (
    <>
      <div className="guide-tools">
        <Input
          type="search"
          allowClear
          aria-label={t("guide.search")}
          placeholder={t("guide.search")}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Select
          aria-label={t("guide.group")}
          value={group}
          options={options}
          onChange={setGroup}
          popupMatchSelectWidth={false}
        />
        <Button aria-pressed={isWhole} onClick={() => setWhole(!isWhole)}>
          {t(isWhole ? "guide.brief" : "guide.details")}
        </Button>
        <Button icon={<PrinterOutlined aria-hidden />} onClick={print}>
          {t("guide.print")}
        </Button>
      </div>
      <p className="quiet" role="status">
        {all.length === 0 ? t("guide.none") : t("guide.found", { count: all.length })}
      </p>
      {isSignedIn ? (
        <>
          {mine.length > 0 && <h2>{t("guide.mine")}</h2>}
          {grouped(mine, "mine")}
          {others.length > 0 && <h2>{t("guide.others")}</h2>}
          {grouped(others, "others")}
        </>
      ) : (
        grouped(all, "all")
      )}
    </>
  );
}

interface GroupsProps {
  catalogue: ServiceCatalogue;
  services: readonly ServiceView[];
  /** Where a group stands twice, which of them it is. */
  part: string;
  isWhole: boolean;
  isSignedIn: boolean;
}

function Groups({ catalogue, services, part, isWhole, isSignedIn }: GroupsProps) {
  const { titleOf } = useLanguage();
  const Heading = isSignedIn ? "h3" : "h2";
  return catalogue.groups.map((group) => {
    const own = services.filter((it) => it.group === group.group);
    if (own.length === 0) return null;
    const id = `guide-${part}-${group.group}`;
    return (
      <section key={group.group} className="guide-group" aria-labelledby={id}>
        <Heading id={id}>{titleOf(group)}</Heading>
        {own.map((it) => (
          <ServiceCard
            key={it.service}
            service={it}
            catalogue={catalogue}
            isWhole={isWhole}
            isSignedIn={isSignedIn}
          />
        ))}
      </section>
    );
  });
}
