//! Transits (转关) as people see them: whose goods, from where to where, under which seals, and whether they are overdue.

use anyhow::{Context as _, Result};
use clearance::{
    InTransit, TransitFile, history::Event, ports::EntryRow, ports::Records, transit_state_of,
};
use model::{Direction, TransitKind, TransitState};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Seen, TimelineEvent,
    entry::{answers, happenings, timeline},
    receipt::ReceiptView,
    timeline::{Words, day},
    vocabulary,
};
use crate::access::Shown;

/// Some transits, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TransitPage {
    #[schema(value_type = Vec<TransitView>)]
    pub(crate) items: Vec<Shown<TransitView>>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A transit (转关申报单).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TransitView {
    pub(crate) transit_no: String,
    #[schema(value_type = vocabulary::TransitState)]
    pub(crate) state: TransitState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    #[schema(value_type = vocabulary::TransitKind)]
    pub(crate) kind: TransitKind,
    #[schema(value_type = vocabulary::Direction)]
    pub(crate) direction: Direction,
    pub(crate) bill_no: String,
    /// 海关编号 of the declaration that it was declared with; empty: none.
    pub(crate) declaration_no: String,
    pub(crate) departure_customs: String,
    pub(crate) destination_customs: String,
    pub(crate) declarant_code: String,
    pub(crate) carrier_code: String,
    pub(crate) vehicle_no: String,
    /// Seals and locks that its goods go under.
    pub(crate) seals: Vec<String>,
    /// Day on which its goods should be where they go.
    #[schema(format = Date)]
    pub(crate) due_on: String,
    /// That day passed, and they were not.
    pub(crate) is_overdue: bool,
    #[schema(required, format = DateTime)]
    pub(crate) departed_at: Option<String>,
    #[schema(required, format = DateTime)]
    pub(crate) arrived_at: Option<String>,
    #[serde(flatten)]
    pub(crate) seen: Seen,
}

/// A transit with what happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TransitDetail {
    #[serde(flatten)]
    pub(crate) transit: TransitView,
    pub(crate) timeline: Vec<TimelineEvent>,
    pub(crate) receipts: Vec<ReceiptView>,
}

/// What a consignment says of the transit of its goods.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InTransitView {
    pub(crate) transit_no: String,
    pub(crate) destination_customs: String,
    /// Null while they are under way.
    #[schema(required, format = DateTime)]
    pub(crate) arrived_at: Option<String>,
}

pub(super) fn in_transit_view(transit: &InTransit) -> InTransitView {
    InTransitView {
        transit_no: transit.transit_no.clone(),
        destination_customs: transit.destination_customs.clone(),
        arrived_at: transit.arrived_at.map(|it| it.to_string()),
    }
}

pub(crate) fn transit_view(row: &EntryRow) -> Result<TransitView> {
    let file = TransitFile::from_row(row)?;
    let state = transit_state_of(row.state).context("not the state of a transit")?;
    let terms = &*file.terms;
    Ok(TransitView {
        seen: Seen::default(),
        transit_no: file.transit_no.clone(),
        state,
        state_title_zh: lifecycle::transit_title_zh(state).to_owned(),
        state_title_en: lifecycle::transit_title_en(state).to_owned(),
        kind: terms.kind,
        direction: file.direction,
        bill_no: file.bill_no.clone(),
        declaration_no: terms.declaration_no.clone(),
        departure_customs: terms.departure_customs.clone(),
        destination_customs: terms.destination_customs.clone(),
        declarant_code: terms.declarant_code.clone(),
        carrier_code: terms.carrier_code.clone(),
        vehicle_no: terms.vehicle_no.clone(),
        seals: terms.all_seals().into_iter().map(str::to_owned).collect(),
        due_on: terms.due_on.to_string(),
        is_overdue: file.is_overdue,
        departed_at: file.departed_at.map(|it| it.to_string()),
        arrived_at: file.arrived_at.map(|it| it.to_string()),
    })
}

pub(crate) fn transit_detail(records: &dyn Records, row: &EntryRow) -> Result<TransitDetail> {
    let happenings = happenings(records, row.id)?;
    let answers = answers(records, &happenings)?;
    Ok(TransitDetail {
        transit: transit_view(row)?,
        timeline: timeline(&happenings, &answers),
        receipts: answers.into_iter().flatten().collect(),
    })
}

/// What happens to a transit; nothing for other events.
pub(super) fn describe_transit(event: &Event) -> Option<(&'static str, Words, String, String)> {
    let none = String::new;
    let (kind, [zh, en], by, detail) = match event {
        Event::TransitDeclared { kind, departure_customs, destination_customs, seals, .. } => {
            let way = format!("{departure_customs} → {destination_customs}");
            let detail = format!("{} · {way} · {}", kind.title_zh(), seals.join(" "));
            ("document", ["转关申报", "transit declared"], none(), detail)
        }
        Event::TransitState { to, .. } => {
            let words = [lifecycle::transit_title_zh(*to), lifecycle::transit_title_en(*to)];
            ("state", words, none(), none())
        }
        Event::TransitSeen { site, seals, at } => {
            let detail = format!("{at} · {}", seals.join(" "));
            ("seen", ["验核封志", "seals checked"], site.clone(), detail)
        }
        Event::TransitEnded { officer, reason } => {
            ("ended", ["退单、作废", "returned or void"], officer.clone(), reason.clone())
        }
        Event::TransitOverdue { due_on } => {
            ("timed_out", ["逾期未运抵", "overdue where it goes"], none(), day(*due_on))
        }
        Event::TransitArrived { transit_no, at } => {
            let words = ["转关货物运抵", "arrived in transit"];
            ("arrived", words, transit_no.clone(), at.to_string())
        }
        _ => return None,
    };
    Some((kind, (zh.to_owned(), en.to_owned()), by, detail))
}
