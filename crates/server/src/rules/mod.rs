//! Rules and plans of risk analysis at the officers' desk: examined before they are saved, and tried on history.

mod budgets;
mod campaigns;
mod trial;

use std::collections::BTreeMap;

use clearance::examine_rules;
use model::{InputId, RiskProcedure, RiskRule};
use risk::{
    features::FeatureSet,
    rules::{RuleFault, RuleFinding, features_used},
};

pub(crate) use budgets::{BudgetNotice, TypedBudget, notices, typed_notices};
pub(crate) use campaigns::{Campaign, InCampaign, campaigns};
pub(crate) use trial::{Bounds, Read, RuleTried, Trial, TriedCase, read_history, try_change};

/// A finding of a row, and of which procedures' features it is.
#[derive(Debug)]
pub(crate) struct Examined {
    pub(crate) procedures: Vec<RiskProcedure>,
    pub(crate) finding: RuleFinding,
}

/// What is wrong or doubtful with the last `n_rows` rules of a set. Their places count from the first of them.
pub(crate) fn examine_last(set: &[RiskRule], n_rows: usize) -> Vec<Examined> {
    let first = set.len().saturating_sub(n_rows);
    let places: BTreeMap<RiskProcedure, Vec<usize>> =
        RiskProcedure::ALL.into_iter().map(|it| (it, places_of(set, it))).collect();
    let mut examined: Vec<Examined> = Vec::new();
    // What is said of a row for both procedures is said once.
    let mut known: BTreeMap<(usize, usize, usize, String), usize> = BTreeMap::new();
    for (procedure, finding) in examine_rules(set) {
        let place = places.get(&procedure).and_then(|it| it.get(finding.row)).copied();
        let Some(row) = place.and_then(|it| it.checked_sub(first)) else { continue };
        let finding = RuleFinding { row, ..finding };
        let said = (row, finding.from, finding.to, finding.text_en.clone());
        match known.get(&said).and_then(|at| examined.get_mut(*at)) {
            Some(it) => it.procedures.push(procedure),
            None => {
                known.insert(said, examined.len());
                examined.push(Examined { procedures: vec![procedure], finding });
            }
        }
    }
    let rows = set.iter().skip(first).enumerate();
    let homeless = rows
        .filter(|(_, it)| it.procedures.is_empty())
        .map(|(row, it)| Examined { procedures: Vec::new(), finding: of_no_procedure(row, it) });
    examined.extend(homeless);
    examined.sort_by_key(|it| (it.finding.row, it.finding.from, it.finding.to));
    examined
}

/// Where the rules of a procedure stand among all.
fn places_of(set: &[RiskRule], procedure: RiskProcedure) -> Vec<usize> {
    let ours = set.iter().enumerate().filter(|(_, it)| it.procedures.contains(&procedure));
    ours.map(|it| it.0).collect()
}

fn of_no_procedure(row: usize, rule: &RiskRule) -> RuleFinding {
    RuleFinding {
        row,
        rule: rule.id.clone(),
        fault: RuleFault::Row,
        refuses: true,
        line: 1,
        column: 1,
        from: 0,
        to: 0,
        piece: String::new(),
        text_zh: "规则缺少适用的单证种类".to_owned(),
        text_en: "the rule has to have a kind of case".to_owned(),
        hint: None,
        other: None,
    }
}

/// The features that each rule asks for, in the order of its condition, once each.
pub(crate) fn features_asked(rules: &[RiskRule]) -> Vec<Vec<String>> {
    let mut asked: Vec<Vec<String>> = vec![Vec::new(); rules.len()];
    for procedure in RiskProcedure::ALL {
        let Ok(features) = FeatureSet::of(procedure) else { continue };
        let places = places_of(rules, procedure);
        let rows: Vec<RiskRule> = places.iter().filter_map(|at| rules.get(*at)).cloned().collect();
        let used = features_used(&rows, features.schema());
        for (at, names) in places.into_iter().zip(used) {
            let Some(known) = asked.get_mut(at) else { continue };
            for name in names {
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
    }
    asked
}

/// The rule that a reason names as it stood when an input was decided on a day; nothing where it was none.
pub(crate) fn rule_then<'r>(
    told: &'r [(InputId, RiskRule)],
    id: &str,
    input: InputId,
    on: model::Date,
) -> Option<&'r RiskRule> {
    let before = || told.iter().filter(|it| it.0 < input && it.1.id == id);
    let last = before().next_back()?.0;
    // Rows of one name that were told together are in force on different days.
    before().filter(|it| it.0 == last).map(|it| &it.1).find(|it| it.is_in_force(on))
}

#[cfg(test)]
mod tests {
    use model::{Date, RiskChannel, RiskSeverity};

    use super::*;

    fn rule(id: &str, condition: &str) -> RiskRule {
        RiskRule {
            id: id.to_owned(),
            version: 1,
            procedures: RiskProcedure::ALL.to_vec(),
            title_zh: "试".to_owned(),
            title_en: "tried".to_owned(),
            basis: "海关总署令第271号".to_owned(),
            owner: "风险防控局".to_owned(),
            severity: RiskSeverity::Medium,
            channel: RiskChannel::Documents,
            condition: condition.to_owned(),
            from: Date::constant(2026, 1, 1),
            to: None,
            campaign: None,
        }
    }

    #[test]
    fn findings_are_told_of_the_rows_that_are_asked_about_once_for_both_procedures() {
        let only = |it: RiskProcedure, id: &str, condition: &str| RiskRule {
            procedures: vec![it],
            ..rule(id, condition)
        };
        let set = [
            only(RiskProcedure::Declaration, "A", "doc.valu > 1.0"),
            only(RiskProcedure::Parcel, "B", "doc.value > 1.0"),
            rule("C", "doc.valu > 1.0"),
            RiskRule { procedures: Vec::new(), ..rule("D", "doc.value > 2.0") },
        ];
        let told = examine_last(&set, 2);
        let told: Vec<_> = told
            .iter()
            .map(|it| (it.finding.row, it.finding.fault, it.procedures.len(), it.finding.refuses))
            .collect();
        assert_eq!(told, [(0, RuleFault::UnknownFeature, 2, true), (1, RuleFault::Row, 0, true)]);
        let all = examine_last(&set, 4);
        let rows: Vec<usize> = all.iter().map(|it| it.finding.row).collect();
        assert_eq!(rows, [0, 2, 3]);
    }

    #[test]
    fn features_are_named_once_in_the_order_of_the_condition() {
        let rules = [
            rule("A", "doc.value > 1.0 && goods.codes.exists(c, c == '1') && doc.value < 9.0"),
            rule("B", "doc.valu >"),
        ];
        assert_eq!(features_asked(&rules), [vec!["doc.value", "goods.codes"], Vec::new()]);
    }

    #[test]
    fn a_rule_is_known_as_it_stood_when_the_case_was_decided() {
        let at = |input: u64, version: u32| {
            (InputId(input), RiskRule { version, ..rule("A", "doc.value > 1.0") })
        };
        let told = [at(3, 1), at(9, 2)];
        let on = Date::constant(2026, 2, 1);
        let then =
            |input: u64, on: Date| rule_then(&told, "A", InputId(input), on).map(|it| it.version);
        assert_eq!(
            [then(3, on), then(4, on), then(9, on), then(10, on)],
            [None, Some(1), Some(1), Some(2)]
        );
        assert_eq!(then(10, Date::constant(2025, 12, 31)), None);
        assert!(rule_then(&told, "W-1", InputId(10), on).is_none());
    }
}
