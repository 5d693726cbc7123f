//! A change of risk analysis tried on history: what was kept of each batch is weighed again, as it is and as it would be.
//!
//! Batches come in the order in which they were decided. Each is weighed by the memory of those before it, as it was when it
//! was decided, and then folded (ADR 0080). Who came, and what examinations found of it, is what happened; where the model's lines
//! run and how much of a day is used up follows from who is chosen, so from the first day on each side keeps its own
//! (ADR 0084). Whatever was decided before that day is folded and not weighed. Lots and watch rows choose the same on both sides.

mod tally;

use std::collections::{BTreeMap, BTreeSet};

use model::{Date, EntryId, Moment, RiskChannel, RiskProcedure};

use crate::{
    batch::{Batch, Chosen, Weighed},
    engine::{Choice, Decided, Engine, Seen},
    features::{FeatureSet, View},
    memory::{CaseKeys, Course, Digester, Gathering, Limits, Memory, MemoryError},
    record::{Record, SchemaError},
    rules::{Observed, Scratch},
};

pub use tally::{Counts, Known, Moves, Named, Results, Spending, Spent, Tally, Way};

/// What weighs the cases of each procedure; of one that is not there nothing does.
pub type Engines = Vec<(RiskProcedure, Engine)>;

/// What is to be tried.
#[derive(Debug)]
pub struct Question {
    pub before: Engines,
    pub after: Engines,
    /// Rules of `after` whose cases are counted and named.
    pub tried: BTreeSet<String>,
    /// Cases of an earlier day are not weighed.
    pub from: Date,
    /// So many cases are named: the last ones.
    pub n_named: usize,
}

/// On the way through the batches.
#[derive(Debug)]
pub struct Backtest {
    memory: Memory,
    digester: Digester,
    features: Vec<FeatureSet>,
    before: Side,
    after: Side,
    is_begun: bool,
    from: Date,
    n_named: usize,
    tried: BTreeSet<String>,
    marks: BTreeMap<EntryId, Marks>,
    results: BTreeMap<EntryId, bool>,
    reached: Option<Date>,
    tally: Tally,
}

/// One way of choosing, and what follows from it.
#[derive(Debug)]
struct Side {
    /// Each with what it works in.
    engines: Vec<(RiskProcedure, Engine, Scratch)>,
    course: Course,
    gathering: Gathering,
}

impl Side {
    fn new(engines: Engines) -> Side {
        let with = |(procedure, engine)| (procedure, engine, Scratch::default());
        Side {
            engines: engines.into_iter().map(with).collect(),
            course: Course::default(),
            gathering: Gathering::default(),
        }
    }

    fn decide(&mut self, seen: Seen<'_, '_, '_>) -> Decided<'_> {
        let Side { engines, course, gathering } = self;
        let ours = engines.iter_mut().find(|it| it.0 == seen.case.procedure);
        match ours {
            Some((_, engine, scratch)) => engine.decide(seen, course, scratch, gathering),
            None => Decided::default(),
        }
    }

    /// A batch is over, and the next one knows of it.
    fn close(&mut self, at: Moment) {
        let gathering = std::mem::take(&mut self.gathering);
        self.course.apply(&gathering.finish(at));
    }
}

/// Of what a case is counted when its result comes.
#[derive(Debug, Clone, Copy, Default)]
struct Marks {
    fired: bool,
    was: bool,
    will: bool,
    by_lot: bool,
}

/// What both sides do with a case.
struct Both<'s> {
    before: Decided<'s>,
    after: Decided<'s>,
    /// What tried rules looked at; nothing where none fired.
    observed: Option<Vec<Observed>>,
}

impl Both<'_> {
    fn channels(&self) -> [RiskChannel; 2] {
        [&self.before, &self.after].map(|it| it.channel.unwrap_or(RiskChannel::Release))
    }
}

fn is_selected(channel: RiskChannel) -> bool {
    channel > RiskChannel::Release
}

/// What tried rules looked at.
fn observed(
    decided: &Decided<'_>,
    tried: &BTreeSet<String>,
    record: &Record<'_>,
) -> Option<Vec<Observed>> {
    let mut ours = decided.heard.iter().filter(|it| tried.contains(&it.fired.rule.id)).peekable();
    ours.peek()?;
    Some(ours.flat_map(|it| it.fired.observed(record)).collect())
}

fn goes(decided: &Decided<'_>, way: Way) -> bool {
    let has = |chosen| decided.chosen.has(chosen);
    match way {
        Way::Rule => has(Chosen::RULE),
        Way::Targeted => has(Chosen::TARGETED),
        Way::Explored => has(Chosen::EXPLORED),
        Way::Later => decided.choice == Some(Choice::Later),
        Way::Beyond => decided.is_beyond(),
    }
}

