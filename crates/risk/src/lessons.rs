//! What a house may learn from: the cases that were examined, as they stood when they were weighed, beside what was found.
//!
//! Kept batches are read in the order of their commits. A case is weighed again by the memory before its batch, so what is
//! learnt by is what is decided by, bit for bit. A label is what an examination said; who was not examined has none.

use std::collections::BTreeMap;

use model::{EntryId, RiskChannel};

use crate::{
    batch::{Batch, Weighed},
    case::Procedure,
    features::{FeatureSet, View},
    memory::{CaseKeys, Digester, Grade, Limits, Memory},
    record::SchemaError,
    trees::{Table, TableError},
};

/// A house's lessons, batch by batch.
#[derive(Debug)]
pub struct Lessons {
    memory: Memory,
    features: Vec<FeatureSet>,
    /// Of the cases that were not selected, each so-many-th is kept by its key; 0: none.
    every: u64,
    cases: BTreeMap<EntryId, Lesson>,
}

#[derive(Debug)]
struct Lesson {
    procedure: Procedure,
    /// Of the decision, since 1970-01-01.
    day: i64,
    values: Vec<f64>,
    is_selected: bool,
    /// Nothing before an examination's result has come.
    label: Option<Option<Grade>>,
}

/// How much there is to learn from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Learnt {
    pub examined: usize,
    pub found: usize,
}

/// A day has so many milliseconds.
const DAY: i64 = 86_400_000;

impl Lessons {
    /// Cases that were selected are kept, and of the others each `every`-th, so that they can be presumed to be honest (or
    /// all, with 1, because officers examine others too).
    ///
    /// # Errors
    /// When two features have one name, which a test excludes.
    pub fn new(digester: Digester, limits: Limits, every: u64) -> Result<Lessons, SchemaError> {
        let features = Procedure::ALL.map(FeatureSet::of).into_iter().collect::<Result<_, _>>()?;
        let memory = Memory::new(digester, limits);
        Ok(Lessons { memory, features, every, cases: BTreeMap::new() })
    }

    /// Takes the next batch. What was found counts from here on. Of several results, of its goods, its price, an audit, the
    /// gravest counts; what is amended once there is a result is not what the result was about.
    pub fn take(&mut self, batch: &Batch<'_>) {
        let every = self.every;
        for weighed in batch.weighed.iter().filter(|it| keeps(it, every)) {
            let case = &weighed.case;
            let Some(features) = self.features.iter().find(|it| it.procedure() == case.procedure)
            else {
                continue;
            };
            let keys = CaseKeys::of(case, self.memory.digester());
            let record = features.record(&View::new(case, &keys, &self.memory));
            let lesson = Lesson {
                procedure: case.procedure,
                day: case.at.millis().div_euclid(DAY),
                is_selected: weighed.channel >= RiskChannel::Documents,
                values: record.numbers().to_vec(),
                label: None,
            };
            let before = self.cases.get(&weighed.entry);
            if before.is_none_or(|it| it.label.is_none()) {
                self.cases.insert(weighed.entry, lesson);
            }
        }
        for found in &batch.found {
            if let Some(lesson) = self.cases.get_mut(&found.entry) {
                lesson.label = lesson.label.max(Some(found.grade));
            }
        }
        self.memory.apply(&batch.deltas);
    }

    pub fn features(&self, procedure: Procedure) -> Option<&FeatureSet> {
        self.features.iter().find(|it| it.procedure() == procedure)
    }

    /// The examined cases of a procedure whose results have come, in the order of their numbers. Found is what is at least so
    /// grave. With `presumed` those that nobody looked at stand among them as honest, which most of them are: so a model does not
    /// take for suspicious what only looks like those that it selected.
    ///
    /// # Errors
    /// Never: rows are as wide as their features.
    pub fn table(
        &self,
        procedure: Procedure,
        least: Grade,
        presumed: bool,
    ) -> Result<Table, TableError> {
        let Some(features) = self.features(procedure) else { return Table::new(Vec::new()) };
        let mut table = Table::of(features.schema());
        for it in self.cases.values().filter(|it| it.procedure == procedure) {
            let label = it.label.or((presumed && !it.is_selected).then_some(None));
            if let Some(label) = label {
                table.push(&it.values, label.is_some_and(|it| it >= least), it.day)?;
            }
        }
        Ok(table)
    }

