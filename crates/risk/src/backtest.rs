//! Rules tried on history: what was kept of each batch is weighed again, by the rules as they are and as they would be.
//!
//! Batches come in the order in which they were decided. Each is weighed by the memory of those before it, as it was when it
//! was decided, and then folded (ADR 0080). Whatever was decided before the first day is folded and not weighed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use model::{Date, EntryId, RiskChannel, RiskProcedure};

use crate::{
    batch::{Batch, Chosen, Weighed},
    features::{FeatureSet, View},
    memory::{CaseKeys, Digester, Limits, Memory, MemoryError},
    record::{Record, SchemaError},
    rules::{Judged, Observed, RuleFinding, RuleRow, RuleSet, Scratch, judge},
};

/// What is to be tried.
#[derive(Debug)]
pub struct Question<'q> {
    pub before: &'q [RuleRow],
    pub after: &'q [RuleRow],
    /// Rules of `after` whose cases are counted and named.
    pub tried: BTreeSet<String>,
    /// Cases of an earlier day are not weighed.
    pub from: Date,
    /// So many cases that the tried rules fired on are named: the last ones.
    pub n_named: usize,
}

#[derive(Debug, thiserror::Error)]
pub enum BacktestError {
    #[error("features do not stand beside each other")]
    Features(#[from] SchemaError),
    #[error("{} faults refuse the rules", .0.len())]
    Rules(Vec<RuleFinding>),
}

/// Cases, and what two sets of rules do with them. Selected is whatever is not merely released.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub weighed: u64,
    /// On which a tried rule fired, whatever came of it.
    pub fired: u64,
    /// Of these, how many lots or watch rows chose all the same.
    pub anyway: u64,
    pub before: u64,
    pub after: u64,
    /// Selected by the rules as they would be and not as they are, and the other way round.
    pub gained: u64,
    pub lost: u64,
    /// Examined or held by the rules: what they cost.
    pub examinations_before: u64,
    pub examinations_after: u64,
}

/// What is done with cases, by the rules as they are and as they would be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moves {
    pub before: u64,
    pub after: u64,
    /// Came from another channel, and went to another.
    pub gained: u64,
    pub lost: u64,
}

/// What became of cases: those that have a result, and those in which something was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Results {
    pub examined: u64,
    pub found: u64,
}

/// A case that a tried rule fired on.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    pub entry: EntryId,
    pub procedure: RiskProcedure,
    pub on: Date,
    pub customs: String,
    pub before: RiskChannel,
    pub after: RiskChannel,
    /// By what it was chosen when it was decided.
    pub chosen: Chosen,
    /// What the rules looked at.
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
    pub channels: BTreeMap<RiskChannel, Moves>,
    /// Of the cases that a tried rule fired on, …
    pub fired: Results,
    /// … that were gained, lost, …
    pub gained: Results,
    pub lost: Results,
    /// … and of those that were drawn by lot: the honest measure of the others.
    pub by_lot: Results,
    /// Cases that were weighed by other values when they were decided, where that is known.
    pub differ: u64,
    /// Oldest first.
    pub named: VecDeque<Named>,
}

/// On the way through the batches.
#[derive(Debug)]
pub struct Backtest {
    memory: Memory,
    digester: Digester,
    from: Date,
    n_named: usize,
    tried: BTreeSet<String>,
    sides: Vec<Sides>,
    marks: BTreeMap<EntryId, Marks>,
    results: BTreeMap<EntryId, bool>,
    reached: Option<Date>,
    tally: Tally,
}

/// Both sets of a procedure.
#[derive(Debug)]
struct Sides {
    features: FeatureSet,
    before: Side,
    after: Side,
}

#[derive(Debug)]
struct Side {
    rules: RuleSet,
    scratch: Scratch,
}

/// Of what a case is counted when its result comes.
#[derive(Debug, Clone, Copy, Default)]
struct Marks {
    fired: bool,
    gained: bool,
    lost: bool,
    by_lot: bool,
}

/// What both sets do with a case.
struct Verdict {
    before: RiskChannel,
    after: RiskChannel,
    /// What tried rules looked at; nothing where none fired.
    observed: Option<Vec<Observed>>,
}

impl Side {
    fn of(rows: &[RuleRow], features: &FeatureSet) -> Result<Side, BacktestError> {
        let procedure = features.procedure();
        let ours = rows.iter().filter(|it| it.procedures.contains(&procedure)).cloned();
        let rows: Vec<RuleRow> = ours.collect();
        let rules = RuleSet::compile(&rows, features.schema()).map_err(BacktestError::Rules)?;
        Ok(Side { rules, scratch: Scratch::default() })
    }

    fn judge(&mut self, on: Date, record: &Record<'_>) -> (Vec<Judged<'_>>, RiskChannel) {
        judge(self.rules.fire(on, record, &mut self.scratch))
    }
}

impl Sides {
    fn of(procedure: RiskProcedure, question: &Question<'_>) -> Result<Sides, BacktestError> {
        let features = FeatureSet::of(procedure)?;
        let before = Side::of(question.before, &features)?;
        let after = Side::of(question.after, &features)?;
        Ok(Sides { features, before, after })
    }

