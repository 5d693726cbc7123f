/** Accounts, for whoever keeps them: who there is, who is added, and what happened. */

import { Button, Popconfirm, Space, Table, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAccountEvents, useChangePerson, usePeople, useResetPassword } from "../../api/people";
import type { PersonView } from "../../api/types";
import { ExportMenu } from "../../components/ExportMenu";
import { MoreButton } from "../../components/MoreButton";
import { Refusal } from "../../components/Refusal";
import { Section } from "../../components/Section";
import { useTitle } from "../../components/useTitle";
import { formatMoment } from "../../domain/format";
import { OneTimePassword } from "./OneTimePassword";
import { PersonForm } from "./PersonForm";

export default function PeoplePage() {
  const { t } = useTranslation();
  useTitle(t("people.title"));
  const people = usePeople();
  const [changed, setChanged] = useState<PersonView | null>(null);
  return (
    <>
      <h1>{t("people.title")}</h1>
      <p className="quiet">{t("people.lead")}</p>
      {people.isError && <Refusal error={people.error} onRetry={() => void people.refetch()} />}
      {people.isSuccess && <ExportMenu source={people.data.source} />}
      <PeopleTable people={people.data?.items ?? []} isLoading={people.isPending} onChange={setChanged} />
      <Section
        id="person"
        title={changed === null ? t("people.add") : t("people.change", { login: changed.login })}
      >
        <PersonForm key={changed?.id ?? 0} person={changed} onDone={() => setChanged(null)} />
      </Section>
      <Section id="events" title={t("people.events")}>
        <Events />
      </Section>
    </>
  );
}

interface PeopleTableProps {
  people: PersonView[];
  isLoading: boolean;
  onChange: (person: PersonView) => void;
}

function PeopleTable({ people, isLoading, onChange }: PeopleTableProps) {
  const { t } = useTranslation();
  const change = useChangePerson();
  const reset = useResetPassword();
  return (
    <>
      {change.isError && <Refusal error={change.error} />}
      {reset.isError && <Refusal error={reset.error} />}
      {reset.isSuccess && <OneTimePassword told={reset.data} />}
      <Table<PersonView>
        rowKey="id"
        size="small"
        pagination={false}
        loading={isLoading}
        scroll={{ x: true }}
        dataSource={people}
        columns={[
          { title: t("session.login"), render: (_, it) => <code>{it.login}</code> },
          { title: t("people.name"), dataIndex: "name" },
          {
            title: t("people.roles"),
            render: (_, it) => it.roles.map((role) => <Tag key={role}>{t(`people.role.${role}`)}</Tag>),
          },
          {
            title: t("people.reach"),
            render: (_, it) => <code>{[...it.districts, ...it.companies].join(" ")}</code>,
          },
          { title: t("people.standing"), render: (_, it) => <Standing person={it} /> },
          {
            title: t("people.acts"),
            render: (_, it) => (
              <Space size="small" wrap>
                <Button size="small" onClick={() => onChange(it)}>
                  {t("people.change_it")}
                </Button>
                <Popconfirm title={t("people.reset_asks")} onConfirm={() => reset.mutate(it.id)}>
                  <Button size="small">{t("people.reset")}</Button>
                </Popconfirm>
                <Button
                  size="small"
                  danger={!it.is_disabled}
                  onClick={() => change.mutate({ id: it.id, is_disabled: !it.is_disabled })}
                >
                  {it.is_disabled ? t("people.enable") : t("people.disable")}
                </Button>
              </Space>
            ),
          },
        ]}
      />
    </>
  );
}

function Standing({ person }: { person: PersonView }) {
  const { t } = useTranslation();
  return (
    <Space size={4} wrap>
      {person.is_disabled && <Tag color="error">{t("people.is_disabled")}</Tag>}
      {person.locked_until !== null && <Tag color="warning">{t("people.is_locked")}</Tag>}
      {person.must_change_password && <Tag>{t("people.must_change")}</Tag>}
      {person.has_second_factor && <Tag color="success">{t("people.has_factor")}</Tag>}
    </Space>
  );
}

const EVENTS = [
  "signed_in",
  "signed_out",
  "refused",
  "locked",
  "added",
  "changed",
  "password_changed",
  "password_reset",
  "factor_on",
  "factor_off",
  "key_made",
  "key_revoked",
] as const;

function Events() {
  const { t } = useTranslation();
  const events = useAccountEvents();
  const items = events.data?.pages.flatMap((page) => page.items) ?? [];
  const word = (what: string) => {
    const known = EVENTS.find((it) => it === what);
    return known === undefined ? what : t(`people.event.${known}`);
  };
  if (events.isError) return <Refusal error={events.error} onRetry={() => void events.refetch()} />;
  return (
    <>
      {items.length > 0 && <ExportMenu source={events.data?.pages[0]?.source ?? ""} />}
      <Table
        rowKey="id"
        size="small"
        pagination={false}
        loading={events.isPending}
        scroll={{ x: true }}
        dataSource={items}
        columns={[
          { title: t("people.at"), render: (_, it) => formatMoment(it.at) },
          { title: t("session.login"), render: (_, it) => <code>{it.login}</code> },
          { title: t("people.what"), render: (_, it) => word(it.what) },
          { title: t("people.detail"), dataIndex: "detail" },
        ]}
      />
      <MoreButton
        hasNext={events.hasNextPage}
        isLoading={events.isFetchingNextPage}
        shown={t("people.events_shown", { count: items.length })}
        onMore={() => void events.fetchNextPage()}
      />
    </>
  );
}