    pub fn learnt(&self, procedure: Procedure, least: Grade) -> Learnt {
        let ours = self.cases.values().filter(|it| it.procedure == procedure);
        ours.filter_map(|it| it.label).fold(Learnt::default(), |it, label| Learnt {
            examined: it.examined + 1,
            found: it.found + usize::from(label.is_some_and(|it| it >= least)),
        })
    }
}

fn keeps(it: &Weighed<'_>, every: u64) -> bool {
    let is_drawn = every > 0 && it.case.key.hi.is_multiple_of(every);
    it.channel >= RiskChannel::Documents || is_drawn
}

#[cfg(test)]
mod tests {
    use model::{KeyPair, Moment};

    use super::*;
    use crate::{
        batch::{BatchWriter, Chosen, Found, Remembered},
        case::{Counts, Figures, Parties, Times},
        memory::Gathering,
    };

    fn case(packages: u32) -> crate::case::Case<'static> {
        crate::case::Case {
            procedure: Procedure::Parcel,
            key: KeyPair { hi: 1, lo: 2 },
            at: Moment::from_millis(1_800_000_000_000),
            parties: Parties::default(),
            credit: None,
            customs: "0100",
            port: "",
            supervision_mode: "9610",
            transport_mode: "",
            shipping_country: "",
            trade_country: "",
            packaging: "",
            figures: Figures { packages: Some(packages), ..Figures::default() },
            times: Times::default(),
            counts: Counts::default(),
            note: "",
            lines: Vec::new(),
        }
    }

    fn batch(weighed: Option<(RiskChannel, u32)>, found: &[Option<u8>]) -> Vec<u8> {
        let mut writer = BatchWriter::default();
        let entry = EntryId(7);
        if let Some((channel, packages)) = weighed {
            let chosen = Chosen::default();
            let (digest, probability, shadow) = (None, None, None);
            let case = case(packages);
            let one = Weighed { entry, channel, chosen, digest, probability, shadow, case };
            writer.weighed(&one).unwrap();
        }
        for it in found {
            writer.found(Found { entry, grade: it.map(Grade), kinds: Vec::new() });
        }
        let deltas = Gathering::default().finish(Moment::from_millis(1));
        writer.finish(&Remembered { deltas, promises: Vec::new() }).unwrap()
    }

    /// How many rows there are, how many of them are found, and how many packages the case of the row has.
    fn taught(batches: &[Vec<u8>], least: u8) -> (usize, usize, Option<f64>) {
        let digester = Digester::new(3, 4);
        let mut lessons = Lessons::new(digester, Limits::default(), 0).unwrap();
        for it in batches {
            lessons.take(&Batch::from_bytes(it).unwrap());
        }
        let table = lessons.table(Procedure::Parcel, Grade(least), false).unwrap();
        let place = table.names().iter().position(|it| it == "doc.packages");
        let packages = place.filter(|_| !table.is_empty()).map(|it| table.row(0)[it]);
        let learnt = lessons.learnt(Procedure::Parcel, Grade(least));
        assert_eq!(learnt.examined, table.len());
        (learnt.examined, learnt.found, packages)
    }

    #[test]
    fn of_several_results_the_gravest_counts_whatever_their_order() {
        let weighed = batch(Some((RiskChannel::Examination, 3)), &[]);
        assert_eq!(taught(std::slice::from_ref(&weighed), 2).0, 0, "nothing is known yet");
        for found in [[Some(2), None], [None, Some(2)], [Some(2), Some(1)], [Some(2), Some(2)]] {
            let taught = taught(&[weighed.clone(), batch(None, &found)], 2);
            assert_eq!((taught.0, taught.1), (1, 1), "{found:?}");
        }
        let slight = [weighed, batch(None, &[None, Some(1)])];
        assert_eq!((taught(&slight, 2).1, taught(&slight, 1).1), (0, 1));
    }

    #[test]
    fn what_is_amended_after_its_result_is_learnt_as_it_was_examined() {
        let examined = RiskChannel::Examination;
        let before = [batch(Some((examined, 3)), &[]), batch(Some((examined, 5)), &[Some(2)])];
        assert_eq!(taught(&before, 2), (1, 1, Some(5.0)));
        let after = [batch(Some((examined, 3)), &[Some(2)]), batch(Some((examined, 5)), &[])];
        assert_eq!(taught(&after, 2), (1, 1, Some(3.0)));
    }

    #[test]
    fn who_was_not_selected_is_not_learnt_of() {
        let released = batch(Some((RiskChannel::Release, 3)), &[Some(2)]);
        assert_eq!(taught(&[released], 2).0, 0);
    }
}
