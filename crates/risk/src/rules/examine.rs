//! A set of rules examined as it is saved: each by itself, and each beside the others.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    areas::{Area, areas, never_zero},
    finding::{RuleFault, RuleFinding, Spot},
    lower::{Lowered, lower},
    pool::{Both, Pool},
    row::RuleRow,
};
use crate::record::{Kind, Schema};

/// A rule that was read.
#[derive(Debug, Default)]
pub(super) struct Rule {
    pub(super) condition: Option<Both>,
    pub(super) features: Vec<(Kind, u16)>,
    /// Where it holds; nothing if that is not known.
    pub(super) areas: Option<Vec<Area>>,
}

/// All rules over one pool, and what is wrong with each by itself.
#[derive(Debug)]
pub(super) struct Book {
    pub(super) pool: Pool,
    pub(super) rules: Vec<Rule>,
    pub(super) findings: Vec<RuleFinding>,
}

/// Everything that is wrong with the rows, in their order: what refuses them and what only warns.
pub fn examine(rows: &[RuleRow], schema: &Schema) -> Vec<RuleFinding> {
    let mut book = read(rows, schema);
    let compared = super::pairs::compare(rows, &book);
    book.findings.extend(compared);
    book.findings.sort_by(|a, b| {
        (a.row, a.from, a.to, a.fault, &a.other).cmp(&(b.row, b.from, b.to, b.fault, &b.other))
    });
    book.findings
}

pub(super) fn read(rows: &[RuleRow], schema: &Schema) -> Book {
    let mut book = Book { pool: Pool::default(), rules: Vec::new(), findings: Vec::new() };
    let mut named: BTreeMap<&str, Vec<&RuleRow>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let mut spots = row_faults(row);
        let others = named.entry(&row.id).or_default();
        if others.iter().any(|it| it.overlaps(row)) {
            let en = "another row of this name is in force on the same days".to_owned();
            let zh = "同一编号的另一行在相同日期有效".to_owned();
            spots.push(Spot::new((0, 0), RuleFault::SameId, en, zh).other(&row.id));
        }
        others.push(row);
        let Lowered { condition, spots: faults, divisors, features } =
            lower(&row.condition, schema, &mut book.pool);
        spots.extend(faults);
        let mut rule = Rule { condition, features, areas: None };
        if let Some(condition) = condition {
            rule.areas = areas(&book.pool, condition.yes);
            spots.extend(reach(&book.pool, row, condition, rule.areas.as_deref()));
            let mut warned = BTreeSet::new();
            for (divisor, place) in divisors {
                let safe = rule.areas.iter().flatten().all(|it| never_zero(it, divisor))
                    && rule.areas.is_some();
                if !safe && warned.insert(divisor) {
                    spots.push(may_be_zero(&row.condition, place));
                }
            }
        }
        if spots.iter().any(Spot::refuses) {
            // What does not take effect is not held against others.
            rule = Rule::default();
        }
        let told = spots.into_iter().map(|it| it.told(at, &row.id, &row.condition));
        book.findings.extend(told);
        book.rules.push(rule);
    }
    book
}

fn row_faults(row: &RuleRow) -> Vec<Spot> {
    let empty = [
        (&row.id, "a name", "编号"),
        (&row.title_zh, "a title in Chinese", "中文标题"),
        (&row.title_en, "a title in English", "英文标题"),
        (&row.basis, "a basis", "依据"),
        (&row.owner, "an owner", "责任人"),
    ];
    let fault = |en: String, zh: String| Spot::new((0, 0), RuleFault::Row, en, zh);
    let mut spots: Vec<Spot> = empty
        .into_iter()
        .filter(|(value, ..)| value.trim().is_empty())
        .map(|(_, en, zh)| fault(format!("the rule has to have {en}"), format!("规则缺少{zh}")))
        .collect();
    if let Some(to) = row.to.filter(|it| *it < row.from) {
        let en = format!("it ends on {to}, before it starts on {}", row.from);
        spots.push(fault(en, format!("终止日 {to} 早于起始日 {}", row.from)));
    }
    spots
}

/// Conditions that no case or every case meets.
fn reach(pool: &Pool, row: &RuleRow, condition: Both, yes: Option<&[Area]>) -> Option<Spot> {
    let text = &row.condition;
    let from = text.len() - text.trim_start().len();
    let place = (from, text.trim_end().len().max(from));
    if yes.is_some_and(<[Area]>::is_empty) {
        let en = "no case can meet this condition: its parts contradict each other";
        return Some(Spot::new(place, RuleFault::NeverTrue, en, "条件自相矛盾，不可能成立"));
    }
    if areas(pool, condition.no).is_some_and(|it| it.is_empty()) {
        let en = "this condition is met by every case of which its features are known";
        return Some(Spot::new(place, RuleFault::MatchesAll, en, "凡特征已知的单证均满足此条件"));
    }
    None
}

fn may_be_zero(text: &str, place: (usize, usize)) -> Spot {
    let piece = super::finding::shortened(text.get(place.0..place.1).unwrap_or_default());
    let en = format!("`{piece}` may be zero; then what is divided by it counts as missing");
    let zh = format!("`{piece}` 可能为零；为零时按缺失处理");
    let hint = Some(format!("{piece} != 0"));
    Spot::new(place, RuleFault::MayDivideByZero, en, zh).hint(hint)
}

/// The texts that rules look for do not fit into an automaton.
pub(super) fn too_many_words(rows: &[RuleRow], error: &str) -> RuleFinding {
    let en = format!("the texts that rules look for with `contains` are too many: {error}");
    let zh = format!("`contains` 所查文本过多：{error}");
    let id = rows.first().map_or("", |it| it.id.as_str());
    Spot::new((0, 0), RuleFault::TooLarge, en, zh).told(0, id, "")
}
