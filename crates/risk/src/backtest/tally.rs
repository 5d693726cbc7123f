//! What a trial comes to: how many are selected on both sides, what that costs, and what examinations found of them.

use std::collections::{BTreeMap, VecDeque};

use model::{Date, EntryId, Rate, RiskBudget, RiskChannel, RiskProcedure};

use crate::{
    batch::Chosen,
    rules::Observed,
    trees::{Interval, wilson},
};

/// Cases, and what is done with them as it is and as it would be. Selected is whatever is not merely released.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub weighed: u64,
    /// On which a tried rule fired, whatever came of it.
    pub fired: u64,
    /// Of these, how many lots or watch rows chose all the same.
    pub anyway: u64,
    pub before: u64,
    pub after: u64,
    /// Selected as it would be and not as it is, and the other way round.
    pub gained: u64,
    pub lost: u64,
    /// Of what was gained, what lots or watch rows chose all the same: it costs no more.
    pub gained_anyway: u64,
    /// Examined or held by rules or the model: what they cost.
    pub examinations_before: u64,
    pub examinations_after: u64,
}

/// What is done with cases, as it is and as it would be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moves {
    pub before: u64,
    pub after: u64,
    /// Came from another channel or way, and went to another.
    pub gained: u64,
    pub lost: u64,
}

impl Moves {
    pub(super) fn count(&mut self, was: bool, will: bool) {
        self.before += u64::from(was);
        self.after += u64::from(will);
        self.gained += u64::from(will && !was);
        self.lost += u64::from(was && !will);
    }
}

/// By what a case is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Rule,
    /// By the model: most is expected of it.
    Targeted,
    /// By the model: least is known of it.
    Explored,
    /// By the model, for later.
    Later,
    /// It would have been chosen, and the day's most was used up: looked at later.
    Beyond,
}

impl Way {
    pub const ALL: [Way; 5] = [Way::Rule, Way::Targeted, Way::Explored, Way::Later, Way::Beyond];
}

/// What became of cases: those that have a result, and those in which something was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Results {
    pub examined: u64,
    pub found: u64,
}

impl Results {
    pub(super) fn count(&mut self, is_found: bool) {
        self.examined += 1;
        self.found += u64::from(is_found);
    }

    /// In which the share of what is found lies, at 95 %, by Wilson; nothing where nothing was examined.
    pub fn interval(self) -> Option<Interval> {
        interval(self.found, self.examined)
    }
}

fn interval(hits: u64, n: u64) -> Option<Interval> {
    wilson(usize::try_from(hits).ok()?, usize::try_from(n).ok()?)
}

/// What examinations in history found. There are results only of what was examined, whoever chose it then: so what is gained has
/// few of them, and they are no fair sample. Lots are one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// Of the cases that a tried rule fired on, …
    pub fired: Results,
    /// … that were gained, lost, selected both ways, …
    pub gained: Results,
    pub lost: Results,
    pub kept: Results,
    /// … and of those that were drawn by lot, whatever else speaks of them: the honest measure of the others.
    pub by_lot: Results,
    /// Of these lots, those that would be selected on both sides: what each side finds, fairly measured.
    pub lots_before: Results,
    pub lots_after: Results,
}

/// What a row of the budget came to on one side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// Cases that the row was for.
    pub weighed: u64,
    /// Chosen by the model and by rules that are not grave, for documents or examination.
    pub chosen: u64,
    /// Sent to later audit because the day's most was used up.
    pub beyond: u64,
}

/// A row of the budget, and what it came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spending {
    /// As it would be; as it is where it is there no more.
    pub share: Rate,
    pub per_day: Option<u32>,
    pub before: Spent,
    pub after: Spent,
}

impl Spending {
    pub(super) fn note(&mut self, row: &RiskBudget) {
        self.share = row.share;
        self.per_day = row.per_day;
    }

    /// Whether more is chosen than the row's share, and not by chance: the whole interval at 95 % lies above it.
    pub fn is_over(&self) -> bool {
        // Parts of a million are exact.
        #[expect(clippy::cast_precision_loss, reason = "rates are small")]
        let share = self.share.ppm() as f64 / 1_000_000.0;
        interval(self.after.chosen, self.after.weighed).is_some_and(|it| it.low > share)
    }
}

/// A case that a tried rule fired on, or that something else is done with.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    pub entry: EntryId,
    pub procedure: RiskProcedure,
    pub on: Date,
    pub customs: String,
    pub before: RiskChannel,
    pub after: RiskChannel,
    /// How likely a finding is, by the models of both sides.
    pub probable_before: Option<f64>,
    pub probable_after: Option<f64>,
    /// By what it was chosen when it was decided.
    pub chosen: Chosen,
    /// What the tried rules looked at; nothing where none fired.
    pub observed: Vec<Observed>,
    /// Whether its examination found something; nothing where there is no result.
    pub is_found: Option<bool>,
}

/// What a trial came to.
#[derive(Debug, Default, PartialEq)]
pub struct Tally {
    pub all: Counts,
    pub days: BTreeMap<Date, Counts>,
    /// By the customs office that they were declared at.
    pub customs: BTreeMap<String, Counts>,
    pub procedures: BTreeMap<RiskProcedure, Counts>,
    pub channels: BTreeMap<RiskChannel, Moves>,
    /// A case may go several ways.
    pub ways: BTreeMap<Way, Moves>,
    /// By the names of their rows.
    pub budgets: BTreeMap<String, Spending>,
    pub known: Known,
    /// Cases that were weighed by other values when they were decided, where that is known.
    pub differ: u64,
    /// Oldest first.
    pub named: VecDeque<Named>,
}
