//! What may be done about cases by whoever asks, what may be amended, and papers that are sent as files.

use std::sync::Arc;

use anyhow::Result;
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use clearance::{
    DeclarationFile, InstrumentFile, case_of_duty_slip_no, case_of_instrument_no,
    instrument_state_of,
    ports::{EntryRow, RawInput, Records},
};
use model::{AmendedField, Declaration, DigestAlgorithm, SentFile, Text};
use serde::Deserialize;
use store::HouseRecords;
use utoipa::IntoParams;

use super::{
    ApiState, declarations, entries, exports,
    extract::{Path, Query},
    messages::{said_of, taken, unavailable},
    problem::Failure,
};
use crate::{
    access::{
        Principal, Viewer, ViewerQuery, duty_slip_parties, export_parties, instrument_parties,
        parcel_parties,
    },
    acts::Asker,
    clock,
    view::{Accepted, ActsView, AmendableField, AmendableFields, CaseActs, Problem},
};

/// Bytes of a paper at most; what a declaration's message may say of its size has room for more.
const PAPER_MAX: usize = 20 * 1024 * 1024;
/// How every PDF begins.
const PDF: &[u8] = b"%PDF-";

/// Answers with what is offered about one case; nothing where it is none of his.
pub(super) async fn offered(
    state: &ApiState,
    principal: Arc<Principal>,
    missing: String,
    look: impl FnOnce(&HouseRecords, &ApiState, &Asker<'_>) -> Result<Option<Vec<CaseActs>>>
    + Send
    + 'static,
) -> Result<Json<ActsView>, Failure> {
    let found = state.read(move |records, state| {
        state.with_registry(records, |registry| {
            let now = clock::now().max(registry.reached());
            look(records, state, &Asker { principal: &principal, registry, records, now })
        })?
    });
    let items = found.await?.ok_or_else(|| Failure::not_found(missing))?;
    let items = items.into_iter().filter(|it| !it.acts.is_empty()).collect();
    Ok(Json(ActsView { items }))
}

/// What may be done about a declaration now, and about what is open of it, by whoever asks
#[utoipa::path(
    get, path = "/api/v1/declarations/{number}/acts", operation_id = "listDeclarationActs", tag = "acts",
    params(("number" = String, Path, description = "Its declaration number (海关编号), its preliminary number (统一编号), or the house's number of the case"), ViewerQuery),
    responses((status = 200, description = "What is offered", body = ActsView),
        (status = 404, description = "No such declaration", body = Problem))
)]
pub(crate) async fn list_declaration_acts(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<ActsView>, Failure> {
    let missing = format!("there is no declaration `{number}`");
    offered(&state, principal, missing, move |records, _, asker| {
        let Some(row) = declarations::find(records, &number)? else { return Ok(None) };
        if declarations::sight(records, &viewer, &row)?.is_none() {
            return Ok(None);
        }
        asker.of_declaration(&row).map(Some)
    })
    .await
}

/// What may be done about a document of customs now by whoever asks
#[utoipa::path(
    get, path = "/api/v1/documents/{number}/acts", operation_id = "listDocumentActs", tag = "acts",
    params(("number" = String, Path, description = "The document's number (文书编号)"), ViewerQuery),
    responses((status = 200, description = "What is offered", body = ActsView),
        (status = 404, description = "No such document", body = Problem))
)]
pub(crate) async fn list_document_acts(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<ActsView>, Failure> {
    let missing = format!("there is no document `{number}`");
    offered(&state, principal, missing, move |records, _, asker| {
        let Some(row) = document_row(records, &viewer, &number)? else { return Ok(None) };
        let file = InstrumentFile::from_row(&row)?;
        Ok(Some(asker.of_instrument(&file).into_iter().collect()))
    })
    .await
}

/// What may be done about a declaration's payment slip now by whoever asks
#[utoipa::path(
    get, path = "/api/v1/duty-slips/{slip_no}/acts", operation_id = "listDutySlipActs", tag = "acts",
    params(("slip_no" = String, Path, description = "The slip's number (缴款书编号)"), ViewerQuery),
    responses((status = 200, description = "What is offered", body = ActsView),
        (status = 404, description = "No such slip", body = Problem))
)]
pub(crate) async fn list_duty_slip_acts(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    viewer: Viewer,
    Path(slip_no): Path<String>,
) -> Result<Json<ActsView>, Failure> {
    let missing = format!("there is no payment slip `{slip_no}`");
    offered(&state, principal, missing, move |records, _, asker| {
        let Some(row) = slip_row(records, &viewer, &slip_no)? else { return Ok(None) };
        Ok(asker.of_slip(&row)?.filter(|it| it.number == slip_no).map(|it| vec![it]))
    })
    .await
}

