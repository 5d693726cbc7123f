//! What is watched (布控), and what a row would have selected.

use model::{Date, Lane, Moment, WatchKind, WatchRow};
use serde::Serialize;
use utoipa::ToSchema;

use super::vocabulary::{self, WatchForce, WatchedCase};
use crate::{
    wall::Procedure,
    watch::{DayCount, Hit, Tried},
};

/// Every watch row, those in force first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatchPage {
    pub(crate) items: Vec<WatchRowView>,
    /// The house's day, by which rows are in force or not.
    #[schema(format = Date)]
    pub(crate) today: String,
}

/// A watched value.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatchRowView {
    pub(crate) id: String,
    #[schema(value_type = vocabulary::WatchKind)]
    pub(crate) kind: WatchKind,
    /// Of an identity number the last four characters alone.
    pub(crate) value: String,
    pub(crate) reason: String,
    /// First and last day on which it is in force; null: it has no end.
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(required, format = Date)]
    pub(crate) to: Option<String>,
    pub(crate) force: WatchForce,
    /// Where it sends what it hits.
    #[schema(value_type = vocabulary::Lane)]
    pub(crate) lane: Lane,
    /// Who has it watched; empty where nobody said.
    pub(crate) officer: String,
    /// Why it was given an end; empty before.
    pub(crate) end_reason: String,
    /// When the house was told of it last.
    #[schema(format = DateTime)]
    pub(crate) told_at: String,
    /// How often it was told, and how it stood before, newest first.
    pub(crate) earlier: Vec<WatchChange>,
}

/// How a row stood before it was told anew.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatchChange {
    #[schema(format = DateTime)]
    pub(crate) told_at: String,
    pub(crate) officer: String,
    pub(crate) value: String,
    pub(crate) reason: String,
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(required, format = Date)]
    pub(crate) to: Option<String>,
}

/// The house took a row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatchSaved {
    pub(crate) id: String,
    /// Number of the input.
    pub(crate) input: u64,
}

/// What a row would have selected of the cases that came to selection.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatchPreview {
    #[schema(format = Date)]
    pub(crate) from: String,
    #[schema(format = Date)]
    pub(crate) to: String,
    /// Cases of any kind that were opened in these days, and how many of them were looked at, newest first.
    pub(crate) opened: u64,
    pub(crate) looked_at: u64,
    /// A bound of cases or time was met: the first day of which all was looked at. Null: all was.
    #[schema(required, format = Date)]
    pub(crate) stopped_at: Option<String>,
    /// Cases that came to selection.
    pub(crate) traffic: u64,
    pub(crate) hits: u64,
    /// Hits in a hundred cases, with two decimals; null without any case.
    #[schema(required)]
    pub(crate) share_percent: Option<String>,
    /// Hits that were selected all the same: at random, by another row.
    pub(crate) anyway: u64,
    /// Hits that would have come on top.
    pub(crate) added: u64,
    /// Hits that were examined with a result, and those in which something was found.
    pub(crate) examined: u64,
    pub(crate) found: u64,
    /// Found in a hundred that were examined, with two decimals; null where none was.
    #[schema(required)]
    pub(crate) found_percent: Option<String>,
    /// By how much the tax of declarations among the found ones rose after it was assessed first.
    pub(crate) extra_tax: String,
    #[schema(value_type = vocabulary::Lane)]
    pub(crate) lane: Lane,
    pub(crate) kinds: Vec<WatchKindCount>,
    /// Every day, without gaps.
    pub(crate) days: Vec<WatchDay>,
    /// What was seen, most frequent first.
    pub(crate) values: Vec<WatchValue>,
    /// The first hits that are for the eyes of who asks, newest first.
    pub(crate) cases: Vec<WatchHit>,
}

/// How much of a kind of case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatchKindCount {
    pub(crate) kind: WatchedCase,
    pub(crate) traffic: u64,
    pub(crate) hits: u64,
}

/// How much on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatchDay {
    #[schema(format = Date)]
    pub(crate) on: String,
    pub(crate) traffic: u64,
    pub(crate) hits: u64,
    pub(crate) anyway: u64,
}

/// A value that was seen, and in how many places.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatchValue {
    pub(crate) observed: String,
    pub(crate) count: u64,
}

/// A case that the row would have selected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatchHit {
    pub(crate) kind: WatchedCase,
    /// Of its page.
    pub(crate) number: String,
    /// The house's number of the case.
    pub(crate) case: u64,
    #[schema(format = Date)]
    pub(crate) on: String,
    /// Where in it, and what was seen there.
    pub(crate) places: Vec<WatchPlace>,
    /// By which rules it was selected all the same.
    pub(crate) selected_by: Vec<String>,
    /// Whether goods and papers agreed; null where there is no result of an examination.
    #[schema(required)]
    pub(crate) is_conform: Option<bool>,
}

/// A place that a row hits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatchPlace {
    pub(crate) pointer: String,
    pub(crate) observed: String,
}

/// The value of a row as far as it is shown.
pub(super) fn shown_value(row: &WatchRow) -> String {
    masked(row.kind, &row.value)
}

