//! Goods declarations, as they stand.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use clearance::{
    DeclarationFile, case_of_declaration_no, case_of_zone_no, declaration_state_number,
    declaration_state_of, declaration_states,
    ports::{EntryRow, Records},
};
use model::{DeclarationState, EntryId};
use serde::Deserialize;
use store::HouseRecords;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    page::Page,
    problem::Failure,
};
use crate::access::{Shown, Sight, Viewer, ViewerQuery, declaration_parties};
use crate::view::{
    DeclarationPage, DeclarationSummary, DeclarationView, Problem, declaration_summary,
    declaration_view, vocabulary,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeclarationQuery {
    /// Only declarations in this state.
    #[param(value_type = Option<vocabulary::DeclarationState>)]
    state: Option<DeclarationState>,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Goods declarations, newest first
#[utoipa::path(
    get, path = "/api/v1/declarations", operation_id = "listDeclarations", tag = "declarations",
    params(DeclarationQuery, ViewerQuery),
    responses((status = 200, description = "Some declarations", body = DeclarationPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_declarations(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<DeclarationQuery>,
) -> Result<Json<DeclarationPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let states = match query.state {
        Some(state) => vec![declaration_state_number(state)],
        None => declaration_states(),
    };
    let answer = state.read(move |records, _| {
        let (items, next) = page.seen(records, &states, &viewer, |row| {
            let Some(sight) = sight(records, &viewer, row)? else { return Ok(None) };
            sight.show("declaration", declaration_summary(row)?)
        })?;
        Ok(DeclarationPage { items, next })
    });
    Ok(Json(answer.await?))
}

/// The row of a declaration by the house's number or one of its own.
pub(super) fn find(records: &HouseRecords, number: &str) -> anyhow::Result<Option<EntryRow>> {
    let ids = match number.len() {
        0..=9 => [number.parse().ok().map(EntryId), None],
        _ => [case_of_declaration_no(number), case_of_zone_no(number)],
    };
    for id in ids.into_iter().flatten() {
        let row = records.entry(id)?.filter(|it| declaration_state_of(it.state).is_some());
        let Some(row) = row else { continue };
        let DeclarationSummary { number: own, declaration_no, preliminary_no, .. } =
            declaration_summary(&row)?;
        // Its serial alone might be another's.
        if number == own.to_string()
            || [declaration_no, preliminary_no].iter().any(|it| it == number)
        {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// How much of a declaration somebody sees; nothing where it is no case of his.
pub(super) fn sight(
    records: &HouseRecords,
    viewer: &Viewer,
    row: &EntryRow,
) -> anyhow::Result<Option<Sight>> {
    viewer.sight(|| declaration_parties(records, &DeclarationFile::from_row(row)?))
}

/// A file that is attached to a declaration, as it came
#[utoipa::path(
    get, path = "/api/v1/declarations/{number}/files/{id}", operation_id = "getDeclarationFile",
    tag = "declarations",
    params(
        ("number" = String, Path, description = "Its declaration number (海关编号), its preliminary number (统一编号), or the house's number of the case"),
        ("id" = String, Path, description = "What the declaration calls the file (随附单据编号)"),
        ViewerQuery,
    ),
    responses(
        (status = 200, description = "Its bytes, without the trailer", body = Vec<u8>, content_type = "application/pdf"),
        (status = 404, description = "No such declaration, or it has no such file", body = Problem))
)]
pub(crate) async fn get_file(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path((number, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let asked = format!("{number}` has no file `{id}");
    let content = state.read(move |records, _| {
        let Some(row) = find(records, &number)? else { return Ok(None) };
        let sight = sight(records, &viewer, &row)?;
        if !sight.is_some_and(|it| it.sees("declaration", "files")) {
            return Ok(None);
        }
        let file = DeclarationFile::from_row(&row)?;
        let Some(kept) = file.sent_files.iter().find(|it| *it.id == *id) else { return Ok(None) };
        let Some(input) = records.input(kept.at.input)? else { return Ok(None) };
        let size = usize::try_from(kept.size).unwrap_or(usize::MAX);
        Ok(input.bytes.get(..size).map(<[u8]>::to_vec))
    });
    let missing = || Failure::not_found(format!("the declaration `{asked}`"));
    let content = content.await?.ok_or_else(missing)?;
    // What a trader sent is shown as a PDF, and as nothing else.
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, content).into_response())
}

/// Everything about one goods declaration
#[utoipa::path(
    get, path = "/api/v1/declarations/{number}", operation_id = "getDeclaration", tag = "declarations",
    params(("number" = String, Path, description = "Its declaration number (海关编号), its preliminary number (统一编号), or the house's number of the case"), ViewerQuery),
    responses((status = 200, description = "The declaration", body = DeclarationView),
        (status = 404, description = "No such declaration", body = Problem))
)]
pub(crate) async fn get_declaration(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<Shown<DeclarationView>>, Failure> {
    let asked = number.clone();
    let view = state.read(move |records, state| seen(records, state, &viewer, &number));
    let missing = || Failure::not_found(format!("there is no declaration `{asked}`"));
    view.await?.map(|(_, view)| Json(view)).ok_or_else(missing)
}

/// What somebody sees of a declaration, with its number in the house.
pub(super) fn seen(
    records: &HouseRecords,
    state: &ApiState,
    viewer: &Viewer,
    number: &str,
) -> anyhow::Result<Option<(EntryId, Shown<DeclarationView>)>> {
    let Some(row) = find(records, number)? else { return Ok(None) };
    let Some(sight) = sight(records, viewer, &row)? else { return Ok(None) };
    let view =
        state.with_registry(records, |registry| declaration_view(records, registry, &row))??;
    Ok(sight.show("declaration", view)?.map(|it| (row.id, it)))
}
