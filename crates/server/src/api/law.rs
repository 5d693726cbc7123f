//! What the law was on a day: every parameter and table that this house knows, with what it was told besides.

use anyhow::{Context as _, Result};
use axum::{Json, extract::State};
use clearance::ports::Records as _;
use messages::{Limits, Message};
use model::Date;
use params::LawFile;
use serde::Deserialize;
use store::HouseRecords;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    page,
    problem::Failure,
    public::counted,
};
use crate::{
    clock,
    public::Peer,
    view::{
        Asked, LawChanges, LawDetail, LawList, Problem, Source, law_changes, law_detail,
        law_summary, tell,
    },
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LawQuery {
    /// The day asked about; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<Date>,
    /// Only rows in which this stands.
    #[serde(default)]
    q: String,
    /// Every row, whenever it holds.
    #[serde(default)]
    always: bool,
    /// Where to go on: `next` of the page before.
    after: Option<usize>,
    /// How many rows at most; 50 when absent.
    limit: Option<usize>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChangesQuery {
    /// The earlier day.
    #[param(value_type = String, format = Date)]
    from: Date,
    /// The later day.
    #[param(value_type = String, format = Date)]
    to: Date,
    /// Of this parameter or table alone.
    name: Option<String>,
}

/// Every parameter and table of law
///
/// For parameters with their value on the day.
#[utoipa::path(
    get, path = "/api/v1/law", operation_id = "listLaw", tag = "reference",
    params(DayQuery),
    responses((status = 200, description = "All of them, by name", body = LawList))
)]
pub(crate) async fn list_law(
    State(state): State<ApiState>,
    peer: Peer,
    Query(query): Query<DayQuery>,
) -> Result<Json<LawList>, Failure> {
    counted(&state, &peer)?;
    let on = query.on.unwrap_or_else(|| clock::now().local_date());
    let list = state.read(move |records, state| {
        let files = files(records, state, None)?;
        let items = files.iter().map(|(file, sources)| law_summary(file, sources, on)).collect();
        Ok(LawList { on: on.to_string(), items })
    });
    Ok(Json(list.await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DayQuery {
    /// The day asked about; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<Date>,
}

/// A parameter or table on a day
///
/// Its rows in force with their first and last days, what they rest on and how sure we are of it, and who told them where the
/// house was told. Of a parameter every value that there ever was.
#[utoipa::path(
    get, path = "/api/v1/law/{name}", operation_id = "getLaw", tag = "reference",
    params(("name" = String, Path, description = "As the list names it, `retail.single_limit`"), LawQuery),
    responses((status = 200, description = "It on that day", body = LawDetail),
        (status = 404, description = "No such parameter or table", body = Problem))
)]
pub(crate) async fn get_law(
    State(state): State<ApiState>,
    peer: Peer,
    Path(name): Path<String>,
    Query(query): Query<LawQuery>,
) -> Result<Json<LawDetail>, Failure> {
    counted(&state, &peer)?;
    let on = query.on.unwrap_or_else(|| clock::now().local_date());
    let limit = page::limit(query.limit);
    let asked = name.clone();
    let found = state.read(move |records, state| {
        let file = files(records, state, Some(&name))?.pop();
        let day = (!query.always).then_some(on);
        let asked = Asked { day, q: &query.q, after: query.after.unwrap_or(0), limit };
        Ok(file.map(|(file, sources)| law_detail(&file, &sources, on, &asked)))
    });
    let missing = || Failure::not_found(format!("the law has no `{asked}`"));
    found.await?.map(Json).ok_or_else(missing)
}

/// What changed between two days
///
/// The rows that hold on one of them and not on the other, table by table.
#[utoipa::path(
    get, path = "/api/v1/law-changes", operation_id = "listLawChanges", tag = "reference",
    params(ChangesQuery),
    responses((status = 200, description = "What ended and what began", body = LawChanges),
        (status = 400, description = "Not understood", body = Problem),
        (status = 404, description = "No such parameter or table", body = Problem))
)]
pub(crate) async fn list_law_changes(
    State(state): State<ApiState>,
    peer: Peer,
    Query(query): Query<ChangesQuery>,
) -> Result<Json<LawChanges>, Failure> {
    counted(&state, &peer)?;
    let ChangesQuery { from, to, name } = query;
    if to < from {
        return Err(Failure::bad_request("`from` is not after `to`"));
    }
    let asked = name.clone().unwrap_or_default();
    let changes = state.read(move |records, state| {
        let files = files(records, state, name.as_deref())?;
        let is_known = name.is_none() || !files.is_empty();
        Ok(is_known.then(|| law_changes(&files, from, to)))
    });
    let missing = || Failure::not_found(format!("the law has no `{asked}`"));
    changes.await?.map(Json).ok_or_else(missing)
}

/// The files, or the one of that name, with what the house was told besides in its place, and who told each row.
fn files(
    records: &HouseRecords,
    state: &ApiState,
    name: Option<&str>,
) -> Result<Vec<(LawFile, Vec<Source>)>> {
    let library = state.library();
    let names: Vec<&str> = match name {
        Some(name) => vec![name],
        None => library.names().collect(),
    };
    let mut files = Vec::new();
    for name in names {
        let file = library.file(name)?;
        files.extend(file.map(|it| (vec![Source::default(); it.rows.len()], it)));
    }
    for input in state.with_registry(records, |it| it.law_told().to_vec())? {
        let stored = records.input(input)?.context("an input that is not there")?;
        let Ok(Message::House(message)) = messages::read(&stored.bytes, &Limits::default()) else {
            continue;
        };
        for (sources, file) in &mut files {
            tell(file, sources, &message, &stored)?;
        }
    }
    Ok(files.into_iter().map(|(sources, file)| (file, sources)).collect())
}