/// As far as it is shown: of an identity number its last four characters.
fn masked(kind: WatchKind, value: &str) -> String {
    let n_hidden = match kind {
        WatchKind::Buyer => value.chars().count().saturating_sub(4),
        _ => 0,
    };
    value.chars().enumerate().map(|(at, it)| if at < n_hidden { '*' } else { it }).collect()
}

/// Where a row sends what it hits.
fn lane_of(kind: WatchKind) -> Lane {
    match kind {
        WatchKind::Words => Lane::Documents,
        _ => Lane::Examination,
    }
}

/// A row as it was told, newest first.
pub(crate) fn watch_view(told: &[(Moment, &WatchRow)], today: Date) -> Option<WatchRowView> {
    let ((told_at, row), earlier) = told.split_first()?;
    let force = match row {
        it if it.is_in_force(today) => WatchForce::InForce,
        it if it.from > today => WatchForce::Future,
        _ => WatchForce::Past,
    };
    let change = |(at, it): &(Moment, &WatchRow)| WatchChange {
        told_at: at.to_string(),
        officer: it.officer.clone(),
        value: masked(it.kind, &it.value),
        reason: it.reason.clone(),
        from: it.from.to_string(),
        to: it.to.map(|it| it.to_string()),
    };
    Some(WatchRowView {
        id: row.id.clone(),
        kind: row.kind,
        value: masked(row.kind, &row.value),
        reason: row.reason.clone(),
        from: row.from.to_string(),
        to: row.to.map(|it| it.to_string()),
        force,
        lane: lane_of(row.kind),
        officer: row.officer.clone(),
        end_reason: row.end_reason.clone(),
        told_at: told_at.to_string(),
        earlier: earlier.iter().map(change).collect(),
    })
}

fn kind_of(procedure: Procedure) -> WatchedCase {
    match procedure {
        Procedure::Declaration => WatchedCase::Declaration,
        Procedure::RetailExport => WatchedCase::Export,
        _ => WatchedCase::Parcel,
    }
}

/// So many in a hundred, with two decimals.
pub(super) fn percent(part: u64, whole: u64) -> Option<String> {
    let hundredths =
        (u128::from(part) * 10_000 + u128::from(whole) / 2).checked_div(whole.into())?;
    Some(format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

pub(crate) fn preview_view(kind: WatchKind, from: Date, to: Date, tried: Tried) -> WatchPreview {
    let sum = |of: fn(&DayCount) -> u64| tried.days.values().map(of).sum::<u64>();
    let (traffic, hits) = (sum(|it| it.traffic), sum(|it| it.hits));
    let anyway = sum(|it| it.anyway);
    let first = tried.stopped_at.unwrap_or(from).max(from);
    let mut days = Vec::new();
    let mut next = Some(first);
    while let Some(on) = next.filter(|it| *it <= to) {
        let DayCount { traffic, hits, anyway } = tried.days.get(&on).copied().unwrap_or_default();
        days.push(WatchDay { on: on.to_string(), traffic, hits, anyway });
        next = on.tomorrow().ok();
    }
    let mut values: Vec<WatchValue> =
        tried.values.into_iter().map(|(observed, count)| WatchValue { observed, count }).collect();
    values.sort_by_key(|it| std::cmp::Reverse(it.count));
    let kinds = tried.procedures.iter().map(|(procedure, count)| WatchKindCount {
        kind: kind_of(*procedure),
        traffic: count.traffic,
        hits: count.hits,
    });
    WatchPreview {
        from: from.to_string(),
        to: to.to_string(),
        opened: tried.opened,
        looked_at: tried.looked_at,
        stopped_at: tried.stopped_at.map(|it| it.to_string()),
        traffic,
        hits,
        share_percent: percent(hits, traffic),
        anyway,
        added: hits - anyway,
        examined: tried.examined,
        found: tried.found,
        found_percent: percent(tried.found, tried.examined),
        extra_tax: tried.extra_tax.to_string(),
        lane: lane_of(kind),
        kinds: kinds.collect(),
        days,
        values,
        cases: tried.named.into_iter().map(hit_view).collect(),
    }
}

fn hit_view(hit: Hit) -> WatchHit {
    let place = |it: model::Reason| WatchPlace { pointer: it.pointer, observed: it.observed };
    WatchHit {
        kind: kind_of(hit.procedure),
        number: hit.number,
        case: hit.case.0,
        on: hit.on.to_string(),
        places: hit.reasons.into_iter().map(place).collect(),
        selected_by: hit.selected_by,
        is_conform: hit.is_conform,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_rounded_and_need_a_whole() {
        assert_eq!(percent(1, 3).as_deref(), Some("33.33"));
        assert_eq!(percent(2, 3).as_deref(), Some("66.67"));
        assert_eq!(percent(5, 5).as_deref(), Some("100.00"));
        assert_eq!(percent(0, 7).as_deref(), Some("0.00"));
        assert_eq!(percent(0, 0), None);
    }

    #[test]
    fn of_an_identity_number_four_characters_are_shown() {
        assert_eq!(masked(WatchKind::Buyer, "11010519491231002X"), "**************002X");
        assert_eq!(masked(WatchKind::Commodity, "3305"), "3305");
    }
}
