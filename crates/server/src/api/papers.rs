//! Papers that a trader answers with: kept beside the house, named in his answer by their digests, and shown to whoever may read it.

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::StatusCode,
    response::Response,
};
use model::EntryId;
use store::HouseRecords;

use super::{
    ApiState,
    acts::document_row,
    declarations,
    extract::Path,
    messages::taken,
    photos::{KeptFile, shown},
    problem::Failure,
};
use crate::{
    access::{Viewer, ViewerQuery, instrument_parties},
    kept::{NotKept, PAPERS},
    view::{Problem, instrument_view},
};

/// Keep a paper that an answer to a document of customs will name
///
/// The same bytes are kept once. An answer names them among its `attachments`, by a name and this digest. What a paper is
/// is told by its bytes, never by what it is called.
#[utoipa::path(
    post, path = "/api/v1/documents/{number}/papers", operation_id = "keepDocumentPaper", tag = "declarations",
    params(("number" = String, Path, description = "The document's number (文书编号)")),
    request_body(content = Vec<u8>, content_type = "application/pdf", description = "PDF, JPEG or PNG, 20 MiB at most"),
    responses(
        (status = 201, description = "It is kept", body = KeptFile),
        (status = 404, description = "No such document, or not served yet", body = Problem),
        (status = 409, description = "The case has as many as are kept", body = Problem),
        (status = 413, description = "Too large", body = Problem),
        (status = 415, description = "Neither PDF, JPEG nor PNG", body = Problem))
)]
pub(crate) async fn keep_document_paper(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<KeptFile>), Failure> {
    let missing = format!("there is no document `{number}`");
    let case = move |records: &HouseRecords| document_case(records, &viewer, &number);
    keep(&state, taken(body)?, case, missing).await
}

/// A paper that is kept with a document of customs
#[utoipa::path(
    get, path = "/api/v1/documents/{number}/papers/{digest}", operation_id = "getDocumentPaper", tag = "declarations",
    params(
        ("number" = String, Path, description = "The document's number (文书编号)"),
        ("digest" = String, Path, description = "BLAKE3 of its bytes, hexadecimal"),
        ViewerQuery,
    ),
    responses(
        (status = 200, description = "Its bytes", body = Vec<u8>, content_type = "application/pdf"),
        (status = 404, description = "No such document, or it has no such paper", body = Problem))
)]
pub(crate) async fn get_document_paper(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path((number, digest)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let missing = format!("the document `{number}` has no paper `{digest}`");
    let case = move |records: &HouseRecords| document_case(records, &viewer, &number);
    get(&state, digest, case, missing).await
}

/// Keep a paper that a claim or a disclosure about a declaration will name
///
/// As with documents of customs.
#[utoipa::path(
    post, path = "/api/v1/declarations/{number}/papers", operation_id = "keepDeclarationPaper", tag = "declarations",
    params(("number" = String, Path, description = "Its declaration number (海关编号), its preliminary number (统一编号), or the house's number of the case")),
    request_body(content = Vec<u8>, content_type = "application/pdf", description = "PDF, JPEG or PNG, 20 MiB at most"),
    responses(
        (status = 201, description = "It is kept", body = KeptFile),
        (status = 404, description = "No such declaration", body = Problem),
        (status = 409, description = "The case has as many as are kept", body = Problem),
        (status = 413, description = "Too large", body = Problem),
        (status = 415, description = "Neither PDF, JPEG nor PNG", body = Problem))
)]
pub(crate) async fn keep_declaration_paper(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<KeptFile>), Failure> {
    let missing = format!("there is no declaration `{number}`");
    let case = move |records: &HouseRecords| declaration_case(records, &viewer, &number);
    keep(&state, taken(body)?, case, missing).await
}

/// A paper that is kept with a declaration
#[utoipa::path(
    get, path = "/api/v1/declarations/{number}/papers/{digest}", operation_id = "getDeclarationPaper", tag = "declarations",
    params(
        ("number" = String, Path, description = "Its declaration number (海关编号), its preliminary number (统一编号), or the house's number of the case"),
        ("digest" = String, Path, description = "BLAKE3 of its bytes, hexadecimal"),
        ViewerQuery,
    ),
    responses(
        (status = 200, description = "Its bytes", body = Vec<u8>, content_type = "application/pdf"),
        (status = 404, description = "No such declaration, or it has no such paper", body = Problem))
)]
pub(crate) async fn get_declaration_paper(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path((number, digest)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let missing = format!("the declaration `{number}` has no paper `{digest}`");
    let case = move |records: &HouseRecords| declaration_case(records, &viewer, &number);
    get(&state, digest, case, missing).await
}

/// Keeps a paper with the case that `case` finds, where whoever asks may see it.
async fn keep<C>(
    state: &ApiState,
    bytes: Bytes,
    case: C,
    missing: String,
) -> Result<(StatusCode, Json<KeptFile>), Failure>
where
    C: FnOnce(&HouseRecords) -> anyhow::Result<Option<EntryId>> + Send + 'static,
{
    let kept = state.read(move |records, state| {
        let Some(case) = case(records)? else { return Ok(None) };
        PAPERS.of(state.data().path(), case).keep(&bytes).map(Some)
    });
    let kept = kept.await?.ok_or_else(|| Failure::not_found(missing))?;
    Ok((StatusCode::CREATED, Json(KeptFile { digest: kept.map_err(refusal)? })))
}

async fn get<C>(
    state: &ApiState,
    digest: String,
    case: C,
    missing: String,
) -> Result<Response, Failure>
where
    C: FnOnce(&HouseRecords) -> anyhow::Result<Option<EntryId>> + Send + 'static,
{
    let found = state.read(move |records, state| {
        let Some(case) = case(records)? else { return Ok(None) };
        PAPERS.of(state.data().path(), case).get(&digest)
    });
    found.await?.map(shown).ok_or_else(|| Failure::not_found(missing))
}

/// The case of a document, for who may read what is answered to it.
fn document_case(
    records: &HouseRecords,
    viewer: &Viewer,
    number: &str,
) -> anyhow::Result<Option<EntryId>> {
    let Some(row) = document_row(records, viewer, number)? else { return Ok(None) };
    let Some(sight) = viewer.sight(|| instrument_parties(records, &row))? else { return Ok(None) };
    let is_his = sight.sees_of("document", &instrument_view(&row)?, "answers")?;
    Ok(is_his.then_some(row.id))
}

/// The case of a declaration, for who may see the papers that are sent about it.
fn declaration_case(
    records: &HouseRecords,
    viewer: &Viewer,
    number: &str,
) -> anyhow::Result<Option<EntryId>> {
    let Some(row) = declarations::find(records, number)? else { return Ok(None) };
    let sight = declarations::sight(records, viewer, &row)?;
    let is_his = sight.is_some_and(|it| it.sees("declaration", "files"));
    Ok(is_his.then_some(row.id))
}

fn refusal(why: NotKept) -> Failure {
    let (status, code, title, detail) = match why {
        NotKept::TooLarge => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "paper_too_large",
            "the paper is too large",
            format!("{} bytes at most", PAPERS.bytes_max),
        ),
        NotKept::Unknown => (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "no_paper",
            "this is no paper",
            "PDF, JPEG or PNG, by its bytes".to_owned(),
        ),
        NotKept::TooMany => (
            StatusCode::CONFLICT,
            "too_many_papers",
            "the case has as many papers as are kept",
            format!("{} at most", PAPERS.count_max),
        ),
    };
    Failure::new(status, code, title, detail)
}
