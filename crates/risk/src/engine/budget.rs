//! Rows of the budget (布控预算): which of them holds at an office, and what is wrong with one.

use model::{CreditScale, Date, RiskBudget, RiskChannel, RiskProcedure};

/// The row in force whose beginning of an office's code is longest; of those that say the same of the same cases the last.
pub fn holding<'b>(
    rows: impl IntoIterator<Item = &'b RiskBudget>,
    procedure: RiskProcedure,
    customs: &str,
    on: Date,
) -> Option<&'b RiskBudget> {
    let fits = |it: &&RiskBudget| {
        it.is_in_force(on) && customs.starts_with(&it.customs) && it.procedures.contains(&procedure)
    };
    rows.into_iter().filter(fits).max_by_key(|it| it.customs.len())
}

/// What a row may not say, in words of both languages: what has to stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetFault {
    pub field: &'static str,
    pub observed: String,
    pub text_zh: &'static str,
    pub text_en: &'static str,
}

/// Everything for which a row is refused, in the order of its columns.
pub fn budget_faults(budget: &RiskBudget) -> Vec<BudgetFault> {
    let mut faults = Vec::new();
    let mut fault = |field, observed: String, [text_zh, text_en]: [&'static str; 2]| {
        faults.push(BudgetFault { field, observed, text_zh, text_en });
    };
    let given = ["须填写", "has to be given"];
    let named = |text: &String| !text.trim().is_empty();
    if !named(&budget.id) {
        fault("id", budget.id.clone(), given);
    }
    if budget.procedures.is_empty() {
        fault("procedures", String::new(), ["至少一种单证", "at least one kind of case"]);
    }
    let RiskBudget { share, explore, later_audit, .. } = budget;
    for (field, share) in [("share", share), ("explore", explore), ("later_audit", later_audit)] {
        if !(0..=1_000_000).contains(&share.ppm()) {
            fault(field, share.to_string(), ["0–1（0–100 %）", "0 to 1 (0 to 100 %)"]);
        }
    }
    if budget.channel < RiskChannel::Documents || budget.channel > RiskChannel::Examination {
        let observed = budget.channel.title_en().to_owned();
        fault("channel", observed, ["单证审核或查验", "documents or examination"]);
    }
    let CreditScale { advanced, ordinary, dishonest } = budget.credit;
    for scale in [advanced, ordinary, dishonest].into_iter().filter(|it| it.ppm() < 0) {
        fault("credit", scale.to_string(), ["不小于 0", "0 or more"]);
    }
    for (field, text) in [("basis", &budget.basis), ("owner", &budget.owner)] {
        if !named(text) {
            fault(field, text.clone(), given);
        }
    }
    if let Some(last) = budget.to.filter(|it| *it < budget.from) {
        fault("to", last.to_string(), ["不早于首日", "not before the first day"]);
    }
    faults
}

#[cfg(test)]
mod tests {
    use model::{Rate, RiskAim};

    use super::*;

    const DAY: Date = Date::constant(2026, 11, 23);

    fn row(id: &str, customs: &str) -> RiskBudget {
        RiskBudget {
            id: id.to_owned(),
            procedures: vec![RiskProcedure::Parcel],
            customs: customs.to_owned(),
            share: Rate::from_ppm(50_000),
            explore: Rate::from_ppm(0),
            later_audit: Rate::from_ppm(0),
            aim: RiskAim::Findings,
            channel: RiskChannel::Documents,
            per_day: None,
            credit: CreditScale::default(),
            basis: "海关总署令第271号".to_owned(),
            owner: "风险防控局".to_owned(),
            from: DAY,
            to: None,
        }
    }

    #[test]
    fn the_longest_beginning_holds_among_the_rows_of_the_day_and_the_procedure() {
        let ended = RiskBudget {
            from: Date::constant(2026, 1, 1),
            to: DAY.yesterday().ok(),
            ..row("C", "2225")
        };
        let other = RiskBudget { procedures: vec![RiskProcedure::Declaration], ..row("D", "22") };
        let rows = [row("A", ""), row("B", "22"), ended, other];
        let at = |customs, procedure| holding(&rows, procedure, customs, DAY).map(|it| &*it.id);
        assert_eq!(at("2225", RiskProcedure::Parcel), Some("B"));
        assert_eq!(at("5100", RiskProcedure::Parcel), Some("A"));
        assert_eq!(at("2225", RiskProcedure::Declaration), Some("D"));
        assert_eq!(at("5100", RiskProcedure::Declaration), None);
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once_in_its_place() {
        assert_eq!(budget_faults(&row("A", "")), []);
        let bad = RiskBudget {
            procedures: Vec::new(),
            share: Rate::from_ppm(1_500_000),
            channel: RiskChannel::Release,
            owner: " ".to_owned(),
            to: DAY.yesterday().ok(),
            ..row("", "")
        };
        let told: Vec<_> = budget_faults(&bad).iter().map(|it| it.field).collect();
        assert_eq!(told, ["id", "procedures", "share", "channel", "owner", "to"]);
    }

    #[test]
    fn rows_overlap_that_say_the_same_of_the_same_cases() {
        let one = RiskBudget { to: Some(DAY), ..row("A", "22") };
        let next = RiskBudget { from: DAY.tomorrow().unwrap(), ..row("B", "22") };
        assert!(one.overlaps(&row("B", "22")) && row("B", "22").overlaps(&one));
        assert!(
            !one.overlaps(&next) && !next.overlaps(&one),
            "one begins when the other has ended"
        );
        assert!(!one.overlaps(&row("B", "2225")), "the narrower one holds");
        let other = RiskBudget { procedures: vec![RiskProcedure::Declaration], ..row("B", "22") };
        assert!(!one.overlaps(&other));
    }
}
