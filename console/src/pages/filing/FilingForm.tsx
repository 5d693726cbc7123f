/** The form itself: its sections, what the house would say of it, and sending. */

import { Button, Switch } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { type Answered, type DraftView, type FormView, removeDraft, useSend } from "../../api/filing";
import { Refusal } from "../../components/Refusal";
import { messageOf, type Node } from "../../domain/filing/model";
import { FormStore } from "../../domain/filing/store";
import { useLanguage } from "../../i18n";
import { FilingContext } from "./context";
import { Foldable, HeadSection, NodeList } from "./FormSection";
import { ItemsTable } from "./ItemsTable";
import { KeepingLine, LivePanel } from "./LivePanel";
import { Outcome } from "./Outcome";
import { useDraft, useRehearsal } from "./useLive";
import "../../styles/filing.css";

const ImportDialog = lazy(() => import("./ImportDialog"));

interface FilingFormProps {
  form: FormView;
  start: Node;
  draft: DraftView | null;
}

export function FilingForm({ form, start, draft }: FilingFormProps) {
  const { t } = useTranslation();
  const { titleOf } = useLanguage();
  const [store] = useState(() => new FormStore(structuredClone(start)));
  const [isWhole, setWhole] = useState(false);
  const [importing, setImporting] = useState<string | null>(null);
  const filing = useMemo(() => ({ store, form, isWhole }), [store, form, isWhole]);
  const checked = useRehearsal(store);
  const { keeping, stop } = useDraft(store, draft, remember);
  const { mutateAsync, data: answered, error, isPending } = useSend();
  const onSend = async () => {
    const sent = await mutateAsync({ message: messageOf(store.values), contentType: "application/json" });
    if (!isStanding(sent)) {
      store.showFindings(sent.declaration?.findings ?? sent.receipts.flatMap((it) => it.findings));
      return;
    }
    const id = await stop();
    if (id !== null) await removeDraft(id);
  };
  const isDone = answered !== undefined && isStanding(answered);
  // What lies within another list stands in its nodes.
  const sections = form.sections.filter(
    (it) => !form.sections.some((outer) => isWithin(it.list, outer.list)),
  );
  const importable = form.sections.find((it) => it.list === importing);
  return (
    <FilingContext value={filing}>
      <p>
        <Link to="/declarations">{t("declaration.title")}</Link>
      </p>
      <h1>{t("filing.title")}</h1>
      <p className="quiet">{t("filing.lead")}</p>
      {answered !== undefined && <Outcome answered={answered} />}
      {!isDone && (
        <div className="filing">
          <div className="filing-main">
            <p className="filing-tools">
              <label>
                <Switch
                  size="small"
                  checked={isWhole}
                  onChange={setWhole}
                  aria-label={t("filing.all_fields")}
                />{" "}
                {t("filing.all_fields")}
              </label>
              <KeepingLine keeping={keeping} />
            </p>
            {sections.map((it) => (
              <Foldable key={it.name} section={it}>
                {it.list === "" && <HeadSection section={it} />}
                {it.list === "items" && <ItemsTable section={it} onImport={() => setImporting("items")} />}
                {it.list !== "" && it.list !== "items" && <NodeList section={it} base={it.list} />}
                {it.list === "containers" && (
                  <p className="filing-tools">
                    <Button onClick={() => setImporting("containers")}>
                      {t("filing.import.open_list", { what: titleOf(it) })}
                    </Button>
                  </p>
                )}
              </Foldable>
            ))}
          </div>
          <aside className="filing-aside" aria-label={t("filing.live")}>
            <Button
              type="primary"
              block
              loading={isPending}
              onClick={() => void onSend().catch(() => undefined)}
            >
              {t("filing.send")}
            </Button>
            {error !== null && <Refusal error={error} />}
            <LivePanel checked={checked} />
          </aside>
        </div>
      )}
      {importable !== undefined && (
        <Suspense fallback={null}>
          <ImportDialog section={importable} onClose={() => setImporting(null)} />
        </Suspense>
      )}
    </FilingContext>
  );
}

const isWithin = (list: string, outer: string) => outer !== "" && list.startsWith(`${outer}.`);

/** Whether what was sent stands: then there is nothing left to be mended here. */
function isStanding({ declaration }: Answered): boolean {
  return declaration !== null && declaration.state !== "returned";
}

/** A draft that was kept for the first time is found again by the page's address. The address alone changes: to the
 * router it is the page that it was, so what is typed in stays. */
function remember(id: number) {
  window.history.replaceState(window.history.state, "", `?draft=${id}`);
}
