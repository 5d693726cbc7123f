//! What selection found, against what lots found: figures, plans before and after, later audits, and the lots of a day.

use axum::{Json, extract::State};
use model::Date;
use risk::figures::By;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiState,
    extract::{Path, Query},
    page::Page,
    problem::Failure,
};
use crate::{
    access::Viewer,
    clock,
    risk_figures::{compare, later_page, lots_of_day, sought},
    view::{
        ComparedPlans, DayLotsView, LaterAuditPage, Problem, RiskFiguresView, compared_view,
        days_asked, figures_view, lots_view,
    },
};

/// What stands in a row of its own.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FiguresBy {
    #[default]
    Day,
    Week,
    Customs,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FiguresQuery {
    /// First day on which cases were weighed; four weeks before the last one when absent.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// Last day; the newest one of which there are figures when absent.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// Day when absent.
    #[serde(default)]
    #[param(inline)]
    by: FiguresBy,
}

/// What selection found, against lots
///
/// Counts stand under the day on which a case was weighed, however much later its result came. They are kept up as the house decides;
/// `behind` says how many commits are not in them yet.
#[utoipa::path(
    get, path = "/api/v1/risk/figures", operation_id = "getRiskFigures", tag = "risk",
    params(FiguresQuery),
    responses((status = 200, description = "The figures", body = RiskFiguresView),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn get_figures(
    State(state): State<ApiState>,
    Query(query): Query<FiguresQuery>,
) -> Result<Json<RiskFiguresView>, Failure> {
    let by = match query.by {
        FiguresBy::Day => By::Day,
        FiguresBy::Week => By::Week,
        FiguresBy::Customs => By::Customs,
    };
    let view = state.read(move |records, state| {
        state.risk_figures().look(records, state, |folded| {
            let days = days_asked(folded.figures(), query.from, query.to);
            Ok(figures_view(folded, &days, by))
        })
    });
    Ok(Json(view.await?))
}

/// Figures before and after each plan took effect
#[utoipa::path(
    get, path = "/api/v1/risk/compared-plans", operation_id = "getComparedPlans", tag = "risk",
    responses((status = 200, description = "Plans in force, the newest first", body = ComparedPlans))
)]
pub(crate) async fn get_compared(
    State(state): State<ApiState>,
) -> Result<Json<ComparedPlans>, Failure> {
    let view = state.read(|records, state| {
        let today = state.now().today();
        let (plans, most) = state.with_registry(records, |it| {
            (it.risk().plans().to_vec(), it.law.days_on("risk.compared_days", today))
        })?;
        let most = most?;
        state.risk_figures().look(records, state, |folded| {
            let figures = folded.figures();
            let compared = compare(figures, &plans, today, most).into_iter();
            let plans = compared.map(|it| compared_view(figures, it)).collect();
            Ok(ComparedPlans { plans, behind: folded.behind() })
        })
    });
    Ok(Json(view.await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LaterQuery {
    /// Where to go on: `next` of the page before.
    after: Option<String>,
    /// How many are shown at most; 50 when absent.
    limit: Option<usize>,
}

/// Cases that were released and are looked at later, newest first
///
/// The last ten thousand are known; of older ones their own history says so.
#[utoipa::path(
    get, path = "/api/v1/risk/audits", operation_id = "listLaterAudits", tag = "risk",
    params(LaterQuery),
    responses((status = 200, description = "Some cases", body = LaterAuditPage),
        (status = 400, description = "Not understood", body = Problem))
)]
pub(crate) async fn list_later_audits(
    State(state): State<ApiState>,
    viewer: Viewer,
    Query(query): Query<LaterQuery>,
) -> Result<Json<LaterAuditPage>, Failure> {
    let page = Page::asked(query.after.as_deref(), query.limit)?;
    let view = state.read(move |records, state| {
        let cases = state
            .risk_figures()
            .look(records, state, |folded| Ok(sought(folded.figures().later(), page.before.0)))?;
        later_page(records, &viewer, &cases, page.limit)
    });
    Ok(Json(view.await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LotsQuery {
    /// Whether all cases of the day are drawn again.
    #[serde(default)]
    verify: bool,
}

/// Lots of a day
///
/// What was promised of its seed, and once the day is over the seed itself. With `verify` every case of the day is drawn again.
#[utoipa::path(
    get, path = "/api/v1/risk/lots/{date}", operation_id = "getLots", tag = "risk",
    params(("date" = String, Path, description = "The day"), LotsQuery),
    responses((status = 200, description = "The lots", body = DayLotsView),
        (status = 400, description = "Not understood", body = Problem),
        (status = 404, description = "No seed was promised for that day", body = Problem),
        (status = 429, description = "Others draw again at this moment", body = Problem))
)]
pub(crate) async fn get_lots(
    State(state): State<ApiState>,
    Path(date): Path<String>,
    Query(query): Query<LotsQuery>,
) -> Result<Json<DayLotsView>, Failure> {
    const AGAIN_AFTER_SECONDS: u64 = 8;
    let day: Date =
        date.parse().map_err(|_| Failure::bad_request("the day is written as 2026-11-23"))?;
    let place = match query.verify {
        true => Some(state.preview_place().ok_or_else(|| Failure::too_many(AGAIN_AFTER_SECONDS))?),
        false => None,
    };
    let found = state.read(move |records, state| {
        let _place = place;
        // Where the promise stands is known, so that the batches before it are not read.
        let promised = state
            .risk_figures()
            .look(records, state, |folded| Ok(folded.figures().promise(day).map(|it| it.1)))?;
        lots_of_day(records, day, promised, clock::now(), query.verify)
    });
    let missing = || Failure::not_found(format!("no seed was promised for {date}"));
    found.await?.as_ref().map(lots_view).map(Json).ok_or_else(missing)
}