/// What may be done about a retail import now by whoever asks
#[utoipa::path(
    get, path = "/api/v1/entries/{number}/acts", operation_id = "listEntryActs", tag = "acts",
    params(("number" = String, Path, description = "The entry's list number, or the house's number of it"), ViewerQuery),
    responses((status = 200, description = "What is offered", body = ActsView),
        (status = 404, description = "No such entry", body = Problem))
)]
pub(crate) async fn list_entry_acts(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<ActsView>, Failure> {
    let missing = format!("there is no entry `{number}`");
    offered(&state, principal, missing, move |records, _, asker| {
        let Some(row) = entries::row_of(records, &number)? else { return Ok(None) };
        let sight = viewer.sight(|| parcel_parties(&row))?;
        sight.map(|_| Ok(vec![asker.of_parcel(&row)?])).transpose()
    })
    .await
}

/// What may be done about a retail export now by whoever asks
#[utoipa::path(
    get, path = "/api/v1/exports/{number}/acts", operation_id = "listExportActs", tag = "acts",
    params(("number" = String, Path, description = "The export's list number, or the house's number of it"), ViewerQuery),
    responses((status = 200, description = "What is offered", body = ActsView),
        (status = 404, description = "No such export", body = Problem))
)]
pub(crate) async fn list_export_acts(
    State(state): State<ApiState>,
    Extension(principal): Extension<Arc<Principal>>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<ActsView>, Failure> {
    let missing = format!("there is no export `{number}`");
    offered(&state, principal, missing, move |records, _, asker| {
        let Some(row) = exports::find(records, &number)? else { return Ok(None) };
        let sight = viewer.sight(|| export_parties(&row))?;
        sight.map(|_| Ok(vec![asker.of_export(&row)?])).transpose()
    })
    .await
}

pub(super) fn document_row(
    records: &HouseRecords,
    viewer: &Viewer,
    number: &str,
) -> Result<Option<EntryRow>> {
    let Some(id) = case_of_instrument_no(number) else { return Ok(None) };
    let row = records.entry(id)?.filter(|it| instrument_state_of(it.state).is_some());
    let Some(row) = row else { return Ok(None) };
    let is_it = InstrumentFile::from_row(&row)?.issued.number == number;
    let sight = viewer.sight(|| instrument_parties(records, &row))?;
    Ok(sight.filter(|_| is_it).map(|_| row))
}

pub(super) fn slip_row(
    records: &HouseRecords,
    viewer: &Viewer,
    number: &str,
) -> Result<Option<EntryRow>> {
    let Some(id) = case_of_duty_slip_no(number) else { return Ok(None) };
    let row = records.entry(id)?;
    let row = row.filter(|it| clearance::duty_slip_state_of(it.state).is_some());
    let Some(row) = row else { return Ok(None) };
    let sight = viewer.sight(|| duty_slip_parties(records, &row))?;
    Ok(sight.map(|_| row))
}

/// Which fields of a declaration an application may change, and what stands in each
#[utoipa::path(
    get, path = "/api/v1/declarations/{number}/amendable", operation_id = "listAmendableFields", tag = "acts",
    params(("number" = String, Path, description = "Its declaration number (海关编号), its preliminary number (统一编号), or the house's number of the case"), ViewerQuery),
    responses((status = 200, description = "The fields", body = AmendableFields),
        (status = 404, description = "No such declaration", body = Problem))
)]
pub(crate) async fn list_amendable_fields(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<AmendableFields>, Failure> {
    let asked = number.clone();
    let items = state.read(move |records, _| {
        let Some(row) = declarations::find(records, &number)? else { return Ok(None) };
        let sight = declarations::sight(records, &viewer, &row)?;
        if !sight.is_some_and(|it| it.sees("declaration", "declaration")) {
            return Ok(None);
        }
        let file = DeclarationFile::from_row(&row)?;
        Ok(Some(amendable(&file.declaration)))
    });
    let missing = || Failure::not_found(format!("there is no declaration `{asked}`"));
    items.await?.map(|items| Json(AmendableFields { items })).ok_or_else(missing)
}

fn amendable(declaration: &Declaration<'_>) -> Vec<AmendableField> {
    let lines: Vec<String> = declaration.items.iter().map(|it| it.number.to_string()).collect();
    let boxes: Vec<String> =
        declaration.containers.iter().map(|it| it.number.to_string()).collect();
    let papers: Vec<String> = (1..=declaration.documents.len()).map(|it| it.to_string()).collect();
    let head = vec![String::new()];
    let mut items = Vec::new();
    for field in messages::amendable_fields() {
        let places = match field.split_once('.').map(|(list, _)| list) {
            Some("items") => &lines,
            Some("containers") => &boxes,
            Some("documents") => &papers,
            _ => &head,
        };
        for place in places {
            let code = messages::code_of_field(&field).unwrap_or_default();
            let asked = AmendedField {
                code: Text::borrowed(code),
                place: Text::from(place.clone()),
                ..AmendedField::default()
            };
            if let Some(now) = messages::standing_text(declaration, &asked) {
                items.push(AmendableField { field: field.clone(), place: place.clone(), now });
            }
        }
    }
    items
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PaperQuery {
    /// What the declaration calls the paper (随附单据编号).
    id: String,
}

/// Send a paper that a declaration names (随附单据附件)
///
/// The body is the PDF. The house makes the file's message (USF001) of it, with its digest, and answers when it is decided.
#[utoipa::path(
    post, path = "/api/v1/declarations/{number}/files", operation_id = "postDeclarationFile", tag = "acts",
    params(("number" = String, Path, description = "Its declaration number (海关编号)"), PaperQuery, ViewerQuery),
    request_body(content = Vec<u8>, content_type = "application/pdf"),
    responses(
        (status = 202, description = "Durable and decided, with what was said", body = Accepted),
        (status = 400, description = "Not a PDF", body = Problem),
        (status = 404, description = "No such declaration, or it names no such paper", body = Problem),
        (status = 413, description = "Larger than 20 MiB", body = Problem))
)]
pub(crate) async fn post_file(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
    Query(query): Query<PaperQuery>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(axum::http::StatusCode, Json<Accepted>), Failure> {
    let content = taken(body)?;
    if content.len() > PAPER_MAX {
        let status = axum::http::StatusCode::PAYLOAD_TOO_LARGE;
        let detail = format!("{} bytes; {PAPER_MAX} at most", content.len());
        return Err(Failure::new(status, "FMT-1005", "the paper is too large", detail));
    }
    if !content.starts_with(PDF) {
        return Err(Failure::bad_request("a paper is a PDF, and begins with `%PDF-`"));
    }
    let asked = format!("{number}` names no paper `{}", query.id);
    let made = state.read(move |records, _| {
        let Some(row) = declarations::find(records, &number)? else { return Ok(None) };
        let sight = declarations::sight(records, &viewer, &row)?;
        if !sight.is_some_and(|it| it.sees("declaration", "files")) {
            return Ok(None);
        }
        Ok(message_of(&DeclarationFile::from_row(&row)?, &query.id, &content))
    });
    let missing = || Failure::not_found(format!("the declaration `{asked}`"));
    let (sender, bytes) = made.await?.ok_or_else(missing)?;
    let digest = blake3::hash(&bytes).to_hex().to_string();
    let raw = RawInput { received_at: clock::now(), sender, bytes };
    let answer = state.intake().submit(raw).map_err(unavailable)?.await;
    let unheard = |_| unavailable(crate::intake::Refused::Closed);
    let accepted = answer.map_err(unheard)?.map_err(unavailable)?;
    let receipts = said_of(&state, accepted).await?;
    let (kind, documents) = ("USF001".to_owned(), 1);
    let (input, is_repeat) = (accepted.input.0, accepted.is_repeat);
    let view = Accepted { input, digest, is_repeat, kind, documents, receipts };
    Ok((axum::http::StatusCode::ACCEPTED, Json(view)))
}

/// The file's message, and who sends it; nothing where the declaration names no such paper.
fn message_of(file: &DeclarationFile<'_>, id: &str, content: &[u8]) -> Option<(String, Vec<u8>)> {
    let declaration = &*file.declaration;
    let named = declaration.attachments.iter().find(|it| *it.id == *id)?;
    let digest = signatures::digest(DigestAlgorithm::Sha256, content);
    let sent = SentFile {
        preliminary_no: file.preliminary_no.clone(),
        declaration_no: file.declaration_no.clone(),
        file_name: named.id.clone(),
        format: Text::borrowed("US"),
        trader_code: declaration.trader.code.clone(),
        declaring_customs: declaration.declaring_customs.clone(),
        filing: Text::borrowed("F"),
        kind: named.kind.clone(),
        digest: Text::from(BASE64_STANDARD.encode(digest.as_bytes())),
        ..SentFile::default()
    };
    let mut bytes = Vec::with_capacity(content.len() + 4_096);
    messages::write_file(&sent, content, &mut bytes);
    Some((file.sender.to_string(), bytes))
}
