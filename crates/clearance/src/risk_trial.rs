//! A change of risk analysis, ready to be tried on history (`risk::backtest`): what weighs as it is, and as it would be.

use std::collections::BTreeSet;

use model::{Date, Finding, InputId, RiskBudget, RiskChange, RiskRule};
use risk::backtest::{Engines, Question};

use crate::{risk_book::RiskSet, risk_plan::Word};

/// Both sides of a trial.
#[derive(Debug)]
pub struct RiskTrial {
    before: Engines,
    after: Engines,
    tried: BTreeSet<String>,
}

impl RiskTrial {
    /// The question that it puts to history.
    pub fn question(self, from: Date, n_named: usize) -> Question {
        let RiskTrial { before, after, tried } = self;
        Question { before, after, tried, from, n_named }
    }
}

impl RiskSet {
    /// What a change would do that took effect on a day. What it names stands on every day of history, as it is on that day and as
    /// it would be: otherwise a rule that begins tomorrow would select nobody yesterday. All else stands on its own days.
    ///
    /// # Errors
    /// What the change would be refused for.
    pub fn trial(&self, change: &RiskChange, on: Date) -> Result<RiskTrial, Vec<Finding>> {
        let nobody = Word { by: String::new(), reason: String::new(), told: InputId(0) };
        let tried: BTreeSet<String> = change.rules.iter().map(|it| it.id.clone()).collect();
        let dropped = change.dropped.iter().cloned();
        let rules: BTreeSet<String> = tried.iter().cloned().chain(dropped).collect();
        let dropped = change.dropped_budgets.iter().cloned();
        let budgets: BTreeSet<String> =
            change.budgets.iter().map(|it| it.id.clone()).chain(dropped).collect();
        let mut before = self.clone();
        stretch(&mut before.rules, &rules, on);
        stretch(&mut before.budgets, &budgets, on);
        let mut change = change.clone();
        stretch(&mut change.rules, &rules, on);
        stretch(&mut change.budgets, &budgets, on);
        let after = before.with(&change, &nobody)?;
        Ok(RiskTrial { before: before.engines()?, after: after.engines()?, tried })
    }
}

/// A row that is in force on some days.
trait Dated {
    fn id(&self) -> &str;
    fn days(&mut self) -> (&mut Date, &mut Option<Date>);
    fn is_in_force(&self, on: Date) -> bool;
}

impl Dated for RiskRule {
    fn id(&self) -> &str {
        &self.id
    }

    fn days(&mut self) -> (&mut Date, &mut Option<Date>) {
        (&mut self.from, &mut self.to)
    }

    fn is_in_force(&self, on: Date) -> bool {
        self.is_in_force(on)
    }
}

impl Dated for RiskBudget {
    fn id(&self) -> &str {
        &self.id
    }

    fn days(&mut self) -> (&mut Date, &mut Option<Date>) {
        (&mut self.from, &mut self.to)
    }

    fn is_in_force(&self, on: Date) -> bool {
        self.is_in_force(on)
    }
}

/// Of rows that are named one of each name stands on every day: the one of the day; where none is, of what is to come the
/// first. What is past stands no more.
fn stretch<R: Dated>(rows: &mut Vec<R>, named: &BTreeSet<String>, on: Date) {
    let mut kept: Vec<R> = Vec::with_capacity(rows.len());
    let mut chosen: Vec<R> = Vec::new();
    for mut row in rows.drain(..) {
        if !named.contains(row.id()) {
            kept.push(row);
            continue;
        }
        let is_past = row.days().1.is_some_and(|last| last < on);
        let is_now = row.is_in_force(on);
        let at = chosen.iter().position(|it| it.id() == row.id());
        let from = *row.days().0;
        match at.and_then(|at| chosen.get_mut(at)) {
            _ if is_past => {}
            Some(other) => {
                if is_now || (!other.is_in_force(on) && from < *other.days().0) {
                    *other = row;
                }
            }
            None => chosen.push(row),
        }
    }
    for row in &mut chosen {
        let (from, to) = row.days();
        (*from, *to) = (Date::MIN, None);
    }
    kept.extend(chosen);
    *rows = kept;
}

#[cfg(test)]
mod tests {
    use model::{RiskChannel, RiskProcedure, RiskSeverity};

    use super::*;

    fn rule(id: &str, version: u32, from: Date, to: Option<Date>) -> RiskRule {
        RiskRule {
            id: id.to_owned(),
            version,
            procedures: RiskProcedure::ALL.to_vec(),
            title_zh: "试".to_owned(),
            title_en: "tried".to_owned(),
            basis: "海关总署令第271号".to_owned(),
            owner: "风险防控局".to_owned(),
            severity: RiskSeverity::Medium,
            channel: RiskChannel::Documents,
            condition: "doc.value > 1.0".to_owned(),
            from,
            to,
            campaign: None,
        }
    }

    #[test]
    fn what_is_named_stands_on_every_day_and_the_rest_on_its_own() {
        let day = |day| Date::constant(2026, 11, day);
        let mut rows = vec![
            rule("A", 1, day(1), Some(day(9))),
            rule("A", 2, day(25), None),
            rule("A", 3, day(10), Some(day(24))),
            rule("B", 1, day(28), None),
            rule("B", 2, day(24), Some(day(27))),
            rule("C", 1, day(1), Some(day(9))),
            rule("D", 1, day(1), Some(day(9))),
        ];
        let named = ["A", "B", "C"].map(str::to_owned).into();
        stretch(&mut rows, &named, day(23));
        let told: Vec<_> = rows.iter().map(|it| (it.id.as_str(), it.version, it.from)).collect();
        assert_eq!(told, [("D", 1, day(1)), ("A", 3, Date::MIN), ("B", 2, Date::MIN)]);
        assert!(rows.iter().all(|it| it.to.is_none() == (it.id != "D")));
    }
}
