//! Exit lists and gate passes as people see them.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use clearance::{
    ExitListFile, GatePassFile, case_of_zone_no,
    entry::{Entry, state_of},
    entry_of_list_no, exit_list_state_of, gate_pass_state_of,
    history::Event,
    ports::{EntryRow, Records},
};
use model::{ExitListState, GatePassState};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    ExplainedFinding, ReceiptView, Seen, TimelineEvent,
    entry::{answers, explained, happenings, timeline},
    vocabulary,
};
use crate::access::Shown;

/// Some exit lists, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExitListPage {
    #[schema(value_type = Vec<ExitListSummary>)]
    pub(crate) items: Vec<Shown<ExitListSummary>>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// An exit list in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExitListSummary {
    /// The house's number of the case.
    pub(crate) number: u64,
    /// 核注清单编号; empty until approved.
    pub(crate) list_no: String,
    /// 预录入统一编号.
    pub(crate) preliminary_no: String,
    /// The declarant's own number.
    pub(crate) reference: String,
    #[schema(value_type = vocabulary::ExitListState)]
    pub(crate) state: ExitListState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    pub(crate) book_no: String,
    pub(crate) operator_code: String,
    /// Retail lists that it gathers.
    pub(crate) n_parcels: u32,
    #[schema(format = DateTime)]
    pub(crate) updated_at: String,
    pub(crate) n_findings: u32,
    #[serde(flatten)]
    pub(crate) seen: Seen,
}

/// Everything about one exit list (出区核注清单).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExitListView {
    #[serde(flatten)]
    pub(crate) summary: ExitListSummary,
    pub(crate) operator_name: String,
    pub(crate) declarant_code: String,
    pub(crate) customs_code: String,
    /// Kilograms of all its goods, as decimal strings.
    pub(crate) gross_weight_kg: String,
    pub(crate) net_weight_kg: String,
    pub(crate) lines: Vec<ExitLineView>,
    /// The retail lists named in it, in its order.
    pub(crate) parcels: Vec<LinkedParcel>,
    /// The gate passes that have taken it or a part of it.
    pub(crate) passes: Vec<LinkedPass>,
    pub(crate) timeline: Vec<TimelineEvent>,
    pub(crate) findings: Vec<ExplainedFinding>,
    pub(crate) receipts: Vec<ReceiptView>,
}

/// One line of an exit list. Quantities are decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExitLineView {
    pub(crate) number: u32,
    pub(crate) record_no: String,
    pub(crate) commodity_code: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) quantity: String,
    /// On no gate pass.
    pub(crate) left: String,
    pub(crate) total_price: String,
}

/// A retail list that an exit list names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkedParcel {
    pub(crate) list_no: String,
    /// The house's number of its entry; null when no list has the number.
    #[schema(required)]
    pub(crate) number: Option<u64>,
    pub(crate) order_no: String,
    #[schema(required, value_type = Option<vocabulary::EntryState>)]
    pub(crate) state: Option<model::EntryState>,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
}

/// A gate pass that has taken an exit list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkedPass {
    pub(crate) pass_no: String,
    /// All of the list, not a part.
    pub(crate) is_whole: bool,
    pub(crate) has_passed: bool,
    pub(crate) gross_weight_kg: String,
}

/// Some gate passes, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GatePassPage {
    #[schema(value_type = Vec<GatePassSummary>)]
    pub(crate) items: Vec<Shown<GatePassSummary>>,
    /// Pass as `after` for what follows; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A gate pass in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GatePassSummary {
    /// The house's number of the case.
    pub(crate) number: u64,
    /// 核放单编号; empty until approved.
    pub(crate) pass_no: String,
    /// 预录入统一编号.
    pub(crate) preliminary_no: String,
    /// The declarant's own number.
    pub(crate) reference: String,
    #[schema(value_type = vocabulary::GatePassState)]
    pub(crate) state: GatePassState,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
    pub(crate) vehicle_no: String,
    pub(crate) operator_code: String,
    #[schema(format = DateTime)]
    pub(crate) updated_at: String,
    pub(crate) n_findings: u32,
    #[serde(flatten)]
    pub(crate) seen: Seen,
}

