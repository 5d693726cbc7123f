//! What stands behind a declaration, for whoever decides about it.

use axum::{Json, extract::State};

use super::{
    ApiState,
    declarations::{find, sight},
    extract::Path,
    problem::Failure,
};
use crate::{
    access::{Shown, Viewer, ViewerQuery},
    view::{BackgroundView, Problem, Sources, background_view},
};

/// Why a declaration was selected, and what is known of its companies and goods
///
/// Earlier declarations are told beside the house, a moment later than they change; `behind` says how much is still to be told.
#[utoipa::path(
    get, path = "/api/v1/declarations/{number}/background", operation_id = "getDeclarationBackground",
    tag = "declarations",
    params(("number" = String, Path, description = "Its declaration number (海关编号), its preliminary number (统一编号), or the house's number of the case"), ViewerQuery),
    responses((status = 200, description = "What stands behind it", body = BackgroundView),
        (status = 404, description = "No such declaration", body = Problem))
)]
pub(crate) async fn get_background(
    State(state): State<ApiState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Json<Shown<BackgroundView>>, Failure> {
    let asked = number.clone();
    let view = state.read(move |records, state| {
        let Some(row) = find(records, &number)? else { return Ok(None) };
        let Some(sight) = sight(records, &viewer, &row)? else { return Ok(None) };
        let behind = state.shelf().keep_up(state.data(), records)?;
        let view = state.shelf().read(state.data(), |kept| {
            state.with_registry(records, |registry| {
                let sources = Sources { records, registry, kept, viewer: &viewer };
                background_view(&sources, &row, behind)
            })?
        })?;
        sight.show("background", view)
    });
    let missing = || Failure::not_found(format!("there is no declaration `{asked}`"));
    view.await?.map(Json).ok_or_else(missing)
}