    fn verdict(&mut self, on: Date, record: &Record<'_>, tried: &BTreeSet<String>) -> Verdict {
        let before = self.before.judge(on, record).1;
        let (judged, after) = self.after.judge(on, record);
        let mut ours = judged.iter().filter(|it| tried.contains(&it.fired.rule.id)).peekable();
        let has_fired = ours.peek().is_some();
        let seen = ours.flat_map(|it| it.fired.observed(record)).collect();
        Verdict { before, after, observed: has_fired.then_some(seen) }
    }
}

impl Backtest {
    /// # Errors
    /// When one of the sets may not take effect.
    pub fn new(digester: Digester, question: Question<'_>) -> Result<Backtest, BacktestError> {
        let of = |it: RiskProcedure| Sides::of(it, &question);
        let sides = RiskProcedure::ALL.into_iter().map(of).collect::<Result<Vec<Sides>, _>>()?;
        let Question { tried, from, n_named, .. } = question;
        Ok(Backtest {
            memory: Memory::new(digester, Limits::default()),
            digester,
            from,
            n_named,
            tried,
            sides,
            marks: BTreeMap::new(),
            results: BTreeMap::new(),
            reached: None,
            tally: Tally::default(),
        })
    }

    /// Takes the next batch, as it is kept.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), MemoryError> {
        let batch = Batch::from_bytes(bytes)?;
        for one in &batch.weighed {
            self.weigh(one);
        }
        for found in &batch.found {
            if self.marks.contains_key(&found.entry) {
                // Of several the last counts.
                self.results.insert(found.entry, found.grade.is_some());
            }
        }
        self.memory.apply(&batch.deltas);
        Ok(())
    }

    /// The day of the last case that was looked at or folded.
    pub fn reached(&self) -> Option<Date> {
        self.reached
    }

    /// Cases that were weighed so far.
    pub fn weighed(&self) -> u64 {
        self.tally.all.weighed
    }

    fn weigh(&mut self, one: &Weighed<'_>) {
        let Weighed { case, chosen, digest, .. } = one;
        let on = case.at.local_date();
        self.reached = Some(on);
        if on < self.from {
            return;
        }
        let sides = self.sides.iter_mut().find(|it| it.features.procedure() == case.procedure);
        let Some(sides) = sides else { return };
        let keys = CaseKeys::of(case, self.digester);
        let record = sides.features.record(&View::new(case, &keys, &self.memory));
        self.tally.differ += u64::from(digest.is_some_and(|it| it != record.digest()));
        let verdict = sides.verdict(on, &record, &self.tried);
        self.count(on, one, &verdict);
        if let Some(observed) = verdict.observed {
            let named = Named {
                entry: one.entry,
                procedure: case.procedure,
                on,
                customs: case.customs.to_owned(),
                before: verdict.before,
                after: verdict.after,
                chosen: *chosen,
                observed,
                is_found: None,
            };
            self.tally.named.push_back(named);
            if self.tally.named.len() > self.n_named {
                self.tally.named.pop_front();
            }
        }
    }

    fn count(&mut self, on: Date, one: &Weighed<'_>, verdict: &Verdict) {
        let Verdict { before, after, observed } = verdict;
        let is_selected = |it: RiskChannel| it > RiskChannel::Release;
        let is_examined = |it: RiskChannel| it >= RiskChannel::Examination;
        let by_lot = one.chosen.has(Chosen::RANDOM);
        let is_anyway = by_lot || one.chosen.has(Chosen::WATCH);
        let (was, will) = (is_selected(*before), is_selected(*after));
        let marks =
            Marks { fired: observed.is_some(), gained: will && !was, lost: was && !will, by_lot };
        let customs = self.tally.customs.entry(one.case.customs.to_owned()).or_default();
        let day = self.tally.days.entry(on).or_default();
        for counts in [customs, day, &mut self.tally.all] {
            counts.weighed += 1;
            counts.fired += u64::from(marks.fired);
            counts.anyway += u64::from(marks.fired && is_anyway);
            counts.before += u64::from(was);
            counts.after += u64::from(will);
            counts.gained += u64::from(marks.gained);
            counts.lost += u64::from(marks.lost);
            counts.examinations_before += u64::from(is_examined(*before));
            counts.examinations_after += u64::from(is_examined(*after));
        }
        let has_moved = u64::from(before != after);
        let left = self.tally.channels.entry(*before).or_default();
        left.before += 1;
        left.lost += has_moved;
        let come = self.tally.channels.entry(*after).or_default();
        come.after += 1;
        come.gained += has_moved;
        if marks.fired || marks.gained || marks.lost || marks.by_lot {
            let all = self.marks.entry(one.entry).or_default();
            all.fired |= marks.fired;
            all.gained |= marks.gained;
            all.lost |= marks.lost;
            all.by_lot |= marks.by_lot;
        }
    }

    /// What it came to. A case that was weighed twice is counted twice, and its examination once.
    pub fn finish(self) -> Tally {
        let Backtest { mut tally, marks, results, .. } = self;
        for (entry, is_found) in &results {
            let Some(marks) = marks.get(entry) else { continue };
            let of = [
                (marks.fired, &mut tally.fired),
                (marks.gained, &mut tally.gained),
                (marks.lost, &mut tally.lost),
                (marks.by_lot, &mut tally.by_lot),
            ];
            for (_, counted) in of.into_iter().filter(|it| it.0) {
                counted.examined += 1;
                counted.found += u64::from(*is_found);
            }
        }
        for named in &mut tally.named {
            named.is_found = results.get(&named.entry).copied();
        }
        tally
    }
}
