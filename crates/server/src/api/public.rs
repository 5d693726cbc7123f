//! What anybody may ask without an account. Nothing that tells who somebody is stands in an address.

use std::time::Instant;

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderName, StatusCode, header},
};
use model::{Amount, Date};
use params::{Found, Law, Table, TariffLine, search};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiState,
    extract::{Query, body},
    problem::Failure,
};
use crate::{
    clock,
    public::{
        Calculation, Channel, FaqPage, Gap, Peer, Question, Trace, TraceQuestion, calculate,
        faq_page, trace,
    },
    view::{Problem, TariffUnit, vocabulary},
};

/// Lines that one search shows when nobody says how many, and at most.
const FOUND_DEFAULT: usize = 20;
const FOUND_MAX: usize = 50;
/// Characters of a question; what is longer is no search.
const WORDS_MAX: usize = 80;
/// A hundred thousand million yuan is more than any goods are worth.
const VALUE_MAX: Amount = Amount::from_units(100_000_000_000);

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchQuery {
    /// Words in Chinese or English, or the beginning of a code.
    q: String,
    /// The day asked about; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<Date>,
    /// How many at most; 20 when absent.
    limit: Option<usize>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DayQuery {
    /// The day asked about; today when absent.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<Date>,
}

/// Lines of the tariff that were found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundLines {
    #[schema(format = Date)]
    on: String,
    /// The nearest first.
    items: Vec<FoundLine>,
    /// Whether more were found than are shown.
    has_more: bool,
    /// Where no tariff covers the day: which days are; else null.
    #[schema(required)]
    not_covered: Option<Gap>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundLine {
    /// Ten digits.
    commodity_code: String,
    name_zh: String,
    /// Of the six digits that all tariffs share, or of what is above them.
    name_en: String,
    /// First and second statutory unit.
    units: Vec<TariffUnit>,
    #[schema(value_type = vocabulary::BasisView)]
    basis: model::Basis,
}

/// What a calculator offers to choose from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Choices {
    #[schema(format = Date)]
    on: String,
    countries: Vec<Choice>,
    /// The yuan, and currencies with a rate in the month of the day.
    currencies: Vec<Choice>,
    /// First and last day of the tariff.
    #[schema(format = Date)]
    tariff_from: String,
    #[schema(format = Date)]
    tariff_to: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Choice {
    code: String,
    title_zh: String,
    title_en: String,
}

fn day(asked: Option<Date>) -> Date {
    asked.unwrap_or_else(|| clock::now().local_date())
}

pub(super) fn counted(state: &ApiState, peer: &Peer) -> Result<(), Failure> {
    state.counter().question(peer).map_err(|it| Failure::too_many(it.seconds()))
}

/// Search the tariff by words or the beginning of a code
#[utoipa::path(
    get, path = "/api/v1/public/tariff", operation_id = "searchTariff", tag = "public",
    params(SearchQuery),
    responses((status = 200, description = "Lines, or that the day is not covered", body = FoundLines),
        (status = 400, description = "Not understood", body = Problem),
        (status = 429, description = "Asked too often", body = Problem))
)]
pub(crate) async fn search_tariff(
    State(state): State<ApiState>,
    peer: Peer,
    Query(query): Query<SearchQuery>,
) -> Result<Json<FoundLines>, Failure> {
    counted(&state, &peer)?;
    if query.q.chars().count() > WORDS_MAX {
        return Err(Failure::bad_request(format!("a search has at most {WORDS_MAX} characters")));
    }
    let (on, limit) = (day(query.on), query.limit.unwrap_or(FOUND_DEFAULT).clamp(1, FOUND_MAX));
    let lines = state.read(move |records, state| {
        state.with_registry(records, |it| found_lines(&it.law, &query.q, on, limit))
    });
    Ok(Json(lines.await?))
}

fn found_lines(law: &Law, words: &str, on: Date, limit: usize) -> FoundLines {
    let (found, not_covered) = match search(law, words, on, limit) {
        Ok(found) => (found, None),
        Err(gap) => (Found { lines: Vec::new(), has_more: false }, Some(Gap::from(gap))),
    };
    FoundLines {
        on: on.to_string(),
        items: found.lines.into_iter().map(|it| found_line(law, it)).collect(),
        has_more: found.has_more,
        not_covered,
    }
}

fn found_line(law: &Law, line: &TariffLine) -> FoundLine {
    let unit = |it: &params::UnitCode| TariffUnit {
        code: it.as_str().to_owned(),
        title_zh: law.codes.name_zh(Table::Unit, it.as_str()).unwrap_or_default().to_owned(),
        title_en: law.codes.name_en(Table::Unit, it.as_str()).unwrap_or_default().to_owned(),
    };
    let unnamed = || model::Basis::new("", "", model::Confidence::Assumed);
    FoundLine {
        commodity_code: format!("{:010}", line.code),
        name_zh: match line.remark.is_empty() {
            true => line.name.to_string(),
            false => format!("{}（{}）", line.name, line.remark),
        },
        name_en: law.tariff_names.english(line).unwrap_or_default().to_owned(),
        units: [Some(&line.unit1), line.unit2.as_ref()].into_iter().flatten().map(unit).collect(),
        basis: law.basis(line.basis).cloned().unwrap_or_else(unnamed),
    }
}

/// Countries and currencies to choose from, and the days that the tariff covers
#[utoipa::path(
    get, path = "/api/v1/public/choices", operation_id = "getPublicChoices", tag = "public",
    params(DayQuery),
    responses((status = 200, description = "Choices", body = Choices),
        (status = 429, description = "Asked too often", body = Problem))
)]
pub(crate) async fn get_choices(
    State(state): State<ApiState>,
    peer: Peer,
    Query(query): Query<DayQuery>,
) -> Result<Json<Choices>, Failure> {
    counted(&state, &peer)?;
    let on = day(query.on);
    let choices =
        state.read(move |records, state| state.with_registry(records, |it| choices(&it.law, on)));
    Ok(Json(choices.await?))
}

