//! What the law says: checks and tariff.

use axum::{Json, extract::State, http::StatusCode};
use clearance::catalogue;
use model::{CheckInfo, Date};
use params::{LookUpError, look_up};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    ApiState,
    extract::{Path, Query},
    problem::Failure,
};
use crate::{
    clock,
    view::{CheckList, CheckView, Problem, TariffView, tariff_view},
};

fn check_view(info: &CheckInfo) -> CheckView {
    CheckView {
        code: info.code.to_owned(),
        title_zh: info.title_zh.to_owned(),
        title_en: info.title_en.to_owned(),
        severity: info.severity,
        stage: info.stage,
        scope: info.scope,
        basis: info.basis.clone(),
        from: info.from.to_string(),
        fix_zh: info.fix_zh.to_owned(),
        fix_en: info.fix_en.to_owned(),
    }
}

/// Every check
#[utoipa::path(
    get, path = "/api/v1/checks", operation_id = "listChecks", tag = "reference",
    responses((status = 200, description = "All checks", body = CheckList))
)]
pub(crate) async fn list_checks() -> Json<CheckList> {
    Json(CheckList { items: catalogue::all().map(check_view).collect() })
}

/// One check
#[utoipa::path(
    get, path = "/api/v1/checks/{code}", operation_id = "getCheck", tag = "reference",
    params(("code" = String, Path, description = "A finding's code")),
    responses((status = 200, description = "The check", body = CheckView),
        (status = 404, description = "No such check", body = Problem))
)]
pub(crate) async fn get_check(Path(code): Path<String>) -> Result<Json<CheckView>, Failure> {
    let found = catalogue::find(&code.to_ascii_uppercase());
    let view = found.map(check_view).map(Json);
    view.ok_or_else(|| Failure::not_found(format!("no check has the code `{code}`")))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TariffQuery {
    /// The day; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<Date>,
    /// Country of origin, in letters or the old number.
    origin: Option<String>,
}

/// A tariff line on a day
#[utoipa::path(
    get, path = "/api/v1/tariff/{code}", operation_id = "getTariff", tag = "reference",
    params(("code" = String, Path, description = "Ten digits"), TariffQuery),
    responses((status = 200, description = "The line", body = TariffView),
        (status = 400, description = "Not understood", body = Problem),
        (status = 404, description = "No such line", body = Problem),
        (status = 422, description = "The day is not covered", body = Problem))
)]
pub(crate) async fn get_tariff(
    State(state): State<ApiState>,
    Path(code): Path<String>,
    Query(query): Query<TariffQuery>,
) -> Result<Json<TariffView>, Failure> {
    let on = query.on.unwrap_or_else(|| clock::now().local_date());
    let answer = state.read(move |records, state| {
        let origin = query.origin.as_deref().filter(|it| !it.is_empty());
        state.with_registry(records, |registry| look_up(&registry.law, &code, on, origin))
    });
    match answer.await? {
        Ok(answer) => Ok(Json(tariff_view(&answer))),
        Err(error) => {
            let (status, name, title) = match &error {
                LookUpError::NotACode { .. } | LookUpError::UnknownOrigin { .. } => {
                    (StatusCode::BAD_REQUEST, "bad_request", "the request is not understood")
                }
                LookUpError::UnknownCode { .. } => {
                    (StatusCode::NOT_FOUND, "not_found", "the tariff has no such line")
                }
                LookUpError::NotCovered(_) => (
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "not_covered",
                    "the tariff does not cover the day",
                ),
            };
            Err(Failure::new(status, name, title, error.to_string()))
        }
    }
}
