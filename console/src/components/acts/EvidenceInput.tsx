/** Papers that go with what is said: each is kept by the house first, which looks at what it is, and then named by its digest. */

import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { keepFile } from "../../api/acts";
import { Refusal } from "../Refusal";
import type { KeptPaper } from "./command";

interface EvidenceProps {
  id: string;
  keptAt: string;
  value: KeptPaper[];
  onChange: (value: KeptPaper[]) => void;
}

export function EvidenceInput({ id, keptAt, value, onChange }: EvidenceProps) {
  const { t } = useTranslation();
  const keeping = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const kept: KeptPaper[] = [];
      for (const file of files) kept.push({ name: file.name, digest: await keepFile(keptAt, file) });
      return kept;
    },
    onSuccess: (kept) => {
      const isNew = (it: KeptPaper) => value.every((known) => known.digest !== it.digest);
      onChange([...value, ...kept.filter(isNew)]);
    },
  });
  return (
    <div className="act-rows">
      {value.length > 0 && (
        <ul className="act-kept">
          {value.map((it) => (
            <li key={it.digest}>
              {it.name} <code title={it.digest}>{it.digest.slice(0, 12)}</code>{" "}
              <Button
                size="small"
                aria-label={t("acts.remove_one", { name: it.name })}
                onClick={() => onChange(value.filter((one) => one !== it))}
              >
                {t("acts.remove")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <input
        id={id}
        type="file"
        multiple
        accept="application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png"
        disabled={keeping.isPending}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = "";
          if (files.length > 0) keeping.mutate(files);
        }}
      />
      <small className="quiet">{keeping.isPending ? t("acts.keeping") : t("acts.keep_note")}</small>
      {keeping.isError && <Refusal error={keeping.error} />}
    </div>
  );
}
