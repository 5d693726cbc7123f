/** Filing a goods declaration: a new one, a draft, or one that was returned or is declared once more. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { type DraftView, draftOf, type FormView, useForm } from "../../api/filing";
import { useDeclaration } from "../../api/queries";
import { useSession } from "../../api/session";
import type { DeclarationView } from "../../api/types";
import { Loading } from "../../components/Loading";
import { Refusal } from "../../components/Refusal";
import { useTitle } from "../../components/useTitle";
import { copyOf, modelOf, newReference, type Node, put } from "../../domain/filing/model";
import { FilingForm } from "./FilingForm";

export default function FilingPage() {
  const { t } = useTranslation();
  useTitle(t("filing.title"));
  const [params] = useSearchParams();
  const [draft, from] = [Number(params.get("draft") ?? 0), params.get("from") ?? ""];
  const form = useForm();
  const refused = form.error;
  if (refused !== null) return <Refusal error={refused} onRetry={() => void form.refetch()} />;
  if (form.data === undefined) return <Loading rows={12} />;
  if (draft > 0) return <OfDraft key={draft} form={form.data} id={draft} />;
  if (from !== "") return <OfCase key={from} form={form.data} number={from} />;
  return <Fresh key="new" form={form.data} />;
}

const ownReference = () => newReference(new Date(), Math.random());

/** What the house fills in for a declaration that nobody has begun. */
function startOf(form: FormView, companies: readonly string[]): Node {
  const root: Node = { reference: ownReference() };
  for (const { name, preset } of form.fields) {
    if (preset !== "" && !name.includes(".")) put(root, name, preset);
  }
  const [own] = companies;
  if (own !== undefined) {
    const place = own.length === 18 ? "credit_code" : "code";
    put(root, `trader.${place}`, own);
    put(root, `declarant.${place}`, own);
  }
  return root;
}

function Fresh({ form }: { form: FormView }) {
  const { data: session } = useSession();
  const [start] = useState(() => startOf(form, session?.companies ?? []));
  return <FilingForm form={form} start={start} draft={null} />;
}

/** A draft is read once: what is typed afterwards is newer than what the house has of it. */
function OfDraft({ form, id }: { form: FormView; id: number }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["drafts", id],
    queryFn: () => draftOf(id),
    // Once it was sent there is no draft any more, and its form stands.
    enabled: (query) => query.state.data === undefined,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (error !== null) return <Refusal error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={12} />;
  return <Drafted form={form} draft={data} />;
}

function Drafted({ form, draft }: { form: FormView; draft: DraftView }) {
  const [start] = useState(() => modelOf(draft.declaration));
  return <FilingForm form={form} start={start} draft={draft} />;
}

function OfCase({ form, number }: { form: FormView; number: string }) {
  const { data, error, refetch } = useDeclaration(number);
  if (error !== null) return <Refusal error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={12} />;
  return <Copied form={form} declaration={data} />;
}

/** One that was returned is mended under its own number, any other declared once more under a new one. */
function Copied({ form, declaration }: { form: FormView; declaration: DeclarationView }) {
  const [start] = useState(() => {
    const model = modelOf(declaration.declaration);
    const isMended = declaration.state === "returned" || declaration.state === "saved";
    if (isMended) return model;
    return copyOf(model, ownReference());
  });
  return <FilingForm form={form} start={start} draft={null} />;
}