fn choices(law: &Law, on: Date) -> Choices {
    let rows = |table, is_offered: &dyn Fn(&str) -> bool| -> Vec<Choice> {
        let rows = law.codes.rows(table).filter(|it| is_offered(&it.code));
        rows.map(|it| Choice {
            code: it.code.to_string(),
            title_zh: it.name_zh.to_string(),
            title_en: it.name_en.to_string(),
        })
        .collect()
    };
    let has_rate = |code: &str| {
        code.parse().is_ok_and(|it: model::CurrencyCode| law.exchange.on(it, on).is_some())
    };
    Choices {
        on: on.to_string(),
        countries: rows(Table::CountryAlpha, &|_| true),
        currencies: rows(Table::CurrencyAlpha, &has_rate),
        tariff_from: law.tariff.covered_from().to_string(),
        tariff_to: law.tariff.covered_to().to_string(),
    }
}

/// What would be owed on goods, step by step
///
/// The house's own assessment of one line of goods, under the law of the day. Nothing of the question is kept.
#[utoipa::path(
    post, path = "/api/v1/public/calculation", operation_id = "calculate", tag = "public",
    request_body = Question,
    responses((status = 200, description = "The figures, or why there are none", body = Calculation),
        (status = 400, description = "Not understood", body = Problem),
        (status = 429, description = "Asked too often", body = Problem))
)]
pub(crate) async fn calculate_tax(
    State(state): State<ApiState>,
    peer: Peer,
    question: Result<Json<Question>, JsonRejection>,
) -> Result<Json<Calculation>, Failure> {
    counted(&state, &peer)?;
    let question = body(question)?;
    if let Some(fault) = fault_of(&question) {
        return Err(Failure::bad_request(fault));
    }
    let today = clock::now().local_date();
    let on = question.on.unwrap_or(today);
    let calculation = state.read(move |records, state| {
        state.with_registry(records, |it| calculate(&it.law, &question, on, today))
    });
    Ok(Json(calculation.await?))
}

/// What no assessment can be asked with.
fn fault_of(question: &Question) -> Option<&'static str> {
    let within = |it: &Amount| (Amount::ZERO..=VALUE_MAX).contains(it);
    let others = [question.quantity1, question.quantity2, question.freight, question.insurance];
    if !question.value.is_positive() || !within(&question.value) {
        Some("`value` is above 0, and below a hundred thousand million")
    } else if !question.articles.is_positive() || !within(&question.articles) {
        Some("`articles` is above 0")
    } else if !others.iter().flatten().all(within) {
        Some("quantities and charges are 0 or more")
    } else if question.channel == Channel::Retail && question.currency != "CNY" {
        Some("a parcel's prices are in yuan: `currency` is CNY")
    } else {
        None
    }
}

/// Questions and answers, with the figures of the day
#[utoipa::path(
    get, path = "/api/v1/public/faq", operation_id = "getFaq", tag = "public", params(DayQuery),
    responses((status = 200, description = "Questions and answers", body = FaqPage),
        (status = 429, description = "Asked too often", body = Problem))
)]
pub(crate) async fn get_faq(
    State(state): State<ApiState>,
    peer: Peer,
    Query(query): Query<DayQuery>,
) -> Result<Json<FaqPage>, Failure> {
    counted(&state, &peer)?;
    let on = day(query.on);
    let page = state
        .read(move |records, state| state.with_registry(records, |it| faq_page(&it.law, on))?);
    Ok(Json(page.await?))
}

/// Where a parcel is
///
/// To whoever knows the waybill's or the order's number and the last four digits of the buyer's or consignee's telephone. A number
/// that there is not and digits that are not the parcel's have one answer. How often an address, and how often a number may be asked
/// for is limited.
#[utoipa::path(
    post, path = "/api/v1/public/trace", operation_id = "traceParcel", tag = "public",
    request_body = TraceQuestion,
    responses((status = 200, description = "Where it is", body = Trace),
        (status = 400, description = "Not understood", body = Problem),
        (status = 404, description = "No parcel has this number and these digits", body = Problem),
        (status = 429, description = "Asked too often", body = Problem))
)]
pub(crate) async fn trace_parcel(
    State(state): State<ApiState>,
    peer: Peer,
    question: Result<Json<TraceQuestion>, JsonRejection>,
) -> Result<([(HeaderName, &'static str); 1], Json<Trace>), Failure> {
    let began = Instant::now();
    let question = body(question)?;
    let Some((number, digits)) = question.checked() else {
        let what = "`number` is up to 60 letters, digits and signs, `telephone_last4` four digits";
        return Err(Failure::bad_request(what));
    };
    let counter = state.counter();
    counter.trace(&peer, &number).map_err(|it| Failure::too_many(it.seconds()))?;
    let traced = state.read(move |records, state| {
        let keyring = state.keyring();
        state.with_registry(records, |it| trace(records, keyring, it, &number, digits))?
    });
    let traced = traced.await;
    // How long it took to find nothing says what there is.
    let spans = began.elapsed().as_nanos() / counter.span.as_nanos().max(1) + 1;
    let whole = counter.span.saturating_mul(u32::try_from(spans).unwrap_or(u32::MAX));
    tokio::time::sleep_until((began + whole).into()).await;
    let nobodys = || {
        let what = "no parcel has this number and these digits";
        Failure::new(StatusCode::NOT_FOUND, "no_such_parcel", "there is no such parcel", what)
    };
    let trace = traced?.ok_or_else(nobodys)?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(trace)))
}
