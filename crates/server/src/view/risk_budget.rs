//! How much risk analysis may select (布控预算), row by row: what it says, who told it, and how much of today is used up.

use std::collections::BTreeMap;

use clearance::RiskSet;
use model::{Date, InputId, RiskBudget};
use risk::{
    engine::holding,
    figures::{By, Figures, Row, Spent, Sum, Way},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    RiskRuleTold, Telling, force_on,
    vocabulary::{self, WatchForce},
};
use crate::rules::BudgetNotice;

/// Every row of the budget, those in force first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskBudgetPage {
    pub(crate) items: Vec<RiskBudgetView>,
    /// The house's day, by which rows are in force or not.
    #[schema(format = Date)]
    pub(crate) today: String,
    /// Whether budgets are changed by plans alone today, which another officer approves.
    pub(crate) needs_plan: bool,
    /// Commits that are not in what is used yet, about.
    pub(crate) behind: u64,
}

/// A row of the budget as it was last told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskBudgetView {
    #[serde(flatten)]
    #[schema(value_type = vocabulary::RiskBudgetRow)]
    pub(crate) row: RiskBudget,
    pub(crate) force: WatchForce,
    #[serde(flatten)]
    pub(crate) told: RiskRuleTold,
    /// Other rows for the same offices, kinds of case and days: of all these the last one told holds.
    pub(crate) overlaps: Vec<String>,
    /// What came today of the cases for which this row holds; null where it is not in force.
    #[schema(required)]
    pub(crate) used: Option<BudgetUsed>,
}

/// What of a budget is used up today.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BudgetUsed {
    /// Cases that risk analysis looked at.
    pub(crate) weighed: u64,
    /// Of these, chosen by the model; what lots drew is not among them.
    pub(crate) chosen: u64,
    /// Of the chosen, those of which least was known.
    pub(crate) explored: u64,
    /// Released, and looked at later.
    pub(crate) later_audit: u64,
    /// What of the day's most is used up, by office and port, the fullest first; empty where the row has no such limit.
    pub(crate) places: Vec<BudgetPlace>,
}

/// Chosen today at one office and port, by the model and by rules that are not grave.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BudgetPlace {
    pub(crate) customs: String,
    pub(crate) port: String,
    pub(crate) n: u32,
}

/// Of how many places is told.
const PLACES: usize = 20;

/// What a row of the budget is read from.
pub(crate) struct BudgetsRead<'r> {
    pub(crate) set: &'r RiskSet,
    /// By which input each name was last told.
    pub(crate) told: &'r BTreeMap<String, InputId>,
    pub(crate) today: Date,
    pub(crate) figures: &'r Figures,
    pub(crate) spent: &'r [Spent],
}

/// In the order in which they stand.
///
/// # Errors
/// When it cannot be read who told a row.
pub(crate) fn budget_views(
    read: &BudgetsRead<'_>,
    telling: impl Fn(InputId) -> anyhow::Result<Telling>,
) -> anyhow::Result<Vec<RiskBudgetView>> {
    let rows = &read.set.budgets;
    let today = read.figures.rows(&(read.today..=read.today), By::Customs);
    let view = |(at, row): (usize, &RiskBudget)| {
        let others = rows.iter().enumerate().filter(|it| it.0 != at);
        let overlaps = others.filter(|it| row.overlaps(it.1)).map(|it| it.1.id.clone());
        let is_in_force = row.is_in_force(read.today);
        let input = read.told.get(&row.id).copied();
        Ok(RiskBudgetView {
            row: row.clone(),
            force: force_on(is_in_force, row.from, read.today),
            told: telling(input.unwrap_or_default())?.view(),
            overlaps: overlaps.collect(),
            used: is_in_force.then(|| used(read, &today, row)),
        })
    };
    rows.iter().enumerate().map(view).collect()
}

fn used(read: &BudgetsRead<'_>, today: &[Row], row: &RiskBudget) -> BudgetUsed {
    let holds = |procedure, customs: &str| {
        let held = holding(&read.set.budgets, procedure, customs, read.today);
        held.is_some_and(|it| std::ptr::eq(it, row))
    };
    let sums: Vec<&Sum> =
        today.iter().filter(|it| holds(it.procedure, &it.key)).map(|it| &it.sum).collect();
    let all = |count: fn(&Sum) -> u64| sums.iter().map(|it| count(it)).sum();
    let mut places: Vec<BudgetPlace> = Vec::new();
    let spent = read.spent.iter().filter(|it| holds(it.procedure, &it.customs));
    // Cases of both procedures share one count.
    for it in spent.filter(|_| row.per_day.is_some()) {
        if places.iter().all(|known| known.customs != it.customs || known.port != it.port) {
            let (customs, port) = (it.customs.clone(), it.port.clone());
            places.push(BudgetPlace { customs, port, n: it.n });
        }
    }
    places.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.customs.cmp(&b.customs)));
    places.truncate(PLACES);
    BudgetUsed {
        weighed: all(|it| it.weighed),
        chosen: all(|it| it.way(Way::Model).selected + it.way(Way::Explored).selected),
        explored: all(|it| it.way(Way::Explored).selected),
        later_audit: all(|it| it.later.selected),
        places,
    }
}

/// What rows of the budget would do wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BudgetsExamined {
    /// Whether anything refuses them; then none takes effect.
    pub(crate) refused: bool,
    /// In the order of rows and columns.
    pub(crate) findings: Vec<BudgetFindingView>,
}

/// What is wrong or doubtful with a row of the budget, in its place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BudgetFindingView {
    /// Place among the rows that were sent, from 0; null where it is of a name that is to be dropped.
    #[schema(required)]
    pub(crate) row: Option<usize>,
    pub(crate) id: String,
    /// The column.
    pub(crate) field: String,
    /// Whether the row may not take effect; else it is a warning.
    pub(crate) refuses: bool,
    /// What stands there.
    pub(crate) observed: String,
    pub(crate) text_zh: String,
    pub(crate) text_en: String,
    /// The other row that it is about.
    #[schema(required)]
    pub(crate) other: Option<String>,
}

pub(crate) fn budgets_examined(all: Vec<BudgetNotice>) -> BudgetsExamined {
    let view = |it: BudgetNotice| BudgetFindingView {
        row: it.row,
        id: it.id,
        field: it.field.to_owned(),
        refuses: it.refuses,
        observed: it.observed,
        text_zh: it.text_zh,
        text_en: it.text_en,
        other: it.other,
    };
    let refused = all.iter().any(|it| it.refuses);
    BudgetsExamined { refused, findings: all.into_iter().map(view).collect() }
}

/// The house took rows of the budget.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BudgetsSaved {
    pub(crate) ids: Vec<String>,
    pub(crate) dropped: Vec<String>,
    /// Number of the input.
    pub(crate) input: u64,
}