/// Everything about one gate pass (核放单). Weights are kilograms, as decimal strings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GatePassView {
    #[serde(flatten)]
    pub(crate) summary: GatePassSummary,
    pub(crate) operator_name: String,
    pub(crate) declarant_code: String,
    pub(crate) customs_code: String,
    /// `1` one vehicle, several lists; `2` one and one; `3` one list, several vehicles.
    pub(crate) binding: String,
    pub(crate) vehicle_weight_kg: String,
    pub(crate) gross_weight_kg: String,
    pub(crate) net_weight_kg: String,
    pub(crate) total_weight_kg: String,
    /// The exit lists named in it.
    pub(crate) lists: Vec<LinkedList>,
    /// What the gate saw last; null before.
    #[schema(required)]
    pub(crate) passage: Option<PassageView>,
    pub(crate) timeline: Vec<TimelineEvent>,
    pub(crate) findings: Vec<ExplainedFinding>,
    pub(crate) receipts: Vec<ReceiptView>,
}

/// An exit list that a gate pass names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkedList {
    pub(crate) list_no: String,
    /// The house's number of the case; null when no exit list has the number.
    #[schema(required)]
    pub(crate) number: Option<u64>,
    #[schema(required, value_type = Option<vocabulary::ExitListState>)]
    pub(crate) state: Option<ExitListState>,
    pub(crate) state_title_zh: String,
    pub(crate) state_title_en: String,
}

/// What a gate saw of a vehicle.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PassageView {
    pub(crate) gate: String,
    pub(crate) weight_kg: String,
    #[schema(format = DateTime)]
    pub(crate) at: String,
}

pub(crate) fn exit_list_summary(row: &EntryRow) -> Result<ExitListSummary> {
    let state = exit_list_state_of(row.state).context("not the state of an exit list")?;
    let file = ExitListFile::from_row(row)?;
    Ok(ExitListSummary {
        number: row.id.0,
        list_no: file.list_no.to_string(),
        preliminary_no: file.preliminary_no.to_string(),
        reference: file.list.reference.to_string(),
        state,
        state_title_zh: lifecycle::exit_list_title_zh(state).to_owned(),
        state_title_en: lifecycle::exit_list_title_en(state).to_owned(),
        book_no: file.list.book_no.to_string(),
        operator_code: file.list.operator_code.to_string(),
        n_parcels: u32::try_from(file.list.links.len()).unwrap_or(u32::MAX),
        updated_at: row.updated_at.to_string(),
        n_findings: row.n_findings,
        seen: Seen::default(),
    })
}

pub(crate) fn gate_pass_summary(row: &EntryRow) -> Result<GatePassSummary> {
    let state = gate_pass_state_of(row.state).context("not the state of a gate pass")?;
    let file = GatePassFile::from_row(row)?;
    Ok(GatePassSummary {
        number: row.id.0,
        pass_no: file.pass_no.to_string(),
        preliminary_no: file.preliminary_no.to_string(),
        reference: file.pass.reference.to_string(),
        state,
        state_title_zh: lifecycle::gate_pass_title_zh(state).to_owned(),
        state_title_en: lifecycle::gate_pass_title_en(state).to_owned(),
        vehicle_no: file.pass.vehicle_no.to_string(),
        operator_code: file.pass.operator_code.to_string(),
        updated_at: row.updated_at.to_string(),
        n_findings: row.n_findings,
        seen: Seen::default(),
    })
}

/// Everything about one exit list.
pub(crate) fn exit_list_view(records: &dyn Records, row: &EntryRow) -> Result<ExitListView> {
    let file = ExitListFile::from_row(row)?;
    let happenings = happenings(records, row.id)?;
    let answers = answers(records, &happenings)?;
    let line = |it: &model::ExitLine<'_>| ExitLineView {
        number: it.number,
        record_no: it.record_no.to_string(),
        commodity_code: it.commodity_code.to_string(),
        name: it.name.to_string(),
        unit: it.unit.to_string(),
        quantity: it.quantity.to_string(),
        left: file.left_of(it).to_string(),
        total_price: it.total_price.to_string(),
    };
    let pass = |it: &clearance::Share<'_>| LinkedPass {
        pass_no: it.pass_no.to_string(),
        is_whole: it.is_whole,
        has_passed: it.has_passed,
        gross_weight_kg: it.gross_weight_kg.to_string(),
    };
    let links = file.list.links.iter();
    Ok(ExitListView {
        summary: exit_list_summary(row)?,
        operator_name: file.list.operator_name.to_string(),
        declarant_code: file.list.declarant_code.to_string(),
        customs_code: file.list.customs_code.to_string(),
        gross_weight_kg: file.gross_weight_kg.to_string(),
        net_weight_kg: file.net_weight_kg.to_string(),
        lines: file.list.lines.iter().map(line).collect(),
        parcels: links.map(|it| linked_parcel(records, &it.list_no)).collect::<Result<_>>()?,
        passes: file.shares.iter().map(pass).collect(),
        timeline: timeline(&happenings, &answers),
        findings: current_findings(happenings.iter().map(|(_, it)| &it.what)),
        receipts: answers.into_iter().flatten().collect(),
    })
}

