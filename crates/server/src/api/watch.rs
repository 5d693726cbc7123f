//! What is watched (布控): rows in, and tried on history before.

use std::{
    collections::BTreeMap,
    slice,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use axum::{
    Extension, Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};
use clearance::{Registry, ports::Records as _};
use model::{Date, HouseMessage, InputId, Moment, Rate, WatchKind, WatchRow};
use params::{Codes, Table};
use risk::Selector;
use serde::Deserialize;
use store::HouseRecords;
use utoipa::ToSchema;

use super::{
    ApiState,
    extract::{Path, body},
    messages::unavailable,
    problem::Failure,
};
use crate::{
    access::{Principal, Viewer, acting},
    clock,
    intake::Refused,
    view::{
        Problem, WatchPage, WatchPreview, WatchRowView, WatchSaved, preview_view,
        vocabulary::{self, WatchForce},
        watch_view,
    },
    watch::{CASES_MAX, Trial, try_on_history},
};

/// Days that a row is tried on: as many when nobody says, and at most.
const DAYS: u16 = 30;
const DAYS_MAX: u16 = 366;
/// A trial reads for so long at most.
const READS_FOR: Duration = Duration::from_secs(8);

/// Every watch row, in force or not
#[utoipa::path(
    get, path = "/api/v1/watch", operation_id = "listWatch", tag = "watch",
    responses((status = 200, description = "Every row: in force, to come, past", body = WatchPage))
)]
pub(crate) async fn list_watch(State(state): State<ApiState>) -> Result<Json<WatchPage>, Failure> {
    let page = state.read(|records, state| {
        let (told, today) = state.with_registry(records, |it| {
            (it.watch_told().to_vec(), clock::now().max(it.reached()).local_date())
        })?;
        let mut items = views(records, &told, today)?;
        items.sort_by_cached_key(|it| (order_of(it.force), it.id.clone()));
        Ok(WatchPage { items, today: today.to_string() })
    });
    Ok(Json(page.await?))
}

/// What is in force is shown first.
fn order_of(force: WatchForce) -> u8 {
    match force {
        WatchForce::InForce => 0,
        WatchForce::Future => 1,
        WatchForce::Past => 2,
    }
}

fn views(
    records: &HouseRecords,
    told: &[(InputId, WatchRow)],
    today: Date,
) -> anyhow::Result<Vec<WatchRowView>> {
    let mut moments: BTreeMap<InputId, Moment> = BTreeMap::new();
    let mut by_id: BTreeMap<&str, Vec<(Moment, &WatchRow)>> = BTreeMap::new();
    for (input, row) in told.iter().rev() {
        if !moments.contains_key(input) {
            let stored = records.input(*input)?.context("a row of an input that is not there")?;
            moments.insert(*input, stored.received_at);
        }
        let at = moments.get(input).copied().context("an input without its moment")?;
        by_id.entry(&row.id).or_default().push((at, row));
    }
    Ok(by_id.values().filter_map(|it| watch_view(it, today)).collect())
}

/// A value that is to be watched.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWatch {
    /// By which it is known; the house gives one where it is left out.
    #[serde(default)]
    id: String,
    #[schema(value_type = vocabulary::WatchKind)]
    kind: WatchKind,
    /// First digits of the commodity code, the platform's code, the buyer's identity number, the three digits of the country, or
    /// words divided by `|`.
    value: String,
    reason: String,
    /// First and last day on which it is in force.
    #[schema(value_type = String, format = Date)]
    from: Date,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// The officer who has it watched; whoever is signed in need not say.
    #[serde(default)]
    by: String,
}

