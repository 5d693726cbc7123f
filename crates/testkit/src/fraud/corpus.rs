//! A plan's traffic in files: the house's opening first, then a folder a day; the truth apart, last.

use std::{fmt::Write as _, io, path::Path};

use model::DayStamp;
use params::Law;

use super::{
    days::{Days, Incoming},
    kind::CaseLane,
    plan::FraudPlan,
};
use crate::{GenerateError, GeneratedFile, TRUTH_FILE, corpus::into_folder, digits::push_digits};

/// Counts of a corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct FraudCorpus {
    pub parcels: u64,
    pub declarations: u64,
    /// Of both, those in which fraud is planted.
    pub planted: u64,
    pub messages: u64,
    pub bytes: u64,
}

type Sink<'s> = &'s mut dyn FnMut(GeneratedFile<'_>) -> io::Result<()>;

/// Writes a plan's traffic into `sink`, file by file: what is kept is a day. Goods do not come back here: applications
/// name lists by numbers that a house gives, and [`Days`] has them.
pub fn generate_fraud(
    plan: &FraudPlan,
    law: &Law,
    seed: u64,
    sink: Sink<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<FraudCorpus, GenerateError> {
    let days = Days::new(plan, law, seed)?;
    let mut writer = Writer { sink, counts: FraudCorpus::default() };
    let mut rows = plan.truth_head(seed);
    for message in days.opening(law)? {
        writer.file(0, &message)?;
    }
    for day in days {
        let day = day?;
        for message in &day.messages {
            writer.file(DayStamp::from_date(day.on).number(), message)?;
        }
        let mut told: Vec<_> = day.truth.iter().collect();
        told.sort_by_key(|it| it.1.index);
        for (key, truth) in told {
            let count = match truth.lane {
                CaseLane::Parcel => &mut writer.counts.parcels,
                CaseLane::Declaration => &mut writer.counts.declarations,
            };
            *count += 1;
            writer.counts.planted += u64::from(truth.is_planted());
            let _infallible = writeln!(rows, "{}", truth.row(key.number()));
        }
        progress(writer.counts.parcels + writer.counts.declarations);
    }
    let file = GeneratedFile { name: TRUTH_FILE, bytes: rows.as_bytes(), continues: false };
    (writer.sink)(file)?;
    Ok(writer.counts)
}

/// Writes a plan's traffic into `folder`, which is made when it does not exist.
pub fn write_fraud(
    plan: &FraudPlan,
    law: &Law,
    seed: u64,
    folder: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<FraudCorpus, GenerateError> {
    into_folder(folder, |sink| generate_fraud(plan, law, seed, sink, progress))
}

struct Writer<'s> {
    sink: Sink<'s>,
    counts: FraudCorpus,
}

impl Writer<'_> {
    /// `20260601/00000017-CEB311.xml`.
    fn file(&mut self, folder: u32, it: &Incoming) -> Result<(), GenerateError> {
        let mut name = String::new();
        push_digits(&mut name, u64::from(folder), 8);
        name.push('/');
        push_digits(&mut name, self.counts.messages, 8);
        let _infallible = write!(name, "-{}.{}", it.what, it.ending);
        self.counts.messages += 1;
        self.counts.bytes += it.bytes.len() as u64;
        let file = GeneratedFile { name: &name, bytes: &it.bytes, continues: false };
        Ok((self.sink)(file)?)
    }
}
