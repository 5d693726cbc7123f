//! Rows of the budget as somebody types them: read column by column, and everything that is wrong or doubtful with them at once.

use std::{collections::BTreeSet, str::FromStr};

use clearance::RiskSet;
use model::{
    CreditScale, Date, Rate, RiskAim, RiskBudget, RiskChannel, RiskModelRole, RiskProcedure,
};
use params::{Codes, Table};
use risk::engine::budget_faults;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::view::vocabulary;

/// A row as it stands in a form: what is not chosen from a list is text, and may be anything.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypedBudget {
    #[serde(default)]
    id: String,
    #[serde(default)]
    #[schema(value_type = Vec<vocabulary::RiskProcedure>)]
    procedures: Vec<RiskProcedure>,
    #[serde(default)]
    customs: String,
    /// A share is written `0.05`; so are those that follow.
    #[serde(default)]
    share: String,
    #[serde(default)]
    explore: String,
    #[serde(default)]
    later_audit: String,
    #[serde(default)]
    #[schema(value_type = vocabulary::RiskAim)]
    aim: RiskAim,
    #[schema(value_type = vocabulary::RiskChannel)]
    channel: RiskChannel,
    #[serde(default)]
    per_day: String,
    #[serde(default)]
    credit: TypedCredit,
    #[serde(default)]
    basis: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// By what an expectation is multiplied, as it is typed.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TypedCredit {
    advanced: String,
    ordinary: String,
    dishonest: String,
}

/// What is wrong or doubtful with a row, in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BudgetNotice {
    /// Place among the rows that were sent, from 0; nothing where it is of a name that is to be dropped.
    pub(crate) row: Option<usize>,
    pub(crate) id: String,
    pub(crate) field: &'static str,
    /// Whether the row may not take effect; else it is a warning.
    pub(crate) refuses: bool,
    pub(crate) observed: String,
    pub(crate) text_zh: String,
    pub(crate) text_en: String,
    /// The other row that it is about.
    pub(crate) other: Option<String>,
}

/// In the order of the form.
const FIELDS: [&str; 13] = [
    "id",
    "procedures",
    "customs",
    "share",
    "explore",
    "later_audit",
    "channel",
    "per_day",
    "credit",
    "basis",
    "owner",
    "from",
    "to",
];

/// Of a row that is being read: what does not read stands as if it were not there.
struct Reading {
    row: usize,
    id: String,
    found: Vec<BudgetNotice>,
}

impl Reading {
    fn refuse(&mut self, field: &'static str, observed: &str, [zh, en]: [&str; 2]) {
        self.found.push(BudgetNotice {
            row: Some(self.row),
            id: self.id.clone(),
            field,
            refuses: true,
            observed: observed.to_owned(),
            text_zh: zh.to_owned(),
            text_en: en.to_owned(),
            other: None,
        });
    }

    /// Nothing where nothing is typed.
    fn read<T: FromStr>(&mut self, field: &'static str, text: &str, form: [&str; 2]) -> Option<T> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let read = text.parse().ok();
        if read.is_none() {
            self.refuse(field, text, form);
        }
        read
    }

    /// As `read`, and something has to be typed.
    fn asked<T: FromStr>(&mut self, field: &'static str, text: &str, form: [&str; 2]) -> Option<T> {
        if text.trim().is_empty() {
            self.refuse(field, "", ["须填写", "has to be given"]);
        }
        self.read(field, text, form)
    }
}

const A_SHARE: [&str; 2] =
    ["0–1（0–100 %）的小数，至多六位", "a decimal of 0 to 1 (0 to 100 %), six places at most"];
const A_DAY: [&str; 2] = ["日期，如 2026-11-24", "a day, as 2026-11-24"];

fn read_row(row: usize, typed: &TypedBudget) -> (RiskBudget, Vec<BudgetNotice>) {
    let TypedBudget { share, explore, later_audit, per_day, credit, from, to, .. } = typed;
    let mut it = Reading { row, id: typed.id.trim().to_owned(), found: Vec::new() };
    let share = it.asked("share", share, A_SHARE).unwrap_or(Rate::ZERO);
    let explore = it.read("explore", explore, A_SHARE).unwrap_or(Rate::ZERO);
    let later_audit = it.read("later_audit", later_audit, A_SHARE).unwrap_or(Rate::ZERO);
    let per_day = it.read("per_day", per_day, ["不小于 0 的整数", "a whole number, 0 or more"]);
    let mut scale = |text: &str| {
        let form = ["不小于 0 的小数", "a decimal, 0 or more"];
        it.read("credit", text, form).unwrap_or(Rate::ONE)
    };
    let TypedCredit { advanced, ordinary, dishonest } = credit;
    let credit = CreditScale {
        advanced: scale(advanced),
        ordinary: scale(ordinary),
        dishonest: scale(dishonest),
    };
    let from = it.asked("from", from, A_DAY).unwrap_or(Date::MIN);
    let to = it.read("to", to, A_DAY);
    let budget = RiskBudget {
        id: it.id,
        procedures: typed.procedures.clone(),
        customs: typed.customs.trim().to_owned(),
        share,
        explore,
        later_audit,
        aim: typed.aim,
        channel: typed.channel,
        per_day,
        credit,
        basis: typed.basis.trim().to_owned(),
        owner: typed.owner.trim().to_owned(),
        from,
        to,
    };
    (budget, it.found)
}

