//! What is kept of a batch: who was weighed and what came of it, what was found, and what is remembered.
//!
//! A case of a batch was weighed by the memory of all batches before it and nothing else. So the number of its commit is its
//! watermark, and whoever folds the batches before it weighs it again, bit for bit: its digest says so.

use model::{EntryId, RiskChannel};
use serde::{Deserialize, Serialize};

use crate::{
    case::Case,
    engine::Verdict,
    lots::Promise,
    memory::{Deltas, Grade, MemoryError},
};

/// One case as it was weighed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Weighed<'a> {
    pub entry: EntryId,
    /// What is done with it, by all that spoke of it.
    pub channel: RiskChannel,
    pub chosen: Chosen,
    /// Of the values of its features; nothing where nobody asked for them.
    pub digest: Option<u64>,
    /// How likely a finding is, by the model in force and by the one that looks on: in 65,535ths.
    pub probability: Option<u16>,
    pub shadow: Option<u16>,
    #[serde(borrow)]
    pub case: Case<'a>,
}

impl<'a> Weighed<'a> {
    pub fn new(entry: EntryId, case: Case<'a>, verdict: &Verdict) -> Weighed<'a> {
        let Verdict { channel, chosen, digest, probability, shadow, reasons: _ } = verdict;
        Weighed {
            entry,
            channel: channel.unwrap_or(RiskChannel::Release),
            chosen: *chosen,
            digest: *digest,
            probability: probability.map(part),
            shadow: shadow.map(part),
            case,
        }
    }
}

/// A probability in 65,535ths.
fn part(probability: f64) -> u16 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 65,535")]
    let part = (probability.clamp(0.0, 1.0) * 65_535.0).round() as u16;
    part
}

/// By what a case was chosen; several may have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen(u8);

impl Chosen {
    /// By lot.
    pub const RANDOM: Chosen = Chosen(1);
    /// By a row that officers watch.
    pub const WATCH: Chosen = Chosen(2);
    /// By a rule.
    pub const RULE: Chosen = Chosen(4);
    /// By the model: most is expected of it.
    pub const TARGETED: Chosen = Chosen(8);
    /// By the model: least is known of it.
    pub const EXPLORED: Chosen = Chosen(16);
    /// By the model, for later.
    pub const LATER: Chosen = Chosen(32);

    #[must_use]
    pub fn and(self, other: Chosen) -> Chosen {
        Chosen(self.0 | other.0)
    }

    pub fn has(self, other: Chosen) -> bool {
        self.0 & other.0 == other.0
    }
}

/// What an examination of a case came to, a decision of its price, or an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub entry: EntryId,
    /// Nothing where all was as declared.
    pub grade: Option<Grade>,
    /// In the words of an examination's record (`quantity`, `origin`, …), or fields of the declaration (`items.total_price`, …).
    pub kinds: Vec<String>,
}

/// A batch that was read.
#[derive(Debug, Clone)]
pub struct Batch<'a> {
    /// In the order in which they were weighed.
    pub weighed: Vec<Weighed<'a>>,
    /// Of the seeds of days to come.
    pub promises: Vec<Promise>,
    pub found: Vec<Found>,
    pub deltas: Deltas,
}

/// Grows with every change of what is kept.
const FORMAT: u32 = 1;

impl Batch<'_> {
    /// # Errors
    /// When the bytes are no batch, or of another edition.
    pub fn from_bytes(bytes: &[u8]) -> Result<Batch<'_>, MemoryError> {
        let (Remembered { deltas, promises }, rest) = remembered_of(bytes)?;
        let (found, mut rest) = postcard::take_from_bytes(rest)?;
        let mut weighed = Vec::new();
        while !rest.is_empty() {
            let (one, behind) = postcard::take_from_bytes(rest)?;
            weighed.push(one);
            rest = behind;
        }
        Ok(Batch { weighed, promises, found, deltas })
    }
}

/// What is remembered of a batch, and not whom it is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    pub deltas: Deltas,
    pub promises: Vec<Promise>,
}

fn remembered_of(bytes: &[u8]) -> Result<(Remembered, &[u8]), MemoryError> {
    let (format, rest) = postcard::take_from_bytes::<u32>(bytes)?;
    if format != FORMAT {
        return Err(MemoryError::Format(format));
    }
    Ok(postcard::take_from_bytes(rest)?)
}