impl Backtest {
    /// # Errors
    /// When two features have one name, which a test excludes.
    pub fn new(digester: Digester, question: Question) -> Result<Backtest, SchemaError> {
        let Question { before, after, tried, from, n_named } = question;
        let features = RiskProcedure::ALL.into_iter().map(FeatureSet::of);
        Ok(Backtest {
            memory: Memory::new(digester, Limits::default()),
            digester,
            features: features.collect::<Result<_, _>>()?,
            before: Side::new(before),
            after: Side::new(after),
            is_begun: false,
            from,
            n_named,
            tried,
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
        self.begin(&batch);
        for one in &batch.weighed {
            self.weigh(one);
        }
        if let (true, Some(last)) = (self.is_begun, batch.weighed.last()) {
            self.before.close(last.case.at);
            self.after.close(last.case.at);
        }
        for found in &batch.found {
            if self.marks.contains_key(&found.entry) {
                // Of several results, of its goods, its price, an audit, the gravest counts.
                *self.results.entry(found.entry).or_default() |= found.grade.is_some();
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

    /// On the first day both sides go on from what really was, as a change does that takes effect then.
    fn begin(&mut self, batch: &Batch<'_>) {
        let is_due = |it: &Weighed<'_>| it.case.at.local_date() >= self.from;
        if !self.is_begun && batch.weighed.iter().any(is_due) {
            self.is_begun = true;
            self.before.course = self.memory.course().clone();
            self.after.course = self.memory.course().clone();
        }
    }

    fn weigh(&mut self, one: &Weighed<'_>) {
        let Weighed { case, digest, .. } = one;
        let on = case.at.local_date();
        self.reached = Some(on);
        if !self.is_begun {
            return;
        }
        let features = self.features.iter().find(|it| it.procedure() == case.procedure);
        let Some(features) = features else { return };
        let keys = CaseKeys::of(case, self.digester);
        let view = View::new(case, &keys, &self.memory);
        let record = features.record(&view);
        let seen = Seen { case, keys: &keys, view: &view, record: &record };
        let (before, after) = (self.before.decide(seen), self.after.decide(seen));
        if on < self.from {
            // It came late, in a batch of the first day: lines know of it.
            return;
        }
        self.tally.differ += u64::from(digest.is_some_and(|it| it != record.digest()));
        let observed = observed(&after, &self.tried, &record);
        let both = Both { before, after, observed };
        let marks = count(&mut self.tally, one, &both);
        if marks.fired || marks.was || marks.will || marks.by_lot {
            let all = self.marks.entry(one.entry).or_default();
            all.fired |= marks.fired;
            all.was |= marks.was;
            all.will |= marks.will;
            all.by_lot |= marks.by_lot;
        }
        let [before, after] = both.channels();
        if marks.fired || before != after {
            self.tally.named.push_back(named(one, both));
            if self.tally.named.len() > self.n_named {
                self.tally.named.pop_front();
            }
        }
    }

    /// What it came to. A case that was weighed twice is counted twice, and its examination once.
    pub fn finish(self) -> Tally {
        let Backtest { mut tally, marks, results, .. } = self;
        let known = &mut tally.known;
        for (entry, is_found) in &results {
            let Some(Marks { fired, was, will, by_lot }) = marks.get(entry).copied() else {
                continue;
            };
            let of = [
                (fired, &mut known.fired),
                (will && !was, &mut known.gained),
                (was && !will, &mut known.lost),
                (was && will, &mut known.kept),
                (by_lot, &mut known.by_lot),
                (by_lot && was, &mut known.lots_before),
                (by_lot && will, &mut known.lots_after),
            ];
            of.into_iter().filter(|it| it.0).for_each(|it| it.1.count(*is_found));
        }
        for named in &mut tally.named {
            named.is_found = results.get(&named.entry).copied();
        }
        tally
    }
}

fn count(tally: &mut Tally, one: &Weighed<'_>, both: &Both<'_>) -> Marks {
    let [before, after] = both.channels();
    let is_examined = |it: RiskChannel| it >= RiskChannel::Examination;
    let by_lot = one.chosen.has(Chosen::RANDOM);
    let is_anyway = by_lot || one.chosen.has(Chosen::WATCH);
    let (was, will) = (is_selected(before), is_selected(after));
    let marks = Marks { fired: both.observed.is_some(), was, will, by_lot };
    let is_gained = will && !was;
    let of_customs = match tally.customs.get_mut(one.case.customs) {
        Some(it) => it,
        None => tally.customs.entry(one.case.customs.to_owned()).or_default(),
    };
    let of_day = tally.days.entry(one.case.at.local_date()).or_default();
    let of_procedure = tally.procedures.entry(one.case.procedure).or_default();
    for counts in [of_customs, of_day, of_procedure, &mut tally.all] {
        counts.weighed += 1;
        counts.fired += u64::from(marks.fired);
        counts.anyway += u64::from(marks.fired && is_anyway);
        counts.before += u64::from(was);
        counts.after += u64::from(will);
        counts.gained += u64::from(is_gained);
        counts.lost += u64::from(was && !will);
        counts.gained_anyway += u64::from(is_gained && is_anyway);
        counts.examinations_before += u64::from(is_examined(before));
        counts.examinations_after += u64::from(is_examined(after));
    }
    for channel in BTreeSet::from([before, after]) {
        let moves = tally.channels.entry(channel).or_default();
        moves.count(channel == before, channel == after);
    }
    for way in Way::ALL {
        let (was, will) = (goes(&both.before, way), goes(&both.after, way));
        if was || will {
            tally.ways.entry(way).or_default().count(was, will);
        }
    }
    // What would be stands last, so that its row is the one that is told.
    spend(tally, &both.before, |it| &mut it.before);
    spend(tally, &both.after, |it| &mut it.after);
    marks
}

fn spend(tally: &mut Tally, decided: &Decided<'_>, side: impl Fn(&mut Spending) -> &mut Spent) {
    let Some(row) = decided.budget else { return };
    let spending = tally.budgets.entry(row.id.clone()).or_default();
    spending.note(row);
    let spent = side(spending);
    spent.weighed += 1;
    spent.chosen += u64::from(decided.is_spent());
    spent.beyond += u64::from(decided.is_beyond());
}

fn named(one: &Weighed<'_>, both: Both<'_>) -> Named {
    let [before, after] = both.channels();
    Named {
        entry: one.entry,
        procedure: one.case.procedure,
        on: one.case.at.local_date(),
        customs: one.case.customs.to_owned(),
        before,
        after,
        probable_before: both.before.probability,
        probable_after: both.after.probability,
        chosen: one.chosen,
        observed: both.observed.unwrap_or_default(),
        is_found: None,
    }
}

#[cfg(test)]
mod tests {
    use model::{Amount, KeyPair, RiskRule, RiskSeverity};

    use super::*;
    use crate::{
        batch::{BatchWriter, Found, Remembered},
        case::{Case, Counts as LineCounts, Figures, Parties, Times},
        memory::Grade,
    };

    const DIGESTER: (u64, u64) = (1, 2);
    const DAY: i64 = 86_400_000;

    fn case(value: i64, day: i64) -> Case<'static> {
        Case {
            procedure: RiskProcedure::Parcel,
            key: KeyPair { hi: 1, lo: 2 },
            at: Moment::from_millis(1_800_000_000_000 + day * DAY),
            parties: Parties::default(),
            credit: None,
            customs: "0100",
            port: "",
            supervision_mode: "9610",
            transport_mode: "",
            shipping_country: "",
            trade_country: "",
            packaging: "",
            figures: Figures { value: Some(Amount::from_fen(value * 100)), ..Figures::default() },
            times: Times::default(),
            counts: LineCounts::default(),
            note: "",
            lines: Vec::new(),
        }
    }

    fn rule(id: &str, condition: &str) -> RiskRule {
        RiskRule {
            id: id.to_owned(),
            version: 1,
            procedures: vec![RiskProcedure::Parcel],
            title_zh: "试".to_owned(),
            title_en: "tried".to_owned(),
            basis: "海关总署令第271号".to_owned(),
            owner: "风险防控局".to_owned(),
            severity: RiskSeverity::Medium,
            channel: RiskChannel::Examination,
            condition: condition.to_owned(),
            from: Date::MIN,
            to: None,
            campaign: None,
        }
    }

    fn engines(rules: &[RiskRule]) -> Engines {
        let engine = Engine::new(RiskProcedure::Parcel, rules, &[], Vec::new()).unwrap();
        vec![(RiskProcedure::Parcel, engine)]
    }

    /// Entries with their values and by what they were chosen, and of which examinations say something.
    fn kept(day: i64, cases: &[(u64, i64, Chosen)], found: &[(u64, bool)]) -> Vec<u8> {
        let mut writer = BatchWriter::default();
        for (entry, value, chosen) in cases {
            let channel = RiskChannel::Release;
            let (entry, case) = (EntryId(*entry), case(*value, day));
            let (digest, probability, shadow) = (None, None, None);
            let one =
                Weighed { entry, channel, chosen: *chosen, digest, probability, shadow, case };
            writer.weighed(&one).unwrap();
        }
        for (entry, is_found) in found {
            let grade = is_found.then_some(Grade(2));
            writer.found(Found { entry: EntryId(*entry), grade, kinds: Vec::new() });
        }
        let deltas = Gathering::default().finish(Moment::from_millis(1_800_000_000_000));
        writer.finish(&Remembered { deltas, promises: Vec::new() }).unwrap()
    }

    fn tested(batches: &[Vec<u8>], from: Date) -> Tally {
        let question = Question {
            before: engines(&[rule("OLD", "doc.value > 100.0")]),
            after: engines(&[rule("NEW", "doc.value > 50.0 && doc.value < 200.0")]),
            tried: BTreeSet::from(["NEW".to_owned()]),
            from,
            n_named: 3,
        };
        let mut test = Backtest::new(Digester::new(DIGESTER.0, DIGESTER.1), question).unwrap();
        batches.iter().for_each(|it| test.take(it).unwrap());
        test.finish()
    }

    #[test]
    fn what_examinations_found_is_told_of_each_side_and_fairly_of_lots_alone() {
        let none = Chosen::default();
        let lot = Chosen::RANDOM;
        // 60 and 70 would be gained, 300 lost, 150 is selected both ways, 10 by nobody but lots.
        let cases = [
            (1, 60, none),
            (2, 70, lot),
            (3, 300, none),
            (4, 150, lot),
            (5, 10, lot),
            (6, 150, Chosen::WATCH),
        ];
        let first = kept(0, &cases, &[(1, true)]);
        // Results come days later; of two the gravest counts, and of a stranger nothing.
        let later =
            kept(2, &[], &[(2, true), (2, false), (3, true), (4, true), (5, false), (9, true)]);
        let tally = tested(&[first, later], Date::MIN);
        let all = tally.all;
        assert_eq!((all.weighed, all.before, all.after, all.gained, all.lost), (6, 3, 4, 2, 1));
        assert_eq!((all.fired, all.anyway, all.gained_anyway), (4, 3, 1));
        let told = |it: Results| (it.examined, it.found);
        let known = tally.known;
        assert_eq!(told(known.gained), (2, 2));
        assert_eq!(told(known.lost), (1, 1));
        assert_eq!(told(known.kept), (1, 1));
        assert_eq!(told(known.by_lot), (3, 2));
        assert_eq!((told(known.lots_before), told(known.lots_after)), ((1, 1), (2, 2)));
        let interval = known.gained.interval().unwrap();
        assert!(interval.low > 0.33 && interval.low < 0.35, "{interval:?}");
        assert_eq!(Results::default().interval(), None);
        // The last three of those that it speaks of, lost ones too.
        let named: Vec<_> = tally.named.iter().map(|it| (it.entry.0, it.is_found)).collect();
        assert_eq!(named, [(3, Some(true)), (4, Some(true)), (6, None)]);
        let rules = tally.ways[&Way::Rule];
        assert_eq!((rules.before, rules.after, rules.gained, rules.lost), (3, 4, 2, 1));
    }

    #[test]
    fn days_before_the_first_are_not_counted_and_their_results_neither() {
        let none = Chosen::default();
        let early = kept(0, &[(1, 60, none)], &[]);
        let late = kept(3, &[(2, 60, none)], &[(1, true), (2, true)]);
        let from = Moment::from_millis(1_800_000_000_000 + 3 * DAY).local_date();
        let tally = tested(&[early, late], from);
        assert_eq!((tally.all.weighed, tally.known.gained.examined), (1, 1));
        assert_eq!(tally.days.keys().collect::<Vec<_>>(), [&from]);
    }

    #[test]
    fn a_case_that_nothing_weighs_is_released_on_both_sides() {
        let question = Question {
            before: Vec::new(),
            after: Vec::new(),
            tried: BTreeSet::new(),
            from: Date::MIN,
            n_named: 3,
        };
        let mut test = Backtest::new(Digester::new(1, 2), question).unwrap();
        test.take(&kept(0, &[(1, 60, Chosen::default())], &[])).unwrap();
        let tally = test.finish();
        assert_eq!((tally.all.weighed, tally.all.before, tally.all.after), (1, 0, 0));
        assert_eq!(tally.channels[&RiskChannel::Release].after, 1);
    }
}
