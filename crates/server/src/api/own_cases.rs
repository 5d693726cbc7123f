//! A trader's own cases on one page.

use axum::{Json, extract::State};
use clearance::{
    declaration_state_number, declaration_state_of, declaration_states, duty_slip_state_number,
    instrument_state_number, ports::EntryRow,
};
use lifecycle::declaration_wait;
use model::{DutySlipState, EntryId, InstrumentState, TermOwner};
use rustc_hash::FxHashMap;
use store::HouseRecords;

use super::{ApiState, declarations, page::Page, problem::Failure};
use crate::{
    access::{Viewer, ViewerQuery, duty_slip_parties, instrument_parties},
    clock,
    view::{CaseGroup, OwnCases, declaration_summary, duty_slip_view, instrument_view, wait_view},
    wall::Procedure,
};

/// Rows that are looked at, newest first: more than a trader has open, and soon done.
const LOOKED_AT: usize = 5_000;
/// Cases of one state that are shown; the list of declarations has all.
const SHOWN: usize = 5;
/// Documents and slips that are shown.
const TO_DO: usize = 50;

/// What of the own declarations is open, who has to do what, and how long that takes as measured
#[utoipa::path(
    get, path = "/api/v1/own-cases", operation_id = "getOwnCases", tag = "declarations", params(ViewerQuery),
    responses((status = 200, description = "The own cases", body = OwnCases))
)]
pub(crate) async fn get_own_cases(
    State(state): State<ApiState>,
    viewer: Viewer,
) -> Result<Json<OwnCases>, Failure> {
    let answer = state.read(move |records, state| {
        let (mut groups, is_whole) = groups_of(records, &viewer)?;
        let wall = state.make_wall(records)?;
        for group in &mut groups {
            let spelt = serde_json::to_value(group.state)?;
            let step = wall.view.steps.iter().find(|it| {
                it.procedure == Procedure::Declaration && Some(it.state.as_str()) == spelt.as_str()
            });
            group.measured = step.map(|it| it.days).filter(|it| it.n > 0);
        }
        let page = Page { before: EntryId(0), limit: TO_DO };
        let asked = [InstrumentState::Served, InstrumentState::Overdue];
        let asked = asked.map(instrument_state_number);
        let (documents, _) = page.seen(records, &asked, &viewer, |row| {
            let view = instrument_view(row)?;
            if view.owed_by != Some(TermOwner::Trader) {
                return Ok(None);
            }
            let sight = viewer.sight(|| instrument_parties(records, row))?;
            let Some(sight) = sight else { return Ok(None) };
            sight.show("document", view)
        })?;
        let open = [DutySlipState::Issued, DutySlipState::Failed, DutySlipState::Sent];
        let open = open.map(duty_slip_state_number);
        let today = clock::now().local_date();
        let (slips, _) = state.with_registry(records, |registry| {
            page.seen(records, &open, &viewer, |row| {
                let sight = viewer.sight(|| duty_slip_parties(records, row))?;
                let Some(sight) = sight else { return Ok(None) };
                sight.show("slip", duty_slip_view(registry, row, today)?)
            })
        })??;
        Ok(OwnCases { groups, documents, slips, is_whole })
    });
    Ok(Json(answer.await?))
}

/// By state in the order in which something is to be done, and whether every row was looked at.
fn groups_of(records: &HouseRecords, viewer: &Viewer) -> anyhow::Result<(Vec<CaseGroup>, bool)> {
    let mut groups: FxHashMap<u8, CaseGroup> = FxHashMap::default();
    let page = Page { before: EntryId(0), limit: LOOKED_AT };
    let (_, more) = page.seen(records, &declaration_states(), viewer, |row| {
        count(records, viewer, row, &mut groups)?;
        Ok(Some(()))
    })?;
    let mut groups: Vec<CaseGroup> = groups.into_values().collect();
    groups.sort_by_key(|it| {
        let owner = it.wait.as_ref().map(|it| it.owner);
        (owner.is_none(), owner, declaration_state_number(it.state))
    });
    Ok((groups, more.is_none()))
}

fn count(
    records: &HouseRecords,
    viewer: &Viewer,
    row: &EntryRow,
    groups: &mut FxHashMap<u8, CaseGroup>,
) -> anyhow::Result<()> {
    let Some(state) = declaration_state_of(row.state) else { return Ok(()) };
    let Some(sight) = declarations::sight(records, viewer, row)? else { return Ok(()) };
    let group = groups.entry(row.state).or_insert_with(|| CaseGroup {
        state,
        state_title_zh: lifecycle::declaration_title_zh(state).to_owned(),
        state_title_en: lifecycle::declaration_title_en(state).to_owned(),
        count: 0,
        wait: declaration_wait(state).map(wait_view),
        measured: None,
        items: Vec::new(),
    });
    group.count += 1;
    if group.items.len() < SHOWN {
        group.items.extend(sight.show("declaration", declaration_summary(row)?)?);
    }
    Ok(())
}
