//! Documents that customs issued about declarations, as JSON and as PDF.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use clearance::{
    DeclarationFile, InstrumentFile, case_of_instrument_no, instrument_state_number,
    instrument_state_of, instrument_states, ports::Records,
};
use model::InstrumentState;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    ApiState, declarations,
    extract::{Path, Query},
    page::Page,
    problem::Failure,
};
use crate::{
    access::{Shown, Viewer, ViewerQuery, instrument_parties},
    instrument_pdf::instrument_pdf,
    view::{
        DeclarationDocuments, InstrumentDetail, InstrumentPage, Problem, Seen, documents_of,
        instrument_detail, instrument_view, vocabulary,
    },
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DocumentQuery {
    /// Only documents in this state; `overdue` lists what was missed.
    #[param(value_type = Option<vocabulary::InstrumentState>)]
    state: Option<InstrumentState>,
    /// Closed and revoked ones too.
    #[serde(default)]
    all: bool,
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many at most; 50 when absent.
    limit: Option<usize>,
}

/// Documents that customs issued and that are open, newest declarations first
#[utoipa::path(
    get, path = "/api/v1/documents", operation_id = "listDocuments", tag = "declarations",
    params(DocumentQuery, ViewerQuery),
    responses((status = 200, description = "Some documents", body = InstrumentPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_documents(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<DocumentQuery>,
) -> Result<Json<InstrumentPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let states = match query.state {
        Some(state) => vec![instrument_state_number(state)],
        None => instrument_states(!query.all),
    };
    let answer = state.read(move |records, _| {
        let (items, next) = page.seen(records, &states, &viewer, |row| {
            let sight = viewer.sight(|| instrument_parties(records, row))?;
            let Some(sight) = sight else { return Ok(None) };
            sight.show("document", instrument_view(row)?)
        })?;
        Ok(InstrumentPage { items, next })
    });
    Ok(Json(answer.await?))
}

/// Every document that customs issued about a declaration
#[utoipa::path(
    get, path = "/api/v1/declarations/{number}/documents", operation_id = "listDeclarationDocuments",
    tag = "declarations",
    params(("number" = String, Path, description = "Its declaration number (海关编号), its preliminary number (统一编号), or the house's number of the case"), ViewerQuery),
    responses((status = 200, description = "The documents", body = DeclarationDocuments),
        (status = 404, description = "No such declaration", body = Problem))
)]
pub(crate) async fn list_declaration_documents(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<Shown<DeclarationDocuments>>, Failure> {
    let asked = number.clone();
    let view = state.read(move |records, _| {
        let Some(row) = declarations::find(records, &number)? else { return Ok(None) };
        let Some(sight) = declarations::sight(records, &viewer, &row)? else { return Ok(None) };
        let file = DeclarationFile::from_row(&row)?;
        let items = documents_of(records, file.id, file.n_instruments)?;
        let view = DeclarationDocuments { seen: Seen::default(), items };
        sight.show("declaration_documents", view)
    });
    let missing = || Failure::not_found(format!("there is no declaration `{asked}`"));
    view.await?.map(Json).ok_or_else(missing)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FormatQuery {
    /// `pdf` for a link that cannot say `Accept: application/pdf`.
    format: Option<String>,
}

/// One document of customs, as JSON or as PDF
#[utoipa::path(
    get, path = "/api/v1/documents/{number}", operation_id = "getDocument", tag = "declarations",
    params(("number" = String, Path, description = "The document's number (文书编号)"), FormatQuery, ViewerQuery),
    responses(
        (status = 200, description = "The document; its page where `application/pdf` is accepted", content(
            (InstrumentDetail = "application/json"),
            (Vec<u8> = "application/pdf"),
        )),
        (status = 404, description = "No such document", body = Problem))
)]
pub(crate) async fn get_document(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let accepted = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let is_pdf = query.format.as_deref() == Some("pdf") || accepted.contains("application/pdf");
    let asked = number.clone();
    let found = state.read(move |records, _| {
        let Some(id) = case_of_instrument_no(&number) else { return Ok(None) };
        let row = records.entry(id)?.filter(|it| instrument_state_of(it.state).is_some());
        let Some(row) = row else { return Ok(None) };
        let file = InstrumentFile::from_row(&row)?;
        if file.issued.number != number {
            return Ok(None);
        }
        let sight = viewer.sight(|| instrument_parties(records, &row))?;
        let Some(sight) = sight else { return Ok(None) };
        let detail = instrument_detail(records, &row)?;
        // The page has all that the document says, so it is not made of a part.
        if is_pdf && !sight.sees_of("document", &detail, "signature")? {
            return Ok(None);
        }
        let pdf = is_pdf.then(|| instrument_pdf(&file.issued, &detail.signature));
        Ok(sight.show("document", detail)?.map(|it| (it, pdf)))
    });
    let missing = || Failure::not_found(format!("there is no document `{asked}`"));
    let (detail, pdf) = found.await?.ok_or_else(missing)?;
    let Some(pdf) = pdf else { return Ok(Json(detail).into_response()) };
    let name = format!("inline; filename=\"{asked}.pdf\"");
    let heads = [(header::CONTENT_TYPE, "application/pdf"), (header::CONTENT_DISPOSITION, &*name)];
    Ok((heads, pdf).into_response())
}