/// Rows as they are typed, among all that stand: everything at once, in the order of rows and columns.
pub(crate) fn typed_notices(
    set: &RiskSet,
    codes: &Codes,
    typed: &[TypedBudget],
    dropped: &[String],
) -> Vec<BudgetNotice> {
    let (mut rows, mut unread) = (Vec::new(), Vec::new());
    for (at, typed) in typed.iter().enumerate() {
        let (row, found) = read_row(at, typed);
        rows.push(row);
        unread.extend(found);
    }
    // Of what could not be read nothing else is said.
    let places: BTreeSet<_> = unread.iter().map(|it| (it.row, it.field)).collect();
    let mut all = notices(set, codes, &rows, dropped);
    all.retain(|it| !places.contains(&(it.row, it.field)));
    all.extend(unread);
    all.sort_by_key(|it| (it.row, FIELDS.iter().position(|field| *field == it.field)));
    all
}

/// Everything that is wrong or doubtful with rows, among all that stand.
pub(crate) fn notices(
    set: &RiskSet,
    codes: &Codes,
    rows: &[RiskBudget],
    dropped: &[String],
) -> Vec<BudgetNotice> {
    let mut all: Vec<BudgetNotice> = Vec::new();
    // Those that are sent stand behind all others, and of two that say the same the last one holds.
    let stand = set.budgets_with(rows);
    let first = stand.len().saturating_sub(rows.len());
    for (at, row) in rows.iter().enumerate() {
        all.extend(of_row(set, codes, at, row));
        if dropped.contains(&row.id) {
            let texts = ["同时设置与停用", "it is told and dropped at once"];
            all.push(BudgetNotice::new((at, row), "id", (true, &row.id), texts));
        }
        let others = stand.iter().enumerate().filter(|it| it.0 != first + at);
        let others = others.filter(|it| !dropped.contains(&it.1.id) && row.overlaps(it.1));
        all.extend(others.map(|(place, other)| {
            let holds = if place > first + at { &other.id } else { &row.id };
            overlap(at, row, &other.id, holds)
        }));
    }
    let unknown = dropped.iter().filter(|id| set.budgets.iter().all(|it| it.id != **id));
    all.extend(unknown.map(|id| BudgetNotice {
        row: None,
        id: id.clone(),
        field: "id",
        refuses: true,
        observed: id.clone(),
        text_zh: "没有这一预算".to_owned(),
        text_en: "there is no such row".to_owned(),
        other: None,
    }));
    all
}

impl BudgetNotice {
    fn new(
        (at, row): (usize, &RiskBudget),
        field: &'static str,
        (refuses, observed): (bool, &str),
        [zh, en]: [&str; 2],
    ) -> BudgetNotice {
        BudgetNotice {
            row: Some(at),
            id: row.id.clone(),
            field,
            refuses,
            observed: observed.to_owned(),
            text_zh: zh.to_owned(),
            text_en: en.to_owned(),
            other: None,
        }
    }
}

/// Of a row by itself, in a house with these models.
fn of_row(set: &RiskSet, codes: &Codes, at: usize, row: &RiskBudget) -> Vec<BudgetNotice> {
    let refused = budget_faults(row).into_iter().map(|it| {
        BudgetNotice::new((at, row), it.field, (true, &it.observed), [it.text_zh, it.text_en])
    });
    let mut all: Vec<BudgetNotice> = refused.collect();
    if !begins_office(codes, &row.customs) {
        let texts = ["没有以此开头的海关代码", "no customs office has a code that begins so"];
        all.push(BudgetNotice::new((at, row), "customs", (false, &row.customs), texts));
    }
    let has_model = |of: &RiskProcedure| set.models.contains_key(&(*of, RiskModelRole::Active));
    if row.share > Rate::ZERO && !row.procedures.iter().all(has_model) {
        let zh = "尚无生效模型，此比例暂不起作用";
        let en = "no model is in force for all of these cases: until then the share chooses nobody";
        let share = row.share.to_string();
        all.push(BudgetNotice::new((at, row), "share", (false, &share), [zh, en]));
    }
    all
}

fn overlap(at: usize, row: &RiskBudget, other: &str, holds: &str) -> BudgetNotice {
    let zh = format!("与 `{other}` 的关区、单证种类和日期重叠，以 `{holds}` 为准");
    let en = format!("`{other}` is for the same offices, kinds of case and days: `{holds}` holds");
    let found = BudgetNotice::new((at, row), "customs", (false, &row.customs), [&zh, &en]);
    BudgetNotice { other: Some(other.to_owned()), ..found }
}

fn begins_office(codes: &Codes, customs: &str) -> bool {
    customs.is_empty() || codes.rows(Table::CustomsDistrict).any(|it| it.code.starts_with(customs))
}
