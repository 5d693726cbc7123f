//! Photographs of examined goods: sent by who examines them, shown to who may see the examination.

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use model::EntryId;
use serde::Serialize;
use store::HouseRecords;
use utoipa::ToSchema;

use super::{ApiState, declarations, extract::Path, messages::taken, problem::Failure};
use crate::{
    access::{Viewer, ViewerQuery},
    kept::{FileKind, NotKept, PHOTOS},
    view::Problem,
};

/// A file that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeptFile {
    /// BLAKE3 of its bytes, hexadecimal: by which a record names it.
    pub(super) digest: String,
}

/// Keep a photograph of a declaration's goods
///
/// The same bytes are kept once, however often they are sent. A record names them by their digest among its attachments.
#[utoipa::path(
    post, path = "/api/v1/declarations/{number}/photos", operation_id = "keepPhoto", tag = "declarations",
    params(("number" = String, Path, description = "Its declaration number (海关编号), its preliminary number (统一编号), or the house's number of the case")),
    request_body(content = Vec<u8>, content_type = "image/jpeg", description = "JPEG or PNG, 4 MiB at most"),
    responses(
        (status = 201, description = "It is kept", body = KeptFile),
        (status = 404, description = "No such declaration", body = Problem),
        (status = 409, description = "The case has as many as are kept", body = Problem),
        (status = 413, description = "Too large", body = Problem),
        (status = 415, description = "Neither JPEG nor PNG", body = Problem))
)]
pub(crate) async fn keep_photo(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<KeptFile>), Failure> {
    let (bytes, asked) = (taken(body)?, number.clone());
    let kept = state.read(move |records, state| {
        let Some(case) = seen_case(records, &viewer, &number)? else { return Ok(None) };
        PHOTOS.of(state.data().path(), case).keep(&bytes).map(Some)
    });
    let missing = || Failure::not_found(format!("there is no declaration `{asked}`"));
    let digest = kept.await?.ok_or_else(missing)?.map_err(refusal)?;
    Ok((StatusCode::CREATED, Json(KeptFile { digest })))
}

/// A photograph of a declaration's goods
#[utoipa::path(
    get, path = "/api/v1/declarations/{number}/photos/{digest}", operation_id = "getPhoto", tag = "declarations",
    params(
        ("number" = String, Path, description = "Its declaration number (海关编号), its preliminary number (统一编号), or the house's number of the case"),
        ("digest" = String, Path, description = "BLAKE3 of its bytes, hexadecimal"),
        ViewerQuery,
    ),
    responses(
        (status = 200, description = "Its bytes", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 404, description = "No such declaration, or it has no such photograph", body = Problem))
)]
pub(crate) async fn get_photo(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path((number, digest)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let asked = format!("{number}` has no photograph `{digest}");
    let found = state.read(move |records, state| {
        let Some(case) = seen_case(records, &viewer, &number)? else { return Ok(None) };
        PHOTOS.of(state.data().path(), case).get(&digest)
    });
    let missing = || Failure::not_found(format!("the declaration `{asked}`"));
    Ok(shown(found.await?.ok_or_else(missing)?))
}

/// A kept file as a browser may have it.
pub(super) fn shown((kind, bytes): (FileKind, Vec<u8>)) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.media_type()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        // What is seen by one person of a device is not there for the next.
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, bytes).into_response()
}

/// The case of a declaration, for who sees its examination.
fn seen_case(
    records: &HouseRecords,
    viewer: &Viewer,
    number: &str,
) -> anyhow::Result<Option<EntryId>> {
    let Some(row) = declarations::find(records, number)? else { return Ok(None) };
    let sight = declarations::sight(records, viewer, &row)?;
    Ok(sight.filter(|it| it.sees("declaration", "examination")).map(|_| row.id))
}

fn refusal(why: NotKept) -> Failure {
    let (status, code, title, detail) = match why {
        NotKept::TooLarge => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "photo_too_large",
            "the photograph is too large",
            format!("{} bytes at most", PHOTOS.bytes_max),
        ),
        NotKept::Unknown => (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "no_photo",
            "this is no photograph",
            "JPEG or PNG".to_owned(),
        ),
        NotKept::TooMany => (
            StatusCode::CONFLICT,
            "too_many_photos",
            "the case has as many photographs as are kept",
            format!("{} at most", PHOTOS.count_max),
        ),
    };
    Failure::new(status, code, title, detail)
}