/// Watch a value
///
/// It takes effect with the next case that comes to selection. Try it on history before.
#[utoipa::path(
    post, path = "/api/v1/watch", operation_id = "addWatch", tag = "watch",
    request_body = NewWatch,
    responses((status = 200, description = "Watched", body = WatchSaved),
        (status = 400, description = "Not understood", body = Problem),
        (status = 409, description = "There is a row of that name", body = Problem),
        (status = 422, description = "A row that can hit nothing, or would hit everything", body = Problem))
)]
pub(crate) async fn add_watch(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    asked: Result<Json<NewWatch>, JsonRejection>,
) -> Result<Json<WatchSaved>, Failure> {
    let NewWatch { id, kind, value, reason, from, to, by } = body(asked)?;
    let officer = acting(&principal, &by)?;
    let row = WatchRow {
        id: id.trim().to_owned(),
        kind,
        value: value.trim().to_owned(),
        reason: reason.trim().to_owned(),
        from,
        to,
        officer,
        end_reason: String::new(),
    };
    if row.reason.is_empty() {
        return Err(bad_row("a reason is given"));
    }
    let now = clock::now();
    let row = state.read(move |records, state| {
        state.with_registry(records, |registry| checked(registry, row, now))
    });
    save(&state, row.await??).await.map(Json)
}

/// A row with its name, if nothing is wrong with it.
fn checked(registry: &Registry, mut row: WatchRow, now: Moment) -> Result<WatchRow, Failure> {
    sound(&row, &registry.law.codes)?;
    let is_known = |id: &str| registry.watch().iter().any(|it| it.id == id);
    if is_known(&row.id) {
        let detail = format!("there is a watch row `{}`; give the new one another name", row.id);
        return Err(Failure::new(StatusCode::CONFLICT, "known_watch_row", "known already", detail));
    }
    if row.id.is_empty() {
        // Named by its day and what it says, so that two who add rows at once do not replace each other's.
        let said = format!("{:?} {now}", (row.kind, &row.value, &row.officer));
        let digest = blake3::hash(said.as_bytes()).to_hex();
        let day = now.local_date().strftime("%Y%m%d");
        row.id = format!("W{day}-{}", digest.get(..6).unwrap_or_default());
    }
    Ok(row)
}

/// Refuses what can hit nothing, or would hit everything.
fn sound(row: &WatchRow, codes: &Codes) -> Result<(), Failure> {
    let digits = row.value.len();
    let is_number = row.value.bytes().all(|it| it.is_ascii_digit());
    let fault = match row.kind {
        WatchKind::Commodity if !is_number || !(2..=10).contains(&digits) => {
            "`value` is the first two to ten digits of a commodity code"
        }
        WatchKind::Country if !codes.contains(Table::Country, &row.value) => {
            "`value` is a country's code of three digits"
        }
        WatchKind::Buyer if !(6..=32).contains(&digits) => "`value` is an identity number",
        _ => {
            let made = Selector::new(slice::from_ref(row), Rate::ZERO, 0);
            return made.map(drop).map_err(|it| bad_row(it.to_string()));
        }
    };
    Err(bad_row(fault))
}

fn bad_row(detail: impl Into<String>) -> Failure {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Failure::new(status, "bad_watch_row", "the row cannot be watched", detail)
}

/// The end of a row.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WatchEnd {
    /// Last day on which it is in force.
    #[schema(value_type = String, format = Date)]
    to: Date,
    reason: String,
    /// The officer who ends it; whoever is signed in need not say.
    #[serde(default)]
    by: String,
}

/// Give a watch row its last day
///
/// What it selected stays selected.
#[utoipa::path(
    post, path = "/api/v1/watch/{id}/end", operation_id = "endWatch", tag = "watch",
    params(("id" = String, Path, description = "Its name")),
    request_body = WatchEnd,
    responses((status = 200, description = "It has a last day", body = WatchSaved),
        (status = 404, description = "No such row", body = Problem),
        (status = 422, description = "It would end before it begins", body = Problem))
)]
pub(crate) async fn end_watch(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    Path(id): Path<String>,
    asked: Result<Json<WatchEnd>, JsonRejection>,
) -> Result<Json<WatchSaved>, Failure> {
    let WatchEnd { to, reason, by } = body(asked)?;
    let officer = acting(&principal, &by)?;
    if reason.trim().is_empty() {
        return Err(bad_row("a reason is given"));
    }
    let row = state.read(move |records, state| {
        state.with_registry(records, |registry| known(registry, &id).cloned())
    });
    let row = row.await??;
    let row = WatchRow { to: Some(to), officer, end_reason: reason.trim().to_owned(), ..row };
    Selector::new(slice::from_ref(&row), Rate::ZERO, 0).map_err(|it| bad_row(it.to_string()))?;
    save(&state, row).await.map(Json)
}