fn linked_parcel(records: &dyn Records, list_no: &str) -> Result<LinkedParcel> {
    let row = match entry_of_list_no(list_no) {
        Some(id) => records.entry(id)?,
        None => None,
    };
    let mut parcel = LinkedParcel {
        list_no: list_no.to_owned(),
        number: None,
        order_no: String::new(),
        state: None,
        state_title_zh: String::new(),
        state_title_en: String::new(),
    };
    if let Some(row) = &row
        && let Some(state) = state_of(row.state)
    {
        let entry = Entry::from_row(row)?;
        if entry.list_no() == list_no {
            parcel.number = Some(row.id.0);
            parcel.order_no = entry.order_no.to_string();
            parcel.state = Some(state);
            parcel.state_title_zh = lifecycle::state_title_zh(state).to_owned();
            parcel.state_title_en = lifecycle::state_title_en(state).to_owned();
        }
    }
    Ok(parcel)
}

/// Everything about one gate pass.
pub(crate) fn gate_pass_view(records: &dyn Records, row: &EntryRow) -> Result<GatePassView> {
    let file = GatePassFile::from_row(row)?;
    let happenings = happenings(records, row.id)?;
    let answers = answers(records, &happenings)?;
    let list_nos = file.pass.exit_list_nos().into_iter();
    let at = happenings.iter().rev().find_map(|(_, it)| match &it.what {
        Event::Passage { at, .. } => Some(at.to_string()),
        _ => None,
    });
    let passage = file.passage.as_ref().map(|it| PassageView {
        gate: it.gate.to_string(),
        weight_kg: it.weight_kg.to_string(),
        at: at.unwrap_or_default(),
    });
    Ok(GatePassView {
        summary: gate_pass_summary(row)?,
        operator_name: file.pass.operator_name.to_string(),
        declarant_code: file.pass.declarant_code.to_string(),
        customs_code: file.pass.customs_code.to_string(),
        binding: file.pass.binding.to_string(),
        vehicle_weight_kg: file.pass.vehicle_weight_kg.to_string(),
        gross_weight_kg: file.pass.gross_weight_kg.to_string(),
        net_weight_kg: file.pass.net_weight_kg.to_string(),
        total_weight_kg: file.pass.total_weight_kg.to_string(),
        lists: list_nos.map(|it| linked_list(records, it)).collect::<Result<_>>()?,
        passage,
        timeline: timeline(&happenings, &answers),
        findings: current_findings(happenings.iter().map(|(_, it)| &it.what)),
        receipts: answers.into_iter().flatten().collect(),
    })
}

fn linked_list(records: &dyn Records, list_no: &str) -> Result<LinkedList> {
    let row = match case_of_zone_no(list_no) {
        Some(id) => records.entry(id)?,
        None => None,
    };
    let mut list = LinkedList {
        list_no: list_no.to_owned(),
        number: None,
        state: None,
        state_title_zh: String::new(),
        state_title_en: String::new(),
    };
    if let Some(row) = &row
        && let Some(state) = exit_list_state_of(row.state)
        && ExitListFile::from_row(row)?.list_no == list_no
    {
        list.number = Some(row.id.0);
        list.state = Some(state);
        list.state_title_zh = lifecycle::exit_list_title_zh(state).to_owned();
        list.state_title_en = lifecycle::exit_list_title_en(state).to_owned();
    }
    Ok(list)
}

/// The findings of the latest document that was looked at and of the latest passage, each once.
fn current_findings<'e>(events: impl Iterator<Item = &'e Event>) -> Vec<ExplainedFinding> {
    let mut latest: BTreeMap<&str, &[model::Finding]> = BTreeMap::new();
    for event in events {
        match event {
            Event::ZoneDocument { findings, outcome, .. }
                if outcome.is_some() || !findings.is_empty() =>
            {
                latest.insert("document", findings);
            }
            Event::Passage { findings, .. } => {
                latest.insert("passage", findings);
            }
            _ => {}
        }
    }
    latest.into_values().flat_map(explained).collect()
}
