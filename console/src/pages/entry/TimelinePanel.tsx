/** What happened to a parcel, moment by moment: each commit of the chain once, its events below it. */

import { Button, Timeline } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { TimelineEvent } from "../../api/types";
import { formatMomentsIn, localMoment } from "../../domain/format";
import { toneOfState } from "../../domain/tone";
import { useLanguage } from "../../i18n";

/** A longer history is folded; its latest events are what people come for. */
const FOLDED = 12;

export function TimelinePanel({ events }: { events: readonly TimelineEvent[] }) {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? events : events.slice(-FOLDED);
  return (
    <>
      {events.length > FOLDED && (
        <Button type="link" size="small" onClick={() => setWhole(!isWhole)}>
          {isWhole ? t("common.show_less") : t("common.show_all", { count: events.length })}
        </Button>
      )}
      <Timeline
        items={shown.map((event, index) => ({
          key: `${event.commit}/${index}`,
          color: dotColour(event),
          content: <EventLine event={event} before={shown[index - 1]} />,
        }))}
      />
    </>
  );
}

/** Events that changed the state are dotted in its tone. */
function dotColour(event: TimelineEvent): string {
  return event.state == null ? "var(--rule-strong)" : `var(--${toneOfState(event.state)})`;
}

function EventLine({ event, before }: { event: TimelineEvent; before: TimelineEvent | undefined }) {
  const { titleOf } = useLanguage();
  const isSameMoment = before?.at === event.at && before.commit === event.commit;
  return (
    <div className={`event event-${event.kind} ${event.state == null ? "" : "event-state"}`}>
      {!isSameMoment && <Moment event={event} before={before} />}
      <p className="event-title">
        {titleOf(event)}
        {event.by !== "" && <span className="quiet"> · {event.by}</span>}
      </p>
      {event.detail !== "" &&
        event.detail.split("; ").map((line) => (
          <p key={line} className="event-detail">
            {formatMomentsIn(line)}
          </p>
        ))}
    </div>
  );
}

function Moment({ event, before }: { event: TimelineEvent; before: TimelineEvent | undefined }) {
  const { t } = useTranslation();
  const local = localMoment(event.at);
  const isSameDay = before !== undefined && localMoment(before.at)?.date === local?.date;
  return (
    <p className="event-moment">
      <time dateTime={event.at}>
        {!isSameDay && <span>{local?.date} </span>}
        {local?.time ?? event.at}
      </time>
      <span>{t("parcel.commit", { number: event.commit })}</span>
    </p>
  );
}