fn known<'r>(registry: &'r Registry, id: &str) -> Result<&'r WatchRow, Failure> {
    let row = registry.watch().iter().find(|it| it.id == id);
    row.ok_or_else(|| Failure::not_found(format!("there is no watch row `{id}`")))
}

async fn save(state: &ApiState, row: WatchRow) -> Result<WatchSaved, Failure> {
    let id = row.id.clone();
    let message = HouseMessage::Registry {
        enterprises: Vec::new(),
        guarantees: Vec::new(),
        books: Vec::new(),
        watch: vec![row],
        positive_list: Vec::new(),
        signatories: Vec::new(),
    };
    let raw = clock::received_now(&message, "").map_err(Failure::internal)?;
    let answer = state.intake().submit(raw).map_err(unavailable)?;
    let closed = |_| unavailable(Refused::Closed);
    let accepted = answer.await.map_err(closed)?.map_err(unavailable)?;
    state.intake().decided(accepted.input).await.map_err(unavailable)?;
    Ok(WatchSaved { id, input: accepted.input.0 })
}

/// A row that is to be tried: one that there is, by its name, or a new one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WatchTrial {
    /// Of a row that there is; then kind and value are its own.
    #[serde(default)]
    id: String,
    #[serde(default)]
    #[schema(value_type = Option<vocabulary::WatchKind>)]
    kind: Option<WatchKind>,
    #[serde(default)]
    value: String,
    /// How many days back from today; 30 when absent, 366 at most.
    #[serde(default)]
    days: Option<u16>,
    /// Stop after so many cases; 200,000 when absent, and at most.
    #[serde(default)]
    cases: Option<u64>,
}

/// Try a watch row on history
///
/// Looks at the cases that were opened in the last days, newest first, as selection does, whatever days the row itself is in
/// force on; changes nothing. It stops at so many cases, or after some seconds, and says so.
#[utoipa::path(
    post, path = "/api/v1/watch/preview", operation_id = "previewWatch", tag = "watch",
    request_body = WatchTrial,
    responses((status = 200, description = "What it would have selected", body = WatchPreview),
        (status = 404, description = "No such row", body = Problem),
        (status = 422, description = "A row that can hit nothing, or would hit everything", body = Problem),
        (status = 429, description = "Others try rows at this moment", body = Problem))
)]
pub(crate) async fn preview_watch(
    State(state): State<ApiState>,
    viewer: Viewer,
    asked: Result<Json<WatchTrial>, JsonRejection>,
) -> Result<Json<WatchPreview>, Failure> {
    let WatchTrial { id, kind, value, days, cases } = body(asked)?;
    let days = days.unwrap_or(DAYS).clamp(1, DAYS_MAX);
    let cases_max = cases.unwrap_or(CASES_MAX).clamp(1, CASES_MAX);
    let place = state.preview_place().ok_or_else(|| Failure::too_many(READS_FOR.as_secs()))?;
    let tried = state.read(move |records, state| {
        let _place = place;
        let told = state.with_registry(records, |registry| {
            let row = match (id.as_str(), kind) {
                ("", None) => Err(Failure::bad_request("`kind` and `value`, or `id`")),
                ("", Some(kind)) => {
                    let row = WatchRow { kind, value, ..WatchRow::default() };
                    sound(&row, &registry.law.codes).map(|()| row)
                }
                (id, _) => known(registry, id).cloned(),
            };
            let today = clock::now().max(registry.reached()).local_date();
            row.map(|it| (it, today, Arc::clone(&registry.law.codes)))
        })?;
        let (row, today, codes) = match told {
            Ok(told) => told,
            Err(refused) => return Ok(Err(refused)),
        };
        let first = today.checked_sub(jiff::Span::new().days(i64::from(days) - 1))?;
        let kind = row.kind;
        let trial = Trial {
            row,
            days: first..=today,
            cases_max,
            until: Instant::now() + READS_FOR,
            codes: &codes,
            viewer: &viewer,
        };
        Ok(Ok(preview_view(kind, first, today, try_on_history(records, &trial)?)))
    });
    tried.await?.map(Json)
}