impl Remembered {
    /// Reads no further than to what is remembered.
    ///
    /// # Errors
    /// When the bytes are no batch, or of another edition.
    pub fn from_bytes(bytes: &[u8]) -> Result<Remembered, MemoryError> {
        remembered_of(bytes).map(|it| it.0)
    }
}

/// Collects what will be kept while a batch is decided. Cases are spelt at once, because they borrow.
#[derive(Debug, Default)]
pub struct BatchWriter {
    found: Vec<Found>,
    weighed: Vec<u8>,
}

impl BatchWriter {
    /// # Errors
    /// When it cannot be spelt, which every case can.
    pub fn weighed(&mut self, one: &Weighed<'_>) -> Result<(), MemoryError> {
        self.weighed = postcard::to_extend(one, std::mem::take(&mut self.weighed))?;
        Ok(())
    }

    pub fn found(&mut self, one: Found) {
        self.found.push(one);
    }

    /// As it is kept: the same batch is the same bytes. Nothing where there is nothing.
    ///
    /// # Errors
    /// When it cannot be spelt, which every batch can.
    pub fn finish(self, remembered: &Remembered) -> Result<Vec<u8>, MemoryError> {
        let Remembered { deltas, promises } = remembered;
        let is_empty = deltas.is_empty() && promises.is_empty();
        if is_empty && self.weighed.is_empty() && self.found.is_empty() {
            return Ok(Vec::new());
        }
        let mut bytes = postcard::to_stdvec(&(FORMAT, remembered, self.found))?;
        bytes.extend(self.weighed);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use model::{Date, KeyPair, Moment};

    use super::*;
    use crate::{
        case::{Counts, Figures, Line, Parties, Procedure, Times},
        lots::DaySeed,
        memory::Gathering,
    };

    fn case(note: &str) -> Case<'_> {
        Case {
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
            figures: Figures { packages: Some(3), ..Figures::default() },
            times: Times::default(),
            counts: Counts::default(),
            note,
            lines: vec![Line { name: "洗发水", ..Line::default() }],
        }
    }

    fn nothing(promises: Vec<Promise>) -> Remembered {
        Remembered { deltas: Gathering::default().finish(Moment::from_millis(1)), promises }
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let mut writer = BatchWriter::default();
        let chosen = Chosen::RANDOM.and(Chosen::RULE);
        for (entry, note) in [(7, "one"), (9, "two")] {
            let (entry, channel) = (EntryId(entry), RiskChannel::Examination);
            let one = Weighed {
                entry,
                channel,
                chosen,
                digest: Some(5),
                probability: Some(9),
                shadow: None,
                case: case(note),
            };
            writer.weighed(&one).unwrap();
        }
        let found =
            Found { entry: EntryId(3), grade: Some(Grade(2)), kinds: vec!["origin".to_owned()] };
        writer.found(found.clone());
        let promise =
            DaySeed::new(Date::constant(2026, 11, 21), KeyPair { hi: 1, lo: 2 }).promise();
        let bytes = writer.finish(&nothing(vec![promise])).unwrap();
        let batch = Batch::from_bytes(&bytes).unwrap();
        assert_eq!(batch.found, [found]);
        let told: Vec<_> = batch.weighed.iter().map(|it| (it.entry.0, it.case.note)).collect();
        assert_eq!(told, [(7, "one"), (9, "two")]);
        let first = &batch.weighed[0];
        assert!(first.chosen.has(Chosen::RULE) && !first.chosen.has(Chosen::WATCH));
        assert_eq!((first.case.lines[0].name, first.case.figures.packages), ("洗发水", Some(3)));
        assert_eq!(batch.promises, [promise]);
        assert_eq!(Remembered::from_bytes(&bytes).unwrap(), nothing(vec![promise]));
    }

    #[test]
    fn nothing_is_kept_of_nothing_and_what_is_cut_short_is_no_batch() {
        let nothing = nothing(Vec::new());
        assert!(BatchWriter::default().finish(&nothing).unwrap().is_empty());
        let mut writer = BatchWriter::default();
        writer.found(Found { entry: EntryId(3), grade: None, kinds: Vec::new() });
        let bytes = writer.finish(&nothing).unwrap();
        assert!(Batch::from_bytes(&bytes).is_ok());
        assert!(Batch::from_bytes(&bytes[..bytes.len() - 1]).is_err());
        let mut newer = bytes;
        newer[0] = 9;
        assert!(matches!(Batch::from_bytes(&newer), Err(MemoryError::Format(9))));
    }
}
