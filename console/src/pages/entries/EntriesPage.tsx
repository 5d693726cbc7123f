/** Find a parcel: by any of its numbers, or by the state it stands in. */

import { Input, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";

import { useEntries, useSummary } from "../../api/queries";
import type { EntryState, Summary } from "../../api/types";
import { CountedChips } from "../../components/Chips";
import { Listing } from "../../components/Listing";
import { useTitle } from "../../components/useTitle";
import { toneOfState } from "../../domain/tone";
import { EntryTable } from "./EntryTable";
import { EmptyHouse, NothingFound } from "./Nothing";

export default function EntriesPage() {
  const { t } = useTranslation();
  useTitle(t("parcels.title"));
  const [params, setParams] = useSearchParams();
  const summary = useSummary();
  const q = params.get("q") ?? "";
  const state = knownState(params.get("state"), summary.data);
  const entries = useEntries({ q, state });
  const narrow = (next: { q?: string; state?: string | null }) =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      for (const [name, value] of Object.entries(next)) {
        if (value === null || value === "") after.delete(name);
        else after.set(name, value);
      }
      return after;
    });
  const navigate = useNavigate();
  const search = (text: string) => {
    const zone = zonePath(text);
    if (zone === null) narrow({ q: text });
    else void navigate(zone);
  };
  const isHouseEmpty = summary.data?.parcels === 0;
  return (
    <>
      <h1>{t("parcels.title")}</h1>
      <SearchBox key={q} value={q} onSearch={search} />
      {summary.data !== undefined && summary.data.parcels > 0 && (
        <CountedChips
          label={t("parcels.filter_label")}
          all={t("parcels.all_states")}
          count={summary.data.parcels}
          states={summary.data.states.filter((it) => it.count > 0 || it.state === state)}
          chosen={state}
          toneOf={toneOfState}
          onChoose={(it) => narrow({ state: it })}
        />
      )}
      <Listing
        query={entries}
        none={isHouseEmpty ? <EmptyHouse /> : <NothingFound q={q} onClear={() => setParams({})} />}
        shown={(count) => t("parcels.shown", { count })}
      >
        {(items) => <EntryTable entries={items} />}
      </Listing>
    </>
  );
}

/** The page of an exit list or gate pass, when the text is a number of one. */
function zonePath(text: string): string | null {
  if (/^QD[0-9A-Z]{16}$/.test(text)) return `/exit-lists/${text}`;
  return /^Z[0-9A-Z]{23}$/.test(text) ? `/gate-passes/${text}` : null;
}

/** A state named in the address is taken only when the server knows it. */
function knownState(text: string | null, summary: Summary | undefined): EntryState | null {
  if (text === null) return null;
  if (summary === undefined) return text as EntryState;
  return summary.states.find((it) => it.state === text)?.state ?? null;
}

function SearchBox({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const { t } = useTranslation();
  const input = useRef<InputRef>(null);
  const [text, setText] = useState(value);
  useEffect(() => {
    input.current?.focus({ cursor: "all" });
  }, []);
  return (
    <form role="search" className="search" onSubmit={(event) => event.preventDefault()}>
      <Input.Search
        ref={input}
        size="large"
        name="q"
        allowClear
        autoComplete="off"
        spellCheck={false}
        aria-label={t("parcels.search_label")}
        placeholder={t("parcels.placeholder")}
        enterButton={t("parcels.search")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onSearch={(typed) => onSearch(typed.trim())}
      />
      <p className="quiet">{t("parcels.exact")}</p>
    </form>
  );
}
