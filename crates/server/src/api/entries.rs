//! Entries and figures, as they stand.

use anyhow::Context as _;
use axum::{Json, extract::State};
use clearance::{
    entry::{BEYOND_PARCELS, Entry, state_number, state_of, states},
    entry_of_list_no,
    ports::{EntryRow, Records},
    slip::slip_state_of,
};
use model::{EntryId, EntryState};
use serde::Deserialize;
use store::HouseRecords;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    page::Page,
    problem::Failure,
};
use crate::{
    access::{Shown, Sight, Viewer, ViewerQuery, parcel_parties},
    clock,
    view::{
        EntryPage, EntryView, Problem, SlipCount, StateCount, Summary, entry_summary, entry_view,
        vocabulary,
    },
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EntryQuery {
    /// Exactly an order number, waybill number, list number, payment transaction number or entry
    /// number; a number that only a company makes unique is written `company:number`.
    q: Option<String>,
    /// Only entries in this state.
    #[param(value_type = Option<vocabulary::EntryState>)]
    state: Option<EntryState>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Find entries
#[utoipa::path(
    get, path = "/api/v1/entries", operation_id = "listEntries", tag = "entries",
    params(EntryQuery, ViewerQuery),
    responses((status = 200, description = "Some entries", body = EntryPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_entries(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<EntryQuery>,
) -> Result<Json<EntryPage>, Failure> {
    let asked = Page::asked(query.after.as_deref(), query.limit)?;
    let page = state.read(move |records, state| {
        let show = |row: &EntryRow| match sight(&viewer, row)? {
            Some(sight) => sight.show("parcel_row", entry_summary(records, row)?),
            None => Ok(None),
        };
        let (items, next) = match query.q.as_deref().map(str::trim).filter(|it| !it.is_empty()) {
            // What was found by a number is all there is.
            Some(q) => {
                let mut rows = find(records, state, q)?;
                rows.retain(|row| query.state.is_none_or(|it| state_number(it) == row.state));
                (
                    rows.iter()
                        .filter_map(|it| show(it).transpose())
                        .collect::<anyhow::Result<_>>()?,
                    None,
                )
            }
            None => {
                let one = query.state.map(state_number);
                let states = match one {
                    Some(one) => vec![one],
                    None => states().map(state_number).collect(),
                };
                asked.seen_of(records, &states, &viewer, show, |page| {
                    let rows = records.entries(one, page.before, page.limit)?;
                    let next = page.next(&rows);
                    Ok((rows, next))
                })?
            }
        };
        Ok(EntryPage { items, next })
    });
    Ok(Json(page.await?))
}

/// How much of a parcel somebody sees; nothing where it is no case of his.
fn sight(viewer: &Viewer, row: &EntryRow) -> anyhow::Result<Option<Sight>> {
    viewer.sight(|| parcel_parties(row))
}

/// Entries under a number: as it stands, or as `company:number`, for every company that is known.
pub(super) fn find(
    records: &HouseRecords,
    state: &ApiState,
    q: &str,
) -> anyhow::Result<Vec<EntryRow>> {
    let mut ids = Vec::new();
    ids.extend(entry_of_list_no(q));
    if q.len() <= 9 {
        ids.extend(q.parse().ok().map(EntryId));
    }
    let keyring = state.keyring();
    let companies: Vec<String> = match q.split_once(':') {
        Some((company, _)) => vec![company.to_owned()],
        None => state.with_registry(records, |registry| {
            registry.enterprises().map(|it| it.code.clone()).collect()
        })?,
    };
    let number = q.split_once(':').map_or(q, |(_, number)| number);
    for company in &companies {
        let keys = [
            keyring.order(company, number),
            keyring.waybill(company, number),
            keyring.payment(company, number),
        ];
        for key in keys {
            ids.extend(records.claim(key)?.map(|it| it.entry).filter(|it| it.0 != 0));
        }
    }
    ids.sort();
    ids.dedup();
    let mut rows = Vec::new();
    for id in ids {
        // Payment slips have numbers among the entries'.
        rows.extend(records.entry(id)?.filter(|it| state_of(it.state).is_some()));
    }
    Ok(rows)
}

/// The row of an entry by its list number or the house's number of it.
pub(super) fn row_of(records: &HouseRecords, number: &str) -> anyhow::Result<Option<EntryRow>> {
    let by_list_no = entry_of_list_no(number);
    let Some(id) = by_list_no.or_else(|| number.parse().ok().map(EntryId)) else {
        return Ok(None);
    };
    let row = records.entry(id)?.filter(|it| state_of(it.state).is_some());
    let Some(row) = row else { return Ok(None) };
    let is_it = by_list_no.is_none() || Entry::from_row(&row)?.list_no() == number;
    Ok(is_it.then_some(row))
}

/// Everything about one entry
#[utoipa::path(
    get, path = "/api/v1/entries/{number}", operation_id = "getEntry", tag = "entries",
    params(("number" = String, Path, description = "The entry's number, or its list number"), ViewerQuery),
    responses((status = 200, description = "The entry", body = EntryView),
        (status = 404, description = "No such entry", body = Problem))
)]
pub(crate) async fn get_entry(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<Shown<EntryView>>, Failure> {
    let asked = number.clone();
    let view = state.read(move |records, state| seen(records, state, &viewer, &number));
    view.await?
        .map(|(_, view)| Json(view))
        .ok_or_else(|| Failure::not_found(format!("there is no entry `{asked}`")))
}

/// What somebody sees of a parcel, with its number in the house.
pub(super) fn seen(
    records: &HouseRecords,
    state: &ApiState,
    viewer: &Viewer,
    number: &str,
) -> anyhow::Result<Option<(EntryId, Shown<EntryView>)>> {
    let Some(row) = row_of(records, number)? else { return Ok(None) };
    let Some(sight) = sight(viewer, &row)? else { return Ok(None) };
    let view = state.with_registry(records, |registry| entry_view(records, registry, &row))??;
    Ok(sight.show("parcel", view)?.map(|it| (row.id, it)))
}

/// The house in figures
#[utoipa::path(
    get, path = "/api/v1/summary", operation_id = "getSummary", tag = "house",
    responses((status = 200, description = "Figures", body = Summary))
)]
pub(crate) async fn get_summary(State(state): State<ApiState>) -> Result<Json<Summary>, Failure> {
    let summary = state.read(|records, _| {
        let (counts, head) = (records.counts()?, records.head()?);
        let (mut states, mut slips) = (Vec::new(), Vec::new());
        for (number, count) in &counts.states {
            if let Some(state) = slip_state_of(*number) {
                slips.push(SlipCount {
                    state,
                    title_zh: lifecycle::slip_title_zh(state).to_owned(),
                    title_en: lifecycle::slip_title_en(state).to_owned(),
                    count: *count,
                });
                continue;
            }
            // What a zone filed is no parcel, nor is a declaration, a manifest or an export.
            if *number >= BEYOND_PARCELS {
                continue;
            }
            let state = state_of(*number).context("a state that is not known")?;
            states.push(StateCount {
                state,
                title_zh: lifecycle::state_title_zh(state).to_owned(),
                title_en: lifecycle::state_title_en(state).to_owned(),
                count: *count,
            });
        }
        Ok(Summary {
            parcels: states.iter().map(|it| it.count).sum(),
            states,
            slips,
            receipts: counts.receipts,
            inputs: counts.inputs,
            commits: head.commit.0,
            head: head.link.iter().map(|byte| format!("{byte:02x}")).collect(),
            as_of: clock::now().to_string(),
        })
    });
    Ok(Json(summary.await?))
}
