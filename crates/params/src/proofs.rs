//! Which papers of a goods declaration prove what the choice of a rate asks for (原产地证明、关税配额证明).
//! `params/declaration/README.md` is the schema.

use model::Date;
use serde::Deserialize;

use crate::{Bases, LawError, Period, Table, codes::Codes, rows};

/// What a paper proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Origin under an agreement, of the lines that are linked to it (优惠原产地证明).
    Preference,
    /// Origin, whatever the agreement, of all lines (原产地证据文件).
    Origin,
    /// That goods are within a tariff quota (关税配额证明).
    Quota,
}

/// Where a paper stands in a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ProofPlace {
    /// 随附单证, by its code.
    Document,
    /// 随附单据, by its kind.
    Attachment,
}

/// All rows.
#[derive(Debug)]
pub struct ProofRules {
    rows: Vec<ProofRow>,
}

#[derive(Debug)]
struct ProofRow {
    period: Period,
    place: ProofPlace,
    code: Box<str>,
    proof: Proof,
}

const FILE: &str = "declaration/proofs.csv";
const HEADER: [&str; 6] = ["from", "to", "place", "code", "proves", "basis"];

impl ProofRules {
    pub(crate) fn shipped(codes: &Codes, bases: &Bases) -> Result<ProofRules, LawError> {
        ProofRules::read(include_str!("../../../params/declaration/proofs.csv"), codes, bases)
    }

    fn read(text: &str, codes: &Codes, bases: &Bases) -> Result<ProofRules, LawError> {
        let rows = rows::read(FILE, text, &HEADER, bases, |row| {
            let (place, code) = (row.word("place")?, row.text("code"));
            let table = match place {
                ProofPlace::Document => Table::Licence,
                ProofPlace::Attachment => Table::AttachmentKind,
            };
            if !codes.contains(table, code) {
                return Err(format!("code: there is no `{code}` in its table"));
            }
            row.basis()?;
            let (period, proof) = (row.period()?, row.word("proves")?);
            Ok(ProofRow { period, place, code: code.into(), proof })
        })?;
        rows::refuse_overlaps(FILE, &rows, |it| (it.place, it.code.clone()), |it| it.period)?;
        Ok(ProofRules { rows })
    }

    /// Whether a document with that code proves it on the day.
    pub fn by_document(&self, code: &str, proof: Proof, day: Date) -> bool {
        self.proves(ProofPlace::Document, code, proof, day)
    }

    /// Whether an attachment of that kind proves it on the day.
    pub fn by_attachment(&self, kind: &str, proof: Proof, day: Date) -> bool {
        self.proves(ProofPlace::Attachment, kind, proof, day)
    }

    fn proves(&self, place: ProofPlace, code: &str, proof: Proof, day: Date) -> bool {
        let is_it = |it: &&ProofRow| it.proof == proof && it.place == place && *it.code == *code;
        self.rows.iter().filter(is_it).any(|it| it.period.covers(day))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Law;

    #[test]
    fn papers_prove_what_their_rows_say() {
        let proofs = Law::shipped().unwrap().proofs;
        let on = date(2020, 6, 18);
        assert!(proofs.by_document("Y", Proof::Preference, on));
        assert!(!proofs.by_document("Y", Proof::Quota, on));
        assert!(["t", "q"].iter().all(|it| proofs.by_document(it, Proof::Quota, on)));
        assert!(!proofs.by_document("e", Proof::Quota, on), "it is for goods out of the quota");
        assert!(proofs.by_attachment("00000009", Proof::Origin, on));
        assert!(!proofs.by_document("00000009", Proof::Origin, on));
    }

    #[test]
    fn a_row_holds_on_its_days_and_faulty_ones_are_refused() {
        let law = Law::shipped().unwrap();
        let bases = Bases::read(include_str!("../../../params/bases.toml")).unwrap();
        let read = |row: &str| {
            ProofRules::read(&format!("{}\n{row}", HEADER.join(",")), &law.codes, &bases)
        };
        let dated = read("2020-01-01,2020-12-31,document,Y,preference,filling-2018").unwrap();
        let on =
            |year, month, day| dated.by_document("Y", Proof::Preference, date(year, month, day));
        assert!(!on(2019, 12, 31) && on(2020, 1, 1) && on(2020, 12, 31) && !on(2021, 1, 1));
        for faulty in [
            ",,document,?,preference,filling-2018",
            ",,attachment,Y,origin,filling-2018",
            ",,drawer,Y,origin,filling-2018",
            ",,document,Y,weight,filling-2018",
            ",,document,Y,quota,nowhere",
            ",,document,Y,quota,filling-2018\n,,document,Y,preference,filling-2018",
        ] {
            assert!(read(faulty).is_err(), "{faulty}");
        }
    }
}
